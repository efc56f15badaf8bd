package console_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

var rows = []control.Row{
	{ID: 0, Name: "hello-world", Namespace: "default", Mode: "cluster", Pid: 19346, UptimeMS: 3000, Status: "online", CPUPercent: 12.5, MemoryBytes: 21705523},
	{ID: 1, Name: "world-cup-fixtures", Namespace: "default", Mode: "fork", Restarts: 15, Status: "waiting restart", Watch: true},
}

func TestTheStatusTableIsPM2s(t *testing.T) {
	s := &console.Streams{}
	assert.Equal(t, `
┌────┬────────────────────┬───────────┬─────────┬───────┬────────┬────┬─────────────────┬───────┬────────┬──────────┐
│ id │ name               │ namespace │ mode    │ pid   │ uptime │ ↺  │ status          │ cpu   │ mem    │ watching │
├────┼────────────────────┼───────────┼─────────┼───────┼────────┼────┼─────────────────┼───────┼────────┼──────────┤
│ 0  │ hello-world        │ default   │ cluster │ 19346 │ 3s     │ 0  │ online          │ 12.5% │ 20.7mb │ disabled │
│ 1  │ world-cup-fixtures │ default   │ fork    │ -     │ -      │ 15 │ waiting restart │ 0%    │ 0b     │ enabled  │
└────┴────────────────────┴───────────┴─────────┴───────┴────────┴────┴─────────────────┴───────┴────────┴──────────┘
`, "\n"+s.StatusTable(rows))
}

func TestTheStatusTableFitsEveryTerminal(t *testing.T) {
	for width := 30; width <= 130; width++ {
		for _, colour := range []bool{false, true} {
			s := &console.Streams{Width: width, Colour: colour}
			table := s.StatusTable(rows)
			assert.Contains(t, ansi.Strip(table), "waiting restart", "the status is never cut, at %d", width)
			for line := range strings.Lines(table) {
				if wide := ansi.StringWidth(strings.TrimSuffix(line, "\n")); width >= 40 {
					assert.LessOrEqual(t, wide, width, "%s", line)
				}
			}
		}
	}
	at := func(width int) string { return (&console.Streams{Width: width}).StatusTable(rows) }
	assert.Contains(t, at(80), "│ id │ name               │ uptime │ ↺  │ status          │ cpu   │ mem    │")
	assert.Contains(t, at(50), "│ id │ name               │ status          │")
}

func TestNamesOfAnySortKeepTheTableStraight(t *testing.T) {
	s := &console.Streams{Width: 60}
	table := s.Table([]console.Column{{Title: "name", Cut: true}, {Title: "b"}}, [][]console.Cell{
		{{Text: "日本語のアプリ"}, {Text: "1"}}, {{Text: "\x1b[31mred\n"}, {Text: "2"}}, {{Text: strings.Repeat("long", 30)}, {Text: "3"}},
	})
	assert.NotContains(t, table, "\x1b")
	for line := range strings.Lines(table) {
		assert.Equal(t, 60, ansi.StringWidth(strings.TrimSuffix(line, "\n")), "%s", line)
	}
}

func TestTroubleIsSaidOnceWithWhatToType(t *testing.T) {
	s := &console.Streams{}
	assert.Equal(t, []string{
		"web, instances 0, 2: exit code 3", "  try: go run ./runner logs web --err",
		"web, instance 1: killed by SIGKILL", "  try: go run ./runner logs web --err",
		"api: ./api does not compile: ./main.go:4:2: undefined: fmt", "  try: go run ./runner describe api",
	}, s.TroubleLines([]control.Trouble{
		{App: "web", Instance: 0, Words: "exit code 3"}, {App: "web", Instance: 1, Words: "killed by SIGKILL"}, {App: "web", Instance: 2, Words: "exit code 3"},
		{App: "api", Instance: -1, Whole: true, Words: "./api does not compile:\n# example.org/api\n./main.go:4:2: undefined: fmt\n./main.go:5:2: undefined: os\n"},
	}))
}

func TestShortFormsArePM2s(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", -time.Second: "0s", 59 * time.Second: "59s", time.Minute: "1m", 119 * time.Minute: "1h", 49 * time.Hour: "2D",
	} {
		assert.Equal(t, want, console.Uptime(d), "%s", d)
	}
	for n, want := range map[int64]string{0: "0b", 1023: "1023b", 1024: "1.0kb", 21705523: "20.7mb", 3 << 30: "3.0gb", 5 << 40: "5120.0gb"} {
		assert.Equal(t, want, console.Bytes(n), "%d", n)
	}
	for p, want := range map[float64]string{0: "0%", 12.5: "12.5%", 100: "100%", 180.4: "180%"} {
		assert.Equal(t, want, console.Percent(p), "%g", p)
	}
}
