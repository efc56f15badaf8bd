// Package floor is a supervisor that does what every process manager must and
// nothing else: it starts programs, starts them again when they end, stops
// them and copies what they print to a file. It has no configuration format,
// no readiness, no restart rule, no proxy and no watching. What it needs for a
// piece of work is what the machine asks for; the distance to it is what a
// manager's features cost.
package floor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// App is one process to be kept running.
type App struct {
	Program string
	Args    []string
	Env     []string // laid over the supervisor's own
	Dir     string   // "": the supervisor's own
	Log     string   // the file for its output; "": none
	Restart bool     // start it again, at once, whenever it ends
}

// grace is what a program is given between SIGTERM and SIGKILL.
const grace = 1600 * time.Millisecond

// Supervisor keeps some programs running. Its zero value is ready.
type Supervisor struct {
	mu       sync.Mutex
	stopping bool
	children map[*os.Process]bool
	lives    sync.WaitGroup
}

// Start starts the apps, one after the other, and returns when all are started.
func (s *Supervisor) Start(apps []App) error {
	s.mu.Lock()
	s.stopping = false
	s.mu.Unlock()
	for _, a := range apps {
		cmd, err := s.start(a)
		if err != nil {
			return err
		}
		if cmd != nil {
			s.lives.Go(func() { s.live(a, cmd) })
		}
	}
	return nil
}

// start starts a program once; nil when everything is being stopped.
func (s *Supervisor) start(a App) (*exec.Cmd, error) {
	cmd := exec.Command(a.Program, a.Args...)
	cmd.Env, cmd.Dir = append(os.Environ(), a.Env...), a.Dir
	done, err := capture(cmd, a.Log)
	if err != nil {
		return nil, err
	}
	defer done()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return nil, nil
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if s.children == nil {
		s.children = map[*os.Process]bool{}
	}
	s.children[cmd.Process] = true
	return cmd, nil
}

// live waits for a program, and for the ones that follow it.
func (s *Supervisor) live(a App, cmd *exec.Cmd) {
	for cmd != nil {
		_ = cmd.Wait()
		s.mu.Lock()
		delete(s.children, cmd.Process)
		s.mu.Unlock()
		if cmd = nil; a.Restart {
			cmd, _ = s.start(a)
		}
	}
}

// Stop ends every program: with SIGTERM, and with SIGKILL what is still there
// after the grace.
func (s *Supervisor) Stop() {
	s.signal(syscall.SIGTERM)
	gone := make(chan struct{})
	go func() {
		s.lives.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(grace):
		s.signal(os.Kill)
		<-gone
	}
}

func (s *Supervisor) signal(sig os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopping = true
	for p := range s.children {
		_ = p.Signal(sig)
	}
}

// capture gives a command a pipe whose lines go to a file. done gives up the
// end that is the child's.
func capture(cmd *exec.Cmd, path string) (done func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = w, w
	go func() {
		copyLines(file, r)
		_ = r.Close()
		_ = file.Close()
	}()
	return func() { _ = w.Close() }, nil
}

// copyLines copies whole lines, and at the end what is left of one.
func copyLines(to io.Writer, from io.Reader) {
	buffer, held := make([]byte, 64<<10), 0
	for {
		n, err := from.Read(buffer[held:])
		held += n
		whole := bytes.LastIndexByte(buffer[:held], '\n') + 1
		if err != nil || whole == 0 && held == len(buffer) {
			whole = held
		}
		_, _ = to.Write(buffer[:whole])
		held = copy(buffer, buffer[whole:held])
		if err != nil {
			return
		}
	}
}

// Order is one line of what Serve reads.
type Order struct {
	Do   string // "start", "stop" or "status"
	Apps []App  // for start
}

// Serve takes an order a line, as JSON, and answers each with a line, "ok" or
// what went wrong, when it is carried out. At the end of its input it stops
// everything and returns.
func Serve(in io.Reader, out io.Writer) {
	var s Supervisor
	defer s.Stop()
	for orders := json.NewDecoder(in); ; {
		var o Order
		if err := orders.Decode(&o); err != nil {
			return
		}
		answer := "ok"
		switch o.Do {
		case "start":
			if err := s.Start(o.Apps); err != nil {
				answer = err.Error()
			}
		case "stop":
			s.Stop()
		}
		fmt.Fprintln(out, answer)
	}
}
