package table_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tools/bench/internal/table"
)

var start = table.Key{Row: "start", Case: "10 services", Unit: "ms"}

func filled() *table.Table {
	var t table.Table
	for _, v := range []float64{30, 10, 20} {
		t.Add(start, "ours", v)
		t.Add(start, "pm2", 4*v)
		t.Add(start, "floor", v/2)
	}
	t.Add(table.Key{Row: "cli", Unit: "ms"}, "pm2", 100)
	t.Add(start, "(bare)", 1)
	return &t
}

func report(t *table.Table) table.Report {
	rows := []string{"start", "cli"}
	return table.Report{
		Machine: table.Machine{System: "an os", Processors: 2, Go: "go", Date: "today", Rounds: 3},
		Blocks:  t.Blocks(rows, func(row string) string { return "about " + row }, []string{"ours", "floor", "pm2", "air", "(bare)"}),
		Notes:   t.NotesOf(rows),
	}
}

func TestABlockComparesEveryManagerWithOurs(t *testing.T) {
	blocks := report(filled()).Blocks
	require.Len(t, blocks, 2)
	var names []string
	for _, l := range blocks[0].Lines {
		names = append(names, l.Peer)
	}
	assert.Equal(t, []string{"ours", "floor", "pm2", "(bare)"}, names, "air has no figure in the row")
	pm2 := blocks[0].Lines[2]
	assert.Equal(t, 4.0, pm2.TimesMedian)
	assert.Equal(t, 4.0, pm2.TimesMin)
	assert.Equal(t, 120.0, pm2.Max)
}

func TestPrintedTablesHaveFiguresRatiosNotesAndGoals(t *testing.T) {
	data := filled()
	data.Remark("start", "pm2", "it is a program in Node")
	data.Remark("start", "pm2", "it is a program in Node")
	data.Remark("left", "pm2", "of another row")
	r := report(data)
	r.Goals = data.Verdicts([]string{"start"}, []table.Goal{{Key: start, Words: "at most 15 ms", Judge: table.AtMost(15)}})
	var text strings.Builder
	table.Print(&text, r)
	assert.Equal(t, `an os, 2 processors, go, today, 3 rounds

start: about start
  case                     least  median  most  median/ours  least/ours
  10 services, ms  ours    10     20      30    1            1
                   floor   5      10      15    0.50         0.50
                   pm2     40     80      120   4            4
                   (bare)  1      1       1     0.05         0.10

cli: about cli
  case       least  median  most  median/ours  least/ours
  ms    pm2  100    100     100   –            –

notes
  start, pm2: it is a program in Node

goals
  not met  start, 10 services: at most 15 ms [20 ms (the least: 10)]
`, text.String())
}

func TestMarkdownHasAColumnForEachManager(t *testing.T) {
	var text strings.Builder
	table.Markdown(&text, report(filled()))
	assert.Contains(t, text.String(), "| | ours | floor | pm2 | (bare) |\n|---|---|---|---|---|\n")
	assert.Contains(t, text.String(), "| 10 services, ms | 10 / 20 / 30 | 5 / 10 / 15 (0.50 ×) | 40 / 80 / 120 (4 ×) | 1 |\n")
}

func TestJSONLeavesOutWhatIsNoNumber(t *testing.T) {
	text, err := json.Marshal(report(filled()))
	require.NoError(t, err)
	assert.Contains(t, string(text), `{"max":100,"median":100,"min":100,"n":1,"peer":"pm2","values":[100]}`)
}

func TestGoalsAreJudgedByTheMedian(t *testing.T) {
	data := filled()
	for name, c := range map[string]struct {
		judge      table.Judge
		met, known bool
		seen       string
	}{
		"at most, met":        {table.AtMost(20), true, true, "20 ms"},
		"at most, by a hair":  {table.AtMost(19), false, true, "20 ms (the least: 10)"},
		"at least":            {table.AtLeast(25), false, true, "20 ms"},
		"never":               {table.Never(29), false, true, "30 at the most"},
		"times, met":          {table.TimesOf("floor", 2), true, true, "2 × (by the least: 2 ×)"},
		"times, not met":      {table.TimesOf("floor", 1.9), false, true, "2 × (by the least: 2 ×)"},
		"times of nobody":     {table.TimesOf("runit", 2), false, false, ""},
		"ahead":               {table.AheadOf("floor", "(bare)"), true, true, "pm2 4 ×"},
		"not ahead of all":    {table.AheadOf("(bare)"), false, true, "floor 0.50 ×, pm2 4 ×"},
		"ahead, but of whom?": {table.AheadOf("floor", "(bare)", "pm2"), false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			met, known, seen := c.judge(data, start)
			assert.Equal(t, c.met, met)
			assert.Equal(t, c.known, known)
			assert.Equal(t, c.seen, seen)
		})
	}
}

func TestAGoalOfWhatWasNotMeasuredIsUnknown(t *testing.T) {
	data := filled()
	cli := table.Key{Row: "cli", Unit: "ms"}
	for name, judge := range map[string]table.Judge{
		"at most": table.AtMost(20), "never": table.Never(0), "times": table.TimesOf("pm2", 1), "ahead": table.AheadOf(),
	} {
		met, known, _ := judge(data, cli)
		assert.False(t, known, name)
		assert.False(t, met, name)
	}
}
