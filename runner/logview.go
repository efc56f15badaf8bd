package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/runner/console"
	"workshop.example/processes/runner/ecosystem"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/supervise"
)

// logView prints what instances say, as PM2 does ("0|hello-world | …"), and
// what happens to them.
type logView struct {
	streams *console.Streams
	styles  map[string]console.Style
	width   int // of the longest "0|name"

	mu      sync.Mutex
	pids    map[int]string  // who of ours has a pid
	errored map[string]bool // by label: nothing of it runs any more
}

func newLogView(streams *console.Streams, apps []processfile.App) *logView {
	v := &logView{streams: streams, styles: map[string]console.Style{}, pids: map[int]string{}, errored: map[string]bool{}}
	for i, a := range apps {
		v.styles[a.Name] = console.StyleOf(i)
		v.width = max(v.width, len([]rune(label(a.Name, a.Instances-1))))
	}
	return v
}

func label(app string, instance int) string {
	if instance == ecosystem.WholeApp {
		return console.Harmless(app)
	}
	return fmt.Sprintf("%d|%s", instance, console.Harmless(app))
}

func (v *logView) observe(e supervise.Event) {
	if e.Kind == supervise.Printed {
		v.print(e)
		return
	}
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
func (v *logView) print(e supervise.Event) {
	text := e.Line.Text
	if v.streams.OutTerminal {
		text = console.Harmless(text)
	}
	v.streams.Printf("%s %s\n", v.prefix(e), text)
}

func (v *logView) prefix(e supervise.Event) string {
	name := label(e.App, e.Instance)
	padded := name + strings.Repeat(" ", max(0, v.width-len([]rune(name))))
	return v.streams.Paint(v.styles[e.App], padded+" |")
}

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

type buildFunc = func(ctx context.Context, source string) (string, error)

// building says when a build takes long enough to be noticed.
func (v *logView) building(build buildFunc) buildFunc {
	return func(ctx context.Context, source string) (string, error) {
		notice := time.AfterFunc(300*time.Millisecond, func() {
			v.streams.Say("%s compiling %s; the first time takes longest", v.streams.Paint(console.Dim, "[runner]"), filepath.Base(source))
		})
		defer notice.Stop()
		return build(ctx, source)
	}
}
