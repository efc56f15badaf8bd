package main

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
)

var twoRows = []control.Row{
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
`, "\n"+statusTable(s, twoRows))
}

func TestTheStatusTableFitsEveryTerminal(t *testing.T) {
	for width := 30; width <= 130; width++ {
		for _, colour := range []bool{false, true} {
			s := &console.Streams{Width: width, Colour: colour}
			table := statusTable(s, twoRows)
			assert.Contains(t, ansi.Strip(table), "waiting restart", "the status is never cut, at %d", width)
			for line := range strings.Lines(table) {
				if wide := ansi.StringWidth(strings.TrimSuffix(line, "\n")); width >= 40 {
					assert.LessOrEqual(t, wide, width, "%s", line)
				}
			}
		}
	}
	at := func(width int) string { return statusTable(&console.Streams{Width: width}, twoRows) }
	assert.Contains(t, at(80), "│ id │ name               │ uptime │ ↺  │ status          │ cpu   │ mem    │")
	assert.Contains(t, at(50), "│ id │ name               │ status          │")
}

func TestTroubleIsSaidOnceWithWhatToType(t *testing.T) {
	s := &console.Streams{}
	assert.Equal(t, []string{
		"web, instances 0, 2: exit code 3", "  try: go run ./runner logs web --err",
		"web, instance 1: killed by SIGKILL", "  try: go run ./runner logs web --err",
		"api: ./api does not compile: ./main.go:4:2: undefined: fmt", "  try: go run ./runner describe api",
	}, troubleLines(s, []control.Trouble{
		{App: "web", Instance: 0, Words: "exit code 3"}, {App: "web", Instance: 1, Words: "killed by SIGKILL"}, {App: "web", Instance: 2, Words: "exit code 3"},
		{App: "api", Instance: -1, Whole: true, Words: "./api does not compile:\n# example.org/api\n./main.go:4:2: undefined: fmt\n./main.go:5:2: undefined: os\n"},
	}))
}
