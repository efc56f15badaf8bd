package main

import (
	"fmt"
	"sync"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// logView prints what instances say, as PM2 does ("0|hello-world | …"), and
// what happens to them.
type logView struct {
	streams  *console.Streams
	prefixes *prefixes

	mu      sync.Mutex
	pids    map[int]string  // who of ours has a pid
	errored map[string]bool // by label: nothing of it runs any more
}

func newLogView(streams *console.Streams, apps []processfile.App) *logView {
	v := &logView{streams: streams, prefixes: newPrefixes(streams), pids: map[int]string{}, errored: map[string]bool{}}
	for _, a := range apps {
		v.prefixes.know(a.Name, a.Instances-1)
	}
	return v
}

func (v *logView) observe(e supervise.Event) {
	if v.remember(e) {
		return
	}
	// An exit that was asked for is said by "stopped"; that a restart follows
	// at once, by "started".
	if e.Kind == supervise.Exited && e.Wanted || e.Kind == supervise.Scheduled && e.Delay == 0 {
		return
	}
	if words := console.EventWords(e, v.ours); words != "" {
		v.streams.Say("%s %s", v.prefix(e), v.streams.Paint(console.Bold, words))
	}
}

// print passes a line on. On a terminal it is made harmless first.
func (v *logView) print(app string, instance int, line supervise.Line) {
	text := line.Text
	if v.streams.OutTerminal {
		text = console.Harmless(text)
	}
	v.streams.Printf("%s %s\n", v.prefixes.of(app, instance), text)
}

func (v *logView) prefix(e supervise.Event) string { return v.prefixes.of(e.App, e.Instance) }

// remember keeps what later words need. It says whether the event is no news:
// an instance that was errored has no process that could be stopped.
func (v *logView) remember(e supervise.Event) (known bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	who := label(e.App, e.Instance)
	switch e.Kind {
	case supervise.Started:
		v.pids[e.Pid] = fmt.Sprintf("instance %d of %s", e.Instance, e.App)
		delete(v.errored, who)
	case supervise.Exited:
		delete(v.pids, e.Pid)
	case supervise.GaveUp:
		v.errored[who] = true
	case supervise.HasStopped:
		return v.errored[who]
	}
	return false
}

func (v *logView) ours(pid int) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.pids[pid]
}
