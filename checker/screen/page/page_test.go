package page_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/page"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
)

// With -update testdata is rewritten instead of compared.
var update = flag.Bool("update", false, "write testdata/*.html anew")

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func at(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }

func happened(ms int, app string, generation int, kind supervise.EventKind, pid int) supervise.Event {
	return supervise.Event{At: at(ms), App: app, Generation: generation, Kind: kind, Pid: pid}
}

// killed is a run in which an instance is killed and does not come back.
func killed(app string) *check.Record {
	gone := happened(200, app, 1, supervise.Exited, 4711)
	gone.Exit, gone.Uptime = platform.Exit{Signal: "SIGKILL"}, 190*time.Millisecond
	r := &check.Record{
		Began: began, Ended: at(400), Apps: []string{app},
		Events: []supervise.Event{
			happened(10, app, 1, supervise.Started, 4711), happened(30, app, 1, supervise.Ready, 4711), gone,
			happened(200, app, 1, supervise.GaveUp, 0),
		},
		Marks: []check.Mark{{At: at(199), Text: "killed instance 0 of " + app}},
	}
	for ms := 40; ms < 400; ms += 10 {
		r.Requests = append(r.Requests, check.Sent{At: at(ms), App: app, Instance: "0", Status: 200, Failed: ms > 200})
	}
	return r
}

func failed(app string) page.Sheet {
	return page.Sheet{
		File: "module.exports = {\n  apps: [\n    { name: 'web', autorestart: false },\n  ],\n};\n",
		Result: check.Result{
			Exercise: &check.Exercise{Number: 2, Name: "scaling", Title: "Scale the service"},
			Status:   check.Failed, Config: "services.config.js", Duration: 1250 * time.Millisecond, Record: killed(app),
			Steps: []check.Step{
				{Name: "it comes online", Status: check.Passed, Duration: 20 * time.Millisecond},
				{Name: "it is replaced", Status: check.Failed, ID: "E2-NOT-REPLACED", Finding: &check.Finding{
					ID: "NOT-REPLACED", Expected: "instance 0 of " + app, Seen: "it is errored\n  last words of " + app,
					Where: "services.config.js:3:20", Try: "Leave autorestart at its default.",
				}},
				{Name: "it is scaled", Status: check.NotReached},
			},
		},
	}
}

func passed() page.Sheet {
	return page.Sheet{
		File: failed("web").File,
		Result: check.Result{
			Exercise: &check.Exercise{Number: 3, Name: "world-cup-fixtures", Title: "Add a second service"},
			Status:   check.Passed, Config: "services.config.js", Duration: time.Second, Proved: "One process's trouble is not another's.",
			Steps:    []check.Step{{Name: "it fails", Status: check.Passed}},
			Timeline: []check.Moment{{At: 5 * time.Millisecond, App: "web", Text: "online, pid 12"}},
		},
	}
}

func rendered(t *testing.T, sheets ...page.Sheet) string {
	t.Helper()
	html, err := page.Page{Sheets: sheets, Made: began}.Render()
	require.NoError(t, err)
	requireWellFormed(t, string(html))
	return string(html)
}

// requireWellFormed reads the page as XML, which forgives nothing: a quotation
// mark or a tag out of a learner's text would be found here.
func requireWellFormed(t *testing.T, html string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(html))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		if start, is := token.(xml.StartElement); is {
			assert.NotContains(t, []string{"script", "img", "link", "iframe", "object"}, start.Name.Local)
			for _, a := range start.Attr {
				assert.False(t, strings.HasPrefix(a.Name.Local, "on"), "a handler: %s", a.Name.Local)
			}
		}
	}
}

func TestAPageIsWhatItWas(t *testing.T) {
	for name, html := range map[string]string{
		"failed": rendered(t, failed("web")), "several": rendered(t, failed("web"), passed()),
	} {
		path := filepath.Join("testdata", name+".html")
		// The style sheet is a file of its own already.
		html = regexp.MustCompile(`(?s)<style>.*</style>`).ReplaceAllString(html, "<style></style>")
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(html), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), html, name)
	}
}

func TestAPageTellsWhatTheTerminalTells(t *testing.T) {
	html := rendered(t, failed("web"))
	for _, words := range []string{
		"<title>Exercise 2 · Scale the service</title>", "Not yet: 1 of 3 promises are kept", "in 1.2 s",
		"it comes online", "20 ms", "not yet", "not reached",
		"instance 0 of web", "it is errored\n  last words of web", "services.config.js:3:20", "Leave autorestart at its default.",
		"docs/02-scaling.md · go run ./checker hint 2", "<code>E2-NOT-REPLACED</code>",
		"pid 4711", "killed instance 0 of web", "200 ms: ended after 190 ms: killed by SIGKILL", "19 of 36 not as it should be",
		`<span class="line hit">    { name: &#39;web&#39;, autorestart: false },`,
		"checked on 2 January 2026, 03:04",
	} {
		assert.Contains(t, html, words)
	}
	html = rendered(t, passed())
	assert.Contains(t, html, "One process&#39;s trouble is not another&#39;s.")
	assert.Contains(t, html, "<td>online, pid 12</td>")
	assert.NotContains(t, html, "<figure", "nothing was recorded, so nothing is drawn")
}

func TestAPageOfSeveralBeginsWithATable(t *testing.T) {
	html := rendered(t, failed("web"), passed())
	assert.Contains(t, html, "1 of 2 exercises are passed.")
	assert.Contains(t, html, `<a href="#exercise-3">3 world-cup-fixtures</a>`)
	assert.Contains(t, html, `id="exercise-3"`)
	assert.Equal(t, 1, strings.Count(html, `<pre class="file">`), "the same file is shown once")
	assert.Equal(t, 2, strings.Count(rendered(t, failed("web"), failed("web")), `<pre class="file">`), "unless a line of it is pointed at")
}

func TestAPageNeedsNothingBesideItself(t *testing.T) {
	html := rendered(t, failed("web"), passed())
	for _, link := range regexp.MustCompile(`(?:src|href|url)\s*[=(]\s*["']?([^"')]*)`).FindAllStringSubmatch(html, -1) {
		assert.True(t, strings.HasPrefix(link[1], "#"), "%s leads outside", link[0])
	}
	assert.NotContains(t, html, "@import")
	assert.Equal(t, strings.Count(html, "http://www.w3.org/2000/svg"), strings.Count(html, "://"), "the name of SVG is the only address")
}

func TestNothingThatALearnerWritesIsTakenForHTML(t *testing.T) {
	const evil = `"'><script>alert(1)</script></title></style><img src=x onerror=alert(1)> {{.}} &amp; redis://me:s3cret@db` + "\x1b[2J\u202e\x00"
	sheet := failed(evil)
	sheet.File = evil + "\n]]></pre>" + evil
	r := &sheet.Result
	r.Config, r.Proved = evil, evil
	r.Timeline = []check.Moment{{App: evil, Text: evil}}
	r.Steps[1].Finding.Where, r.Steps[1].Finding.Try = evil, evil
	r.Record.Events = append(r.Record.Events, supervise.Event{At: at(300), App: evil, Instance: -1, Kind: supervise.BuildFailed, Detail: evil})
	r.Record.Requests = append(r.Record.Requests, check.Sent{At: at(300), App: evil + "2", Instance: evil, Status: 200})

	html := rendered(t, sheet, sheet)
	for _, never := range []string{"<script", "<img", "s3cret", "\x1b", "\x00"} {
		assert.NotContains(t, html, never)
	}
	assert.Contains(t, html, "&lt;script&gt;alert(1)")
	assert.Contains(t, html, "redis://me:***@db�[2J")
}

func TestWhatIsLongIsBounded(t *testing.T) {
	sheet := failed("web")
	sheet.File = strings.Repeat("x", 10_000) + strings.Repeat("\n", 9_000) + "end"
	for n := range 20_000 {
		sheet.Result.Record.Events = append(sheet.Result.Record.Events, happened(300, "web", n+2, supervise.Started, n))
	}
	html := rendered(t, sheet)
	assert.Less(t, len(html), 400_000)
	assert.Contains(t, html, "and 19605 more")
}
