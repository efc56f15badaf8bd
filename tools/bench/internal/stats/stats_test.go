package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/tools/bench/internal/stats"
)

func TestASummaryHasTheLeastTheMiddleAndTheLargest(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   stats.Summary
	}{
		{[]float64{7}, stats.Summary{N: 1, Min: 7, Median: 7, Max: 7}},
		{[]float64{9, 1, 4}, stats.Summary{N: 3, Min: 1, Median: 4, Max: 9}},
		{[]float64{9, 1, 4, 6}, stats.Summary{N: 4, Min: 1, Median: 5, Max: 9}},
	} {
		assert.Equal(t, c.want, stats.Of(c.values))
	}
}

func TestASummaryLeavesItsValuesInTheirOrder(t *testing.T) {
	values := []float64{3, 1, 2}
	stats.Of(values)
	stats.Percentile(values, 50)
	assert.Equal(t, []float64{3, 1, 2}, values)
}

func TestNothingMeasuredIsNoNumber(t *testing.T) {
	assert.True(t, math.IsNaN(stats.Of(nil).Median))
	assert.True(t, math.IsNaN(stats.Percentile(nil, 99)))
	assert.True(t, math.IsNaN(stats.Ratio(1, 0)))
	assert.True(t, math.IsNaN(stats.Ratio(math.NaN(), 2)))
}

func TestAPercentileIsOneOfTheValues(t *testing.T) {
	var values []float64
	for i := range 200 {
		values = append(values, float64(200-i))
	}
	assert.Equal(t, 198.0, stats.Percentile(values, 99))
	assert.Equal(t, 100.0, stats.Percentile(values, 50))
	assert.Equal(t, 1.0, stats.Percentile(values, 0))
	assert.Equal(t, 200.0, stats.Percentile(values, 100))
}

func TestFiguresHaveAboutThreeDigits(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 3: "3", 0.1234: "0.12", 2.345: "2.35", 23.45: "23.4", 234.5: "234", 1234.6: "1235", -4: "-4",
	} {
		assert.Equal(t, want, stats.Figure(value))
	}
	assert.Equal(t, "–", stats.Figure(math.NaN()))
}
