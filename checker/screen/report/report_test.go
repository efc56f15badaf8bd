package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/teaching/verify"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// With -update the texts in testdata are rewritten instead of compared.
var update = flag.Bool("update", false, "write testdata/*.txt anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	// The escape character is written out, so that the file can be read.
	got = strings.ReplaceAll(strings.ReplaceAll(got, "\x1b", "<ESC>"), "\r", "<CR>")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

var (
	scaling  = &check.Exercise{Number: 2, Name: "scaling", Title: "Scale the service"}
	fixtures = &check.Exercise{Number: 3, Name: "world-cup-fixtures", Title: "Add a second service"}
)

func step(name string, status check.Status, ms int) check.Step {
	return check.Step{Name: name, Status: status, Duration: time.Duration(ms) * time.Millisecond}
}

func passed() check.Result {
	return check.Result{
		Exercise: scaling, Status: check.Passed, Config: "services.config.js",
		Steps:    []check.Step{step("the file can be read", check.Passed, 12), step("it is scaled", check.Passed, 1234)},
		Proved:   "Two processes served.",
		Duration: 1250 * time.Millisecond,
	}
}

func failed() check.Result {
	broken := step("requests reach every instance", check.Failed, 8)
	broken.ID = "E2-NOT-SHARED"
	broken.Finding = &check.Finding{
		ID: "NOT-SHARED", Expected: "requests to reach all 2 instances",
		Seen:  "100 requests were answered by 1 of them; its last words:\n  one\n  \x1b[2Jtwo",
		Where: "services.config.js:6:7", Try: "Use exec_mode: 'cluster'.",
	}
	return check.Result{
		Exercise: scaling, Status: check.Failed, Config: "services.config.js",
		Steps: []check.Step{
			step("the file can be read", check.Passed, 12), broken, step("one is killed", check.NotReached, 0),
		},
		Leftovers: []platform.Leftover{{Pid: 4711, Command: "ask redis://:s3cret@db"}},
		Duration:  65 * time.Second,
	}
}

func trouble() check.Result {
	broken := step("it comes online", check.Trouble, 90)
	broken.ID, broken.Finding = "E3-CHECKER", &check.Finding{
		ID: "CHECKER", Trouble: true, Expected: "the checker to be able to do its work", Seen: "a port was taken", Try: "Run the check again.",
	}
	return check.Result{Exercise: fixtures, Status: check.Trouble, Config: "a/b.js", Steps: []check.Step{broken}, Duration: 90 * time.Millisecond}
}

func withTimeline() check.Result {
	r := passed()
	r.Exercise = fixtures
	r.Timeline = []check.Moment{
		{At: 5 * time.Millisecond, App: "web", Text: "online, pid 12"},
		{At: 20 * time.Millisecond, App: "fixtures", Text: "start  1: exit code 78, “no REDIS_URL\x07”"},
		{At: 900 * time.Millisecond, App: "web", Text: "answered 100 of 100 requests all along"},
	}
	return r
}

// printed is a whole check as a person sees it.
func printed(r check.Result, next *check.Exercise, streams *console.Streams, live bool) string {
	var out bytes.Buffer
	streams.Out = &out
	p := &report.Report{Streams: streams, Live: live}
	p.Begin(r.Exercise, r.Config)
	for _, s := range r.Steps {
		if s.Status != check.NotReached {
			p.Step(s.Name, nil)
			p.Step(s.Name, &s)
		}
	}
	p.End(r, next)
	return out.String()
}

func TestReports(t *testing.T) {
	skipped := passed()
	skipped.Status, skipped.Steps[1].Status = check.Skipped, check.Skipped
	for name, c := range map[string]struct {
		r    check.Result
		next *check.Exercise
	}{
		"passed": {passed(), fixtures}, "last": {withTimeline(), nil}, "failed": {failed(), fixtures},
		"trouble": {trouble(), nil}, "skipped": {skipped, nil},
	} {
		t.Run(name, func(t *testing.T) {
			plain := printed(c.r, c.next, &console.Streams{}, false)
			assert.NotContains(t, plain, "\x1b", "no colour, and nothing of a program's own either")
			golden(t, name, plain)
		})
	}
}

func TestReportsInColourAndLive(t *testing.T) {
	golden(t, "failed_colour", printed(failed(), nil, &console.Streams{Colour: true}, false))
	golden(t, "passed_live", printed(passed(), fixtures, &console.Streams{OutTerminal: true, Colour: true}, true))
}

func TestColourCarriesNoMeaningAlone(t *testing.T) {
	for _, r := range []check.Result{passed(), failed(), trouble()} {
		coloured := printed(r, nil, &console.Streams{Colour: true}, false)
		plain := printed(r, nil, &console.Streams{}, false)
		for _, style := range []console.Style{console.Bold, console.Dim, console.Red, console.Green, console.Yellow, console.Blue} {
			coloured = strings.ReplaceAll(coloured, "\x1b["+string(style)+"m", "")
		}
		assert.Equal(t, plain, strings.ReplaceAll(coloured, "\x1b[0m", ""))
	}
}

func TestLines(t *testing.T) {
	skipped := passed()
	skipped.Status = check.Skipped
	var lines []string
	for _, r := range []check.Result{passed(), failed(), trouble(), skipped} {
		lines = append(lines, report.Line(&console.Streams{}, r))
	}
	golden(t, "lines", strings.Join(lines, "\n")+"\n")
}

func TestSummary(t *testing.T) {
	assert.Equal(t, "All 2 exercises are passed.", report.Summary([]check.Result{passed(), passed()}))
	assert.Equal(t, "1 of 3 exercises are passed.", report.Summary([]check.Result{passed(), failed(), trouble()}))
}

func TestListShowsWhatIsNext(t *testing.T) {
	all := []*check.Exercise{{Number: 1, Name: "hello-world", Title: "Start one"}, scaling, fixtures}
	done := progress.Entry{PassedAt: time.Now()}
	for name, c := range map[string]struct {
		entries map[int]progress.Entry
		next    string
	}{
		"fresh":    {nil, "Next: read docs/01-hello-world.md, then: go run ./checker 1"},
		"tried":    {map[int]progress.Entry{1: {LastStatus: "failed"}}, "Next: read docs/01-hello-world.md, then: go run ./checker 1"},
		"one done": {map[int]progress.Entry{1: done}, "Next: read docs/02-scaling.md, then: go run ./checker 2"},
		"a gap":    {map[int]progress.Entry{1: done, 3: done}, "Next: read docs/02-scaling.md, then: go run ./checker 2"},
		"all done": {map[int]progress.Entry{1: done, 2: done, 3: done}, "All exercises are passed."},
	} {
		t.Run(name, func(t *testing.T) {
			text := report.List(&console.Streams{}, all, progress.Book{Exercises: c.entries})
			assert.True(t, strings.HasSuffix(text, "\n"+c.next+"\n"), text)
			for _, e := range all {
				mark := " "
				switch entry := c.entries[e.Number]; {
				case entry.Passed():
					mark = "✓"
				case entry.LastStatus != "":
					mark = "…"
				}
				assert.Contains(t, text, "  "+mark+"  "+string(rune('0'+e.Number))+"  "+e.Name)
			}
		})
	}
}

func TestJSONHasTheKeysThatAreKept(t *testing.T) {
	for name, r := range map[string]check.Result{"json_passed": withTimeline(), "json_failed": failed(), "json_trouble": trouble()} {
		t.Run(name, func(t *testing.T) {
			text, err := report.JSON(r)
			require.NoError(t, err)
			golden(t, name, string(text)+"\n")
		})
	}
}

func TestJSONOfSeveralIsAnArray(t *testing.T) {
	text, err := report.JSONList([]check.Result{passed(), failed()})
	require.NoError(t, err)
	var list []map[string]any
	require.NoError(t, json.Unmarshal(text, &list))
	require.Len(t, list, 2)
	assert.Equal(t, "passed", list[0]["status"])
	assert.EqualValues(t, 2, list[1]["exercise"])
	text, err = report.JSONList(nil)
	require.NoError(t, err)
	assert.Equal(t, "[]", string(text), "never null")
	text, err = report.JSON(check.Result{Exercise: scaling})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"steps": []`, "never null")
}

func TestVerifyLines(t *testing.T) {
	right := verify.Row{Case: verify.Case{Kind: verify.Solution, Name: "solution"}, Times: []time.Duration{2e6, 3e6, 4e6}}
	wrong := verify.Row{Case: verify.Case{Kind: verify.Wrong, Name: "no-port", ID: "E1-X"}, Times: []time.Duration{2e6}, Faults: []string{"it must fail\n  seen nothing"}}
	s := &console.Streams{}
	golden(t, "verify", report.VerifyHead(s, scaling)+"\n"+report.VerifyLine(s, right)+"\n"+report.VerifyLine(s, wrong)+"\n")
}

func verified() []verify.Outcome {
	row := verify.Row{Case: verify.Case{Kind: verify.Wrong, Name: "no-port", ID: "E2-X"}, Times: []time.Duration{2e6}}
	return []verify.Outcome{{
		Exercise: scaling, Rows: []verify.Row{row, {Case: verify.Case{Kind: verify.Right, Name: "a"}, Times: []time.Duration{1e6}, Faults: []string{"it must pass"}}},
		Missing: []string{"docs/02-scaling.md is missing: the exercise's page"},
		Matrix:  []verify.Caught{{Promise: "the file can be read", Answers: []string{"no-port", "b"}, IDs: []string{"E2-X", "E2-Y"}}, {Promise: "it is scaled"}},
	}}
}

func TestVerifySaysWhatEachPromiseHasCaughtAndWhatIsMissing(t *testing.T) {
	golden(t, "verify_end", report.VerifyEnd(&console.Streams{Width: 60}, verified()[0])+report.VerifySummary(verified())+"\n")
	assert.Equal(t, "0 checks, 0 judged wrongly", report.VerifySummary(nil))
}

func TestVerifyJSON(t *testing.T) {
	text, err := report.VerifyJSON(verified())
	require.NoError(t, err)
	golden(t, "verify_json", string(text)+"\n")
}

func TestWhatThisMachineLacksIsNoFaultOfVerify(t *testing.T) {
	row := verify.Row{Case: verify.Case{Kind: verify.Wrong, Name: "root", ID: "E10-ROOT"}, Times: []time.Duration{2e6}, Skipped: "there is no docker command"}
	o := []verify.Outcome{{Exercise: engine, Rows: []verify.Row{row}}}
	assert.True(t, report.VerifyRight(o))
	assert.Equal(t, 1, report.VerifySkipped(o))
	assert.Equal(t, "0 checks, 0 judged wrongly; answers skipped because of what this machine is missing: 1", report.VerifySummary(o))
	assert.Contains(t, report.VerifyLine(&console.Streams{}, row), "skipped")
	assert.Contains(t, report.VerifyEnd(&console.Streams{}, o[0]), "note: not every answer could be judged on this machine: there is no docker command")
	text, err := report.VerifyJSON(o)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"status": "skipped"`)
	o[0].Rows = append(o[0].Rows, verify.Row{Faults: []string{"x"}})
	text, err = report.VerifyJSON(o)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"status": "failed"`)
}

func TestEveryFaultOfVerifyIsOne(t *testing.T) {
	for name, change := range map[string]func(*verify.Outcome){
		"judged wrongly":            func(o *verify.Outcome) { o.Rows = []verify.Row{{Faults: []string{"x"}}} },
		"a promise without a catch": func(o *verify.Outcome) { o.Matrix = []verify.Caught{{Promise: "idle"}} },
		"not whole":                 func(o *verify.Outcome) { o.Missing = []string{"x"} },
	} {
		o := verify.Outcome{Exercise: scaling}
		assert.True(t, report.VerifyRight([]verify.Outcome{o}))
		change(&o)
		assert.False(t, report.VerifyRight([]verify.Outcome{o}), name)
	}
}

func TestCompilingIsToldWhenItTookASecond(t *testing.T) {
	r := passed()
	for compiling, want := range map[time.Duration]string{
		0: "Passed in 1.2 s\n", 900 * time.Millisecond: "Passed in 1.2 s\n", time.Second: "Passed in 1.2 s, 1 s of it compiling\n",
	} {
		r.Compiling = compiling
		var out bytes.Buffer
		(&report.Report{Streams: &console.Streams{Out: &out}}).End(r, fixtures)
		assert.Contains(t, out.String(), want)
		text, err := report.JSON(r)
		require.NoError(t, err)
		var fields map[string]any
		require.NoError(t, json.Unmarshal(text, &fields))
		if _, told := fields["compiling_ms"]; told != (compiling >= time.Second) {
			t.Errorf("%s: %v", compiling, fields["compiling_ms"])
		}
	}
}
