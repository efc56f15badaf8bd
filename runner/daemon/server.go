package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/apps/usage"
	"workshop.example/processes/runner/control"
)

// Options of a server. The zero value serves an engine of no project.
type Options struct {
	Project    string
	Foreground bool        // it is a `run` in a terminal: no `start` may change its apps
	Log        *log.Logger // defects; nil: the standard logger
}

// Server answers commands. It is an engine's mouth: it owns nothing that runs.
type Server struct {
	engine Engine
	logs   Logs
	opts   Options
	meter  usage.Meter
	events hub
	http   *http.Server

	orders  context.Context // ends when everything is to end: no order outlives that
	noMore  context.CancelFunc
	streams context.Context // ends when everything has ended: until then there is something to tell
	silence context.CancelFunc

	applying sync.Mutex // one plan at a time
	scaling  sync.Mutex // "one more" needs a number that holds still

	killed   chan struct{} // closed when a command asked for the end
	killOnce sync.Once
	ended    chan struct{} // closed when everything has ended
	endOnce  sync.Once
	end      control.Ended
	used     chan struct{} // closed at the first plan
	useOnce  sync.Once
}

// Limits of a request. A plan carries a whole environment, hence its size.
const (
	maxBody    = 32 << 20
	headerTime = 5 * time.Second
)

// NewServer is a server that listens nowhere yet.
func NewServer(engine Engine, logs Logs, opts Options) *Server {
	if opts.Log == nil {
		opts.Log = log.Default()
	}
	s := &Server{engine: engine, logs: logs, opts: opts,
		killed: make(chan struct{}), ended: make(chan struct{}), used: make(chan struct{})}
	s.orders, s.noMore = context.WithCancel(context.Background())
	s.streams, s.silence = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTime, MaxHeaderBytes: 64 << 10, ErrorLog: opts.Log,
	}
	return s
}

// Handler is all that may be asked.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/version", s.version)
	mux.HandleFunc("GET /v1/status", s.status)
	mux.HandleFunc("GET /v1/apps/{name}", s.describe)
	mux.HandleFunc("GET /v1/logs", s.readLogs)
	mux.HandleFunc("GET /v1/events", s.readEvents)
	mux.HandleFunc("POST /v1/apply", s.order(s.apply))
	mux.HandleFunc("POST /v1/apps/{name}/scale", s.order(s.scale))
	mux.HandleFunc("POST /v1/apps/{target}/{verb}", s.order(s.do))
	mux.HandleFunc("POST /v1/kill", s.kill)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, &control.Failure{Code: http.StatusNotFound, Message: "nothing is known of " + r.Method + " " + r.URL.Path})
	})
	return s.guarded(mux)
}

// Serve answers on a listener until Close.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Observe tells those who listen what happened. It never blocks.
func (s *Server) Observe(e supervise.Event) {
	if e.Kind != supervise.Printed {
		s.events.publish(eventOf(e))
	}
}

// Killed is closed when a command has asked for the end of everything, and by
// Close.
func (s *Server) Killed() <-chan struct{} { return s.killed }

// Used is closed when the first plan has come.
func (s *Server) Used() <-chan struct{} { return s.used }

// Ending says that everything is about to end: no more orders are taken, and
// those under way are called off.
func (s *Server) Ending() { s.noMore() }

// Close tells whoever waits for the end that it has come, and stops serving.
func (s *Server) Close(end control.Ended) {
	s.noMore()
	s.killOnce.Do(func() { close(s.killed) })
	s.endOnce.Do(func() {
		s.end = end
		close(s.ended)
	})
	s.silence()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // for last words
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
}

func (s *Server) version(w http.ResponseWriter, _ *http.Request) {
	s.answer(w, control.Version{
		API: control.APIVersion, Build: control.BuildID(), Pid: os.Getpid(), Project: s.opts.Project,
		Stopping: s.orders.Err() != nil, Foreground: s.opts.Foreground,
	})
}

func (s *Server) kill(w http.ResponseWriter, r *http.Request) {
	s.killOnce.Do(func() { close(s.killed) })
	select {
	case <-s.ended:
		s.answer(w, s.end)
	case <-r.Context().Done():
	}
}

// order refuses what comes too late.
func (s *Server) order(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.orders.Err() != nil {
			s.refuse(w, &control.Failure{
				Code: http.StatusServiceUnavailable, Message: "everything is being stopped here",
				Hint: "wait for it to end, then start again",
			})
			return
		}
		h(w, r)
	}
}

// guarded bounds requests, and keeps a defect in one of them from ending
// everybody's apps.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if defect := recover(); defect != nil {
				s.opts.Log.Printf("defect in %s %s: %v\n%s", r.Method, r.URL.Path, defect, debug.Stack())
				s.refuse(w, &control.Failure{
					Code: http.StatusInternalServerError, Message: fmt.Sprintf("a defect of the runner: %v", defect),
					Hint: "daemon.log in the runner's folder has the details; the apps run on",
				})
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		h.ServeHTTP(w, r)
	})
}

func (s *Server) answer(w http.ResponseWriter, result any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(result) // whoever asked may be gone
}

// refuse answers with a failure. An error that is none becomes one.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	failure := asFailure(err)
	if failure.Code == 0 {
		failure.Code = http.StatusConflict
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(failure.Code)
	_ = json.NewEncoder(w).Encode(failure)
}

func asFailure(err error) *control.Failure {
	var failure *control.Failure
	if errors.As(err, &failure) {
		copied := *failure
		return &copied
	}
	return &control.Failure{Message: err.Error()}
}

// body reads what was sent along.
func (s *Server) body(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		s.refuse(w, &control.Failure{Code: http.StatusBadRequest, Message: "what was sent could not be read: " + err.Error()})
		return false
	}
	return true
}
