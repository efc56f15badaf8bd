// Package stats sums up a few measurements of one thing: the least, the middle
// and the largest. On a machine that others use too, the least says best what
// a program can do, and the middle what one gets.
package stats

import (
	"math"
	"slices"
	"strconv"
)

// Summary is what is said about some measurements. Of none it is all NaN.
type Summary struct {
	N                int
	Min, Median, Max float64
}

// Of sums up values, in any order. They are not changed.
func Of(values []float64) Summary {
	if len(values) == 0 {
		return Summary{Min: math.NaN(), Median: math.NaN(), Max: math.NaN()}
	}
	sorted := slices.Sorted(slices.Values(values))
	return Summary{N: len(sorted), Min: sorted[0], Median: middle(sorted), Max: sorted[len(sorted)-1]}
}

func middle(sorted []float64) float64 {
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// Percentile is the value below or at which p percent of the values lie, by
// nearest rank; NaN of none.
func Percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// Ratio is a / b; NaN when it would mean nothing.
func Ratio(a, b float64) float64 {
	if b == 0 || math.IsNaN(a) || math.IsNaN(b) {
		return math.NaN()
	}
	return a / b
}

// Figure writes a number with about three digits, and "–" for NaN: more would
// pretend to know what a second run denies.
func Figure(v float64) string {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case v == math.Trunc(v) && size < 1e6, size >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case size >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}
