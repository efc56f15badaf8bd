package table

import (
	"fmt"
	"slices"

	"workshop.example/processes/tools/bench/internal/stats"
)

// Goal is something that our runner is to reach, by the medians of one run.
type Goal struct {
	Key
	Words string
	Judge Judge
}

// Judge looks whether a goal is reached and says what it saw. known is false
// when something that it needs was not measured.
type Judge func(t *Table, key Key) (met, known bool, seen string)

// Verdict is what a goal came to.
type Verdict struct {
	Row   string `json:"row"`
	Case  string `json:"case,omitempty"`
	Goal  string `json:"goal"`
	Met   bool   `json:"met"`
	Known bool   `json:"known"`
	Seen  string `json:"seen,omitempty"`
}

// Verdicts judges the goals of some rows.
func (t *Table) Verdicts(rows []string, goals []Goal) []Verdict {
	var all []Verdict
	for _, g := range goals {
		if !slices.Contains(rows, g.Row) {
			continue
		}
		met, known, seen := g.Judge(t, g.Key)
		all = append(all, Verdict{g.Row, g.Case, g.Words, met, known, seen})
	}
	return all
}

// AtMost: ours is no more than a figure.
func AtMost(limit float64) Judge { return within(limit, func(v float64) bool { return v <= limit }) }

// AtLeast: ours is no less than a figure.
func AtLeast(limit float64) Judge { return within(limit, func(v float64) bool { return v >= limit }) }

func within(limit float64, good func(float64) bool) Judge {
	return func(t *Table, key Key) (bool, bool, string) {
		ours := t.Of(key, Ours)
		if ours.N == 0 {
			return false, false, ""
		}
		seen := stats.Figure(ours.Median) + " " + key.Unit
		if good(ours.Min) != good(ours.Median) {
			seen += fmt.Sprintf(" (the least: %s)", stats.Figure(ours.Min))
		}
		return good(ours.Median), true, seen
	}
}

// Never: not once more than a figure, over all rounds.
func Never(limit float64) Judge {
	return func(t *Table, key Key) (bool, bool, string) {
		ours := t.Of(key, Ours)
		return ours.Max <= limit, ours.N > 0, fmt.Sprintf("%s at the most", stats.Figure(ours.Max))
	}
}

// TimesOf: ours is no more than so many times another's.
func TimesOf(other string, limit float64) Judge {
	return func(t *Table, key Key) (bool, bool, string) {
		ours, reference := t.Of(key, Ours), t.Of(key, other)
		if ours.N == 0 || reference.N == 0 {
			return false, false, ""
		}
		median, least := stats.Ratio(ours.Median, reference.Median), stats.Ratio(ours.Min, reference.Min)
		return median <= limit, true, fmt.Sprintf("%s × (by the least: %s ×)", stats.Figure(median), stats.Figure(least))
	}
}

// AheadOf: ours is less than that of every other but those named, which are no
// managers.
func AheadOf(not ...string) Judge {
	return func(t *Table, key Key) (met, known bool, seen string) {
		ours, met := t.Of(key, Ours), true
		for _, peer := range t.Peers(key) {
			other := t.Of(key, peer)
			if peer == Ours || slices.Contains(not, peer) {
				continue
			}
			if known {
				seen += ", "
			}
			known = ours.N > 0
			met = met && ours.Median < other.Median
			seen += fmt.Sprintf("%s %s ×", peer, stats.Figure(stats.Ratio(other.Median, ours.Median)))
		}
		return met && known, known, seen
	}
}
