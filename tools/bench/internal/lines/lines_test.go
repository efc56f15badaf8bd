package lines_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tools/bench/internal/lines"
)

func line(n int) string { return fmt.Sprintf("%09d %s", n, strings.Repeat("x", 89)) }

func printed(ns ...int) string {
	var text strings.Builder
	for _, n := range ns {
		text.WriteString(line(n) + "\n")
	}
	return text.String()
}

func TestLinesAreCountedAndMissed(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want lines.Result
	}{
		"all":            {printed(0, 1, 2, 3) + "last words", lines.Result{Whole: 4, LastWords: true}},
		"one is missing": {printed(0, 1, 3), lines.Result{Whole: 3, Missing: 1}},
		"the end":        {printed(0, 1), lines.Result{Whole: 2, Missing: 2}},
		"rotated away":   {printed(2, 3), lines.Result{Whole: 2, First: 2}},
		"out of order":   {printed(0, 2, 1, 3), lines.Result{Whole: 4, Misplaced: 1}},
		"torn":           {printed(0) + line(1)[:50] + "\n" + line(1)[50:] + "\n" + printed(2, 3), lines.Result{Whole: 3, Torn: 2, Missing: 1}},
		"two in one":     {line(0) + printed(1, 2, 3), lines.Result{Whole: 3, First: 1}},
		"with a name":    {"svc | " + line(0) + "\nsvc | " + line(1) + "\n", lines.Result{Whole: 2, Missing: 2}},
		"others' words":  {"starting svc\n" + printed(0, 1, 2, 3), lines.Result{Whole: 4}},
		"nothing":        {"", lines.Result{First: -1, Missing: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := lines.Check(strings.NewReader(c.text), 4)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}
