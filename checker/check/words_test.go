package check

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

func TestAnAnswerInALine(t *testing.T) {
	for want, a := range map[string]Answer{
		`status 200, “Hello”`:                             {Status: 200, Body: "Hello"},
		"no answer: refused":                              {Err: errors.New("refused")},
		`status 500, “` + strings.Repeat("x", 200) + `…”`: {Status: 500, Body: strings.Repeat("x", 4096)},
	} {
		assert.Equal(t, want, a.String())
	}
}

func TestIdentityIsTheRunsTag(t *testing.T) {
	r := &Run{Box: &sandbox.Box{Run: "TAG"}}
	assert.Empty(t, r.Identity(Answer{Run: "TAG"}, "hello-world"))
	assert.Contains(t, r.Identity(Answer{Status: 200, Body: "Hello, World!"}, "hello-world"), "without the header X-Workshop-Run")
	assert.Contains(t, r.Identity(Answer{Run: "OTHER"}, "hello-world"), "of another run")
}

func TestATallyCountsWhatFailed(t *testing.T) {
	r := &Run{Box: &sandbox.Box{Run: "TAG"}}
	traffic := &Traffic{grown: make(chan struct{}), tally: Tally{Pids: map[int]int{}}}
	right := Answer{Status: http.StatusOK, Run: "TAG", Pid: 12}
	for _, a := range []Answer{right, {Status: 503, Run: "TAG"}, {Err: errors.New("refused")}, {Status: 200, Run: "OTHER", Pid: 13}, right} {
		traffic.count(Request{Path: "/x"}, a, r.isRight(Request{}, a))
	}
	assert.Equal(t, 5, traffic.tally.Asked)
	assert.Equal(t, 3, traffic.tally.Failed)
	assert.Equal(t, 503, traffic.tally.First.Status, "the first that failed is kept")
	assert.Equal(t, "GET /x", traffic.tally.Of.String())
	assert.Equal(t, map[int]int{12: 2, 13: 1, 0: 2}, traffic.tally.Pids)
}

func TestProblemsOfAFileComeInOneFinding(t *testing.T) {
	first := processfile.Problem{
		Kind: processfile.UnknownField, At: processfile.Position{File: "services.config.js", Line: 3, Column: 5},
		Message: "there is no field `instance`", Expected: "a field of an app", Found: "2", Hint: "did you mean `instances`?", Source: "  instance: 2",
	}
	second := processfile.Problem{Kind: processfile.PortInvalid, At: processfile.Position{File: "services.config.js", Line: 4}, Message: "no such port"}
	finding := invalidFile(&processfile.Invalid{Problems: []processfile.Problem{first, second}})
	assert.Equal(t, "UNKNOWN-FIELD", finding.ID)
	assert.Equal(t, "services.config.js:3:5", finding.Where)
	assert.Equal(t, "did you mean `instances`?", finding.Try)
	assert.Equal(t, "there is no field `instance`\nfound: 2\n  instance: 2\nand 1 more:\nservices.config.js:4: no such port", finding.Seen)
	assert.False(t, finding.Trouble)

	many := invalidFile(&processfile.Invalid{Problems: []processfile.Problem{first, second}, More: 980})
	assert.Equal(t, "there is no field `instance`\nfound: 2\n  instance: 2\nand 981 more:\nservices.config.js:4: no such port\n… and 980 more", many.Seen)

	bare := invalidFile(&processfile.Invalid{Problems: []processfile.Problem{{Kind: processfile.Syntax, Message: "unexpected end"}}})
	assert.Equal(t, "unexpected end", bare.Seen)
	assert.NotEmpty(t, bare.Expected, "there is always something to say")
	assert.Contains(t, bare.Try, "go run ./runner validate")
}

func TestABusyMachineIsNotTheFilesFault(t *testing.T) {
	finding := unread(&processfile.Starved{Waited: time.Minute, Used: time.Second})
	assert.Equal(t, "MACHINE-BUSY", finding.ID)
	assert.True(t, finding.Trouble)
	assert.Contains(t, finding.Seen, "not to blame")
	assert.Contains(t, finding.Try, "keeps this machine busy")
	assert.Equal(t, "CHECKER", unread(errors.New("disk full")).ID)
	assert.Equal(t, "SYNTAX", unread(&processfile.Invalid{Problems: []processfile.Problem{{Kind: processfile.Syntax}}}).ID)
}

func TestTheAppToBeJudgedIsChosen(t *testing.T) {
	hello := processfile.App{Name: "h", Script: "./services/hello-world"}
	fixtures := processfile.App{Name: "f", Script: "./services/world-cup-fixtures"}
	port := processfile.App{Name: "port", Script: "./port", Port: 3000}
	scaled := processfile.App{Name: "scaled", Script: "./services/hello-world", Instances: 3}
	own, other := processfile.App{Name: "own", Script: "./own"}, processfile.App{Name: "other", Script: "./other"}
	for name, c := range map[string]struct {
		apps            []processfile.App
		hello, fixtures string // the names of the chosen; "" for none
	}{
		"both":                    {[]processfile.App{fixtures, hello}, "h", "f"},
		"by its looks, not first": {[]processfile.App{own, hello}, "h", "own"},
		"nothing looks like it":   {[]processfile.App{fixtures, own, other}, "own", "f"},
		"one of these has a port": {[]processfile.App{fixtures, own, port}, "port", "f"},
		"neither looks like it":   {[]processfile.App{own, other}, "own", "other"},
		"only the other service":  {[]processfile.App{fixtures}, "", "f"},
		"the one with most of it": {[]processfile.App{hello, scaled}, "scaled", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Run{File: &processfile.File{Apps: c.apps}, Box: &sandbox.Box{}}
			assert.Equal(t, c.hello != "", r.NeedHelloWorld("try") == nil)
			assert.Equal(t, c.fixtures != "", r.NeedFixtures("try") == nil)
			if c.hello != "" {
				assert.Equal(t, c.hello, r.App.Name)
			}
			if c.fixtures != "" {
				assert.Equal(t, c.fixtures, r.Fixtures.Name)
			}
		})
	}
}

func TestWhoIsToBlameForAnAppThatDoesNotRun(t *testing.T) {
	app := &processfile.App{Name: "web"}
	for name, c := range map[string]struct {
		err              error
		id               string
		trouble, lacking bool
	}{
		"it does not compile": {&build.Failed{Package: "web", Output: "main.go:1: oh"}, "DOES-NOT-COMPILE", false, false},
		"there is no Go here": {&build.Failed{Package: "web", NoGo: true}, "NO-GO", false, true},
		"Go has no room here": {&build.Failed{Package: "web", Machine: true, Output: "no space left on device"}, "GO-TOOL", true, false},
		"anything else":       {errors.New("disk full"), "CHECKER", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			finding := (&Run{}).appFailed(app, c.err)
			assert.Equal(t, c.id, finding.ID)
			assert.Equal(t, c.trouble, finding.Trouble)
			assert.Equal(t, c.lacking, finding.Lacking)
		})
	}
}

func TestACollisionSaysWhyAndWhatToTry(t *testing.T) {
	for name, c := range map[string]struct {
		app       processfile.App
		holder    string // the app that has the port
		seen, try string
	}{
		"forks":            {processfile.App{Name: "web", ExecMode: processfile.Fork, Instances: 2}, "web", "exec_mode fork", "'cluster'"},
		"no PORT":          {processfile.App{Name: "web", ExecMode: processfile.Cluster, Instances: 2}, "web", "gives no PORT", "PORT: 3000"},
		"a fixed port":     {processfile.App{Name: "web", ExecMode: processfile.Cluster, Port: 3000, Instances: 2}, "web", "does not use it", "fixed port"},
		"with another app": {processfile.App{Name: "web", Port: 3000}, "api", "the app api listens", "another env.PORT"},
	} {
		t.Run(name, func(t *testing.T) {
			finding := (&Run{}).collision(&c.app, supervise.Event{Instance: 1, Port: 24000}, supervise.Status{App: c.holder}, 3000)
			assert.Equal(t, "PORT-COLLISION", finding.ID)
			assert.False(t, finding.Trouble)
			assert.Contains(t, finding.Seen, "port 3000", "the one that was fought for")
			assert.Contains(t, finding.Seen, c.seen)
			assert.Contains(t, finding.Try, c.try)
		})
	}
}
