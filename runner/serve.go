package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/daemon"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// This file owns what a `run` has in common with the daemon: other terminals may
// ask it how everything stands, for logs, and for its end.

// servedRun is a host that others can reach, if nobody else serves the folder.
type servedRun struct {
	host   *daemon.Host
	server *daemon.Server // nil: it cannot be reached
	claim  *daemon.Claim
	ended  control.Ended
}

// serveRun makes the host, and serves it where it can. A folder that cannot be
// written, in a container say, is no reason not to run.
func serveRun(file *processfile.File, streams *console.Streams, logs *logView, signals chan<- os.Signal) (*servedRun, error) {
	s := &servedRun{}
	home, err := control.HomeOf(file.Path)
	if err != nil {
		return nil, err
	}
	s.claim, err = daemon.Take(home)
	if errors.Is(err, daemon.ErrTaken) {
		sayTaken(streams, home)
	}
	say := func(words string) { streams.Say("%s %s", streams.Paint(console.Dim, "[runner]"), words) }
	s.host = daemon.NewHost(home, file.Dir, daemon.HostOptions{Say: say, NoFiles: s.claim == nil, Lines: logs.print})
	if s.claim == nil {
		return s, nil
	}
	listener, err := s.claim.Listen()
	if err != nil {
		s.claim.Release()
		s.claim = nil
		return s, nil
	}
	s.server = daemon.NewServer(s.host, s.host.Logs, daemon.Options{Project: file.Dir, Foreground: true})
	s.host.Observe(s.server.Observe)
	go func() { _ = s.server.Serve(listener) }()
	go func() {
		<-s.server.Killed()
		select {
		case signals <- stopSignals[0]: // as Ctrl-C does
		default: // it is ending
		}
	}()
	return s, nil
}

func sayTaken(streams *console.Streams, home control.Home) {
	who := "another runner"
	if c, err := control.DialAny(context.Background(), home); err == nil {
		who = fmt.Sprintf("the runner with pid %d", c.Version.Pid)
		c.Close()
	}
	streams.Say("%s %s serves this folder already: `status`, `logs` and `kill` are about that one",
		streams.Paint(console.Yellow, "note:"), who)
}

// ending refuses orders from now on.
func (s *servedRun) ending() {
	for _, row := range s.host.Rows() {
		if row.Pid != 0 {
			s.ended.Instances++
		}
	}
	if s.server != nil {
		s.server.Ending()
	}
}

// close is called when everything has stopped.
func (s *servedRun) close() {
	if s.server != nil {
		s.server.Close(s.ended)
	}
	s.host.Close()
	if s.claim != nil {
		s.claim.Release()
	}
}
