package check

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// Request is one thing to ask an app. The zero value is GET / to hello-world.
type Request struct {
	App    *processfile.App // who is asked, on its port in the sandbox; nil: Run.App
	Port   int              // a port of the sandbox to be asked instead; 0: the app's
	Proxy  bool             // the file's proxy is asked, on its port
	Method string           // "": GET
	Path   string           // with its query; "": /
	// Right says whether an answer is what the check expects. nil: status 200,
	// by a program of this run.
	Right func(Answer) bool
}

func (q Request) method() string { return cmp.Or(q.Method, http.MethodGet) }

// String is "POST /visits".
func (q Request) String() string { return q.method() + " " + q.path() }

func (q Request) path() string { return cmp.Or(q.Path, "/") }

// client opens a connection for each request: one that is kept would stay with
// one instance, or outlive the program that it was opened to. It never goes
// through a proxy of the surrounding environment.
var client = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// AskPort sends a GET request to a port on this machine and asks for JSON. It
// stands in no record: Send's do.
func (r *Run) AskPort(ctx context.Context, port int, path string) Answer {
	return r.ask(ctx, http.MethodGet, port, path)
}

// Ask is AskPort where no run is at hand: real time is counted.
func Ask(ctx context.Context, port int, path string) Answer {
	ctx, cancel := (*patience.Clock)(nil).Within(ctx, patience.Answer)
	defer cancel()
	return ask(ctx, http.MethodGet, port, path)
}

func (r *Run) ask(ctx context.Context, method string, port int, path string) Answer {
	ctx, cancel := r.Box.Clock().Within(ctx, patience.Answer)
	defer cancel()
	answer := ask(ctx, method, port, path)
	if answer.Err != nil && patience.IsOver(ctx, patience.Answer) {
		answer.Err = fmt.Errorf("%s http://127.0.0.1:%d%s: nothing came within %s", method, port, path, console.Duration(patience.Answer.Time))
	}
	return answer
}

func ask(ctx context.Context, method string, port int, path string) Answer {
	begun := time.Now()
	url := "http://127.0.0.1:" + strconv.Itoa(port) + path
	request, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return Answer{Err: err}
	}
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return Answer{Err: err, Took: time.Since(begun)}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostBody))
	if err != nil {
		return Answer{Err: err, Took: time.Since(begun)}
	}
	answer := Answer{
		Status: response.StatusCode, Body: string(body), Header: response.Header, Took: time.Since(begun),
		Run: response.Header.Get("X-Workshop-Run"), Instance: response.Header.Get("X-Instance"),
	}
	var said struct{ Pid int }
	if json.Unmarshal(body, &said) == nil {
		answer.Pid = said.Pid
	}
	return answer
}

// mostBody is how much of an answer is read, in bytes: all 64 matches of the
// fixtures are about 20 KiB.
const mostBody = 64 << 10

// Ask asks App on its port inside the sandbox.
func (r *Run) Ask(ctx context.Context, path string) Answer { return r.Send(ctx, Request{Path: path}) }

// Send sends one request, which stands in the run's record.
func (r *Run) Send(ctx context.Context, q Request) Answer {
	answer, _ := r.send(ctx, q)
	return answer
}

func (r *Run) send(ctx context.Context, q Request) (answer Answer, right bool) {
	begun := time.Now()
	answer = r.ask(ctx, q.method(), r.portFor(q), q.path())
	right = r.isRight(q, answer)
	if ctx.Err() == nil {
		r.note(Sent{At: begun, Took: answer.Took, App: r.asked(q), Instance: answer.Instance, Status: answer.Status, Failed: !right})
	}
	return answer, right
}

func (r *Run) isRight(q Request, a Answer) bool {
	if q.Right != nil {
		return q.Right(a)
	}
	return a.Err == nil && a.Status == http.StatusOK && a.Run == r.Box.Run
}

// portFor is the sandbox's port that a request goes to.
func (r *Run) portFor(q Request) int {
	switch {
	case q.Port != 0:
		return q.Port
	case q.Proxy:
		return r.Box.Inside(r.File.Proxy.Port)
	case q.App == nil:
		return r.Port
	}
	return r.Box.Inside(r.Box.PortOf(q.App))
}

// asked is who a request goes to, for the record.
func (r *Run) asked(q Request) string {
	switch {
	case q.Proxy:
		return ecosystem.ProxyName
	case q.App != nil:
		return q.App.Name
	case r.App != nil:
		return r.App.Name
	}
	return ""
}

// Together are requests that are under way side by side.
type Together struct {
	answers []Answer
	pending sync.WaitGroup
	over    chan struct{} // closed when all are answered
}

// SendTogether sends a request n times at once and returns when all of them are
// with the app: the port's owner has each in flight. One that is answered
// before counts, too.
func (r *Run) SendTogether(ctx context.Context, n int, q Request) *Together {
	t := &Together{answers: make([]Answer, n), over: make(chan struct{})}
	var written sync.WaitGroup
	written.Add(n)
	for i := range n {
		once := sync.OnceFunc(written.Done)
		trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { once() }}
		t.pending.Go(func() {
			defer once()
			t.answers[i], _ = r.send(httptrace.WithClientTrace(ctx, trace), q)
		})
	}
	go func() { t.pending.Wait(); close(t.over) }()
	written.Wait()
	r.awaitInFlight(ctx, n, q, t.over)
	return t
}

// awaitInFlight waits until n requests are in flight at an app's instances, or
// over. An app in fork mode and a container are asked directly, and nobody
// counts: connections are accepted in order, so once a later request is answered
// it has them all.
func (r *Run) awaitInFlight(ctx context.Context, n int, q Request, over <-chan struct{}) {
	app := cmp.Or(q.App, r.App)
	if app == nil || app.ExecMode == processfile.Fork && !q.Proxy {
		r.Send(ctx, Request{App: q.App, Port: q.Port, Path: "/healthz"})
		return
	}
	tick := time.NewTicker(patience.InFlight.Time) // nobody tells
	defer tick.Stop()
	for r.inFlight(app) < n {
		select {
		case <-ctx.Done():
			return
		case <-over:
			return
		case <-tick.C:
		}
	}
}

func (r *Run) inFlight(app *processfile.App) int {
	n := 0
	for _, v := range r.Box.Ecosystem().Instances() {
		if v.App == app.Name {
			n += v.InFlight
		}
	}
	return n
}

// Wait returns the answers, once all are there.
func (t *Together) Wait() []Answer {
	<-t.over
	return slices.Clone(t.answers)
}
