package daemon

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
)

// This file owns answers that come line by line.

// lines writes JSON values, each as soon as it is there. Several goroutines may
// write.
type lines struct {
	mu   sync.Mutex
	out  *json.Encoder
	push http.Flusher
}

func newLines(w http.ResponseWriter) *lines {
	w.Header().Set("Content-Type", "application/x-ndjson")
	push, _ := w.(http.Flusher)
	l := &lines{out: json.NewEncoder(w), push: push}
	l.flush() // whoever asked knows now that it was understood
	return l
}

func (l *lines) flush() {
	if l.push != nil {
		l.push.Flush()
	}
}

func (l *lines) write(value any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.out.Encode(value); err != nil {
		return err
	}
	l.flush()
	return nil
}

// apply hands a plan to the engine. The work goes on when whoever asked for it
// leaves: Ctrl-C during a start ends the command alone.
func (s *Server) apply(w http.ResponseWriter, r *http.Request) {
	var plan control.Plan
	if !s.body(w, r, &plan) {
		return
	}
	if s.opts.Foreground {
		s.refuse(w, &control.Failure{
			Code: http.StatusConflict, Message: "a `run` in another terminal serves " + s.opts.Project + ", and its apps are its own",
			Hint: "end it there with Ctrl-C, or with go run ./runner kill; then start again",
		})
		return
	}
	s.useOnce.Do(func() { close(s.used) })
	out := newLines(w)
	told := s.tellBuilds(out)
	s.applying.Lock()
	changes, err := s.engine.Apply(s.orders, plan)
	s.applying.Unlock()
	told()
	if err != nil {
		_ = out.write(control.ApplyLine{Failure: asFailure(err)})
		return
	}
	_ = out.write(control.ApplyLine{Applied: &control.Applied{Changes: changes, Status: s.current()}})
}

// kindBuilding is what takes long enough during a start to be worth a word.
const kindBuilding = string(supervise.Building)

// tellBuilds passes on what is being built, until the returned function is
// called.
func (s *Server) tellBuilds(out *lines) (end func()) {
	events, leave := s.events.listen()
	ctx, cancel := context.WithCancel(s.orders)
	var done sync.WaitGroup
	done.Go(func() {
		defer leave()
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-events:
				if e.Kind == kindBuilding {
					_ = out.write(control.ApplyLine{Progress: e.App + ": " + e.Words})
				}
			}
		}
	})
	return func() { cancel(); done.Wait() }
}

func (s *Server) readLogs(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	q := control.LogQuery{Target: values.Get("target")}
	q.Lines, _ = strconv.Atoi(values.Get("lines"))
	for name, field := range map[string]*bool{"follow": &q.Follow, "out": &q.Out, "err": &q.Err} {
		*field, _ = strconv.ParseBool(values.Get(name))
	}
	names, err := s.engine.Names(q.Target)
	if err != nil {
		s.refuse(w, notFound(err))
		return
	}
	if q.Target == "all" {
		names = nil // those that are added later, too
	}
	ctx, cancel := s.streaming(r)
	defer cancel()
	out := newLines(w)
	_ = s.logs.Read(ctx, names, q, func(record control.LogRecord) error { return out.write(record) })
}

func (s *Server) readEvents(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := s.streaming(r)
	defer cancel()
	events, leave := s.events.listen()
	defer leave()
	out := newLines(w)
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if out.write(e) != nil {
				return
			}
		}
	}
}

// streaming ends with the request, and when nothing will be told any more.
func (s *Server) streaming(r *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(s.streams, cancel)
	return ctx, func() { stop(); cancel() }
}

func list(names []string) string { return strings.Join(names, ", ") }
