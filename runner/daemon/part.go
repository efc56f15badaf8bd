package daemon

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"time"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/redact"
	"workshop.example/processes/runner/system/selfexec"
)

// This file is the daemon's own life, from its lock to its last word.

// partName is what the daemon is called as a part of the binary.
const partName = "daemon"

func init() { selfexec.Register(partName, part) }

// unusedFor is how long a daemon waits for its first plan. Whoever started it
// may have been killed right after.
const unusedFor = time.Minute

// part is the process: HOME PROJECT.
func part(args []string) int {
	surviveReader()
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, endSignals...)
	if len(args) != 2 {
		return 2
	}
	home, project := control.Home{Dir: args[0]}, args[1]
	logger := log.New(os.Stderr, "", log.LstdFlags)
	claim, err := Take(home)
	if err != nil {
		return greet(greeting{Failure: asFailure(err)})
	}
	// The claim is never released by hand: whoever waits for the daemon's end
	// waits for the lock, and this process must be gone by then.
	sweepDead(logger)
	host := NewHost(home, project, HostOptions{Say: func(words string) { logger.Print(words) }})
	listener, err := claim.Listen()
	if err != nil {
		return greet(greeting{Failure: asFailure(err)})
	}
	gone, forget := vanished(home)
	defer forget()
	server := NewServer(host, host.Logs, Options{Project: project, Log: logger})
	host.Observe(server.Observe)
	host.Observe(func(e supervise.Event) { keep(logger, e) })
	go func() {
		if err := server.Serve(listener); err != nil {
			logger.Printf("the control socket failed: %v", err)
		}
	}()
	if code := greet(greeting{Ready: true}); code != 0 {
		return code
	}
	logger.Printf("pid %d serves %s", os.Getpid(), project)
	why := awaitOrder(server, signals, gone)
	logger.Printf("%s: stopping everything", why)
	server.Close(endAll(server, host, signals))
	host.Close()
	logger.Printf("pid %d: everything has stopped", os.Getpid())
	platform.Farewell()
	return 0
}

// worthKeeping is what somebody may look for later, when no `logs` was open.
var worthKeeping = []supervise.EventKind{
	supervise.AppFailed, supervise.BuildFailed, supervise.ChangeFailed, supervise.StartFailed, supervise.GaveUp, supervise.PortTaken,
	supervise.Killed, supervise.LeftBehind, supervise.DoorSaid, supervise.FilesSaid, supervise.NotReady, supervise.NotListening,
}

func keep(logger *log.Logger, e supervise.Event) {
	if slices.Contains(worthKeeping, e.Kind) {
		who := e.App
		if e.Instance != ecosystem.WholeApp {
			who += ", instance " + strconv.Itoa(e.Instance)
		}
		logger.Printf("%s: %s", who, redact.Redact(console.EventWords(e, nil)))
	}
}

// greet tells whoever started the daemon how it went, and lets go of it: its
// command is not to be held up by a pipe. Nobody there is reason enough to end.
func greet(g greeting) int {
	text, _ := json.Marshal(g)
	_, err := os.Stdout.Write(append(text, '\n'))
	_ = os.Stdout.Close()
	if err != nil || !g.Ready {
		return 1
	}
	return 0
}

// awaitOrder returns when everything is to end, and says why.
func awaitOrder(server *Server, signals <-chan os.Signal, gone <-chan struct{}) string {
	unused := time.NewTimer(unusedFor)
	defer unused.Stop()
	used := server.Used()
	for {
		select {
		case <-server.Killed():
			return "asked to end"
		case s := <-signals:
			return s.String()
		case <-gone:
			return "the folder that it is reached by was removed"
		case <-used:
			unused.Stop()
			used = nil
		case <-unused.C:
			return fmt.Sprintf("nothing was started within %s", unusedFor)
		}
	}
}

// endAll stops everything, at once after one more signal.
func endAll(server *Server, engine Engine, signals <-chan os.Signal) control.Ended {
	server.Ending()
	ctx, now := context.WithCancel(context.Background())
	defer now()
	done := make(chan control.Ended, 1)
	go func() { done <- end(ctx, engine) }()
	for {
		select {
		case end := <-done:
			return end
		case <-signals:
			now()
		}
	}
}

// end stops everything and counts what that was.
func end(ctx context.Context, engine Engine) control.Ended {
	var end control.Ended
	for _, row := range engine.Rows() {
		if row.Pid != 0 {
			end.Instances++
		}
	}
	for _, left := range engine.Stop(ctx) {
		end.Leftovers = append(end.Leftovers, fmt.Sprintf("pid %d: %s", left.Pid, console.Harmless(left.Command)))
	}
	return end
}

// sweepDead ends what an earlier runner left that was killed together with its
// guardian, and waits for what its guardian is just ending: ports are free then.
func sweepDead(logger *log.Logger) {
	for range 50 {
		found := platform.SweepDead()
		if len(found) == 0 {
			return
		}
		for _, left := range found {
			logger.Printf("ended pid %d, which a dead runner had left: %s", left.Pid, left.Command)
		}
	}
}
