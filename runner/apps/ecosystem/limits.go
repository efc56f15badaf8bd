package ecosystem

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/adhocore/gronx"

	"workshop.example/processes/runner/apps/supervise"
)

// This file is max_memory_restart and cron_restart: restarts that nobody asked
// for by name and that no exit caused.

// memoryEvery is how often memory is looked at. PM2 looks every 30 seconds, in
// which a leaking program can take ten times its limit.
const memoryEvery = time.Second

// limits looks after the apps that have a memory limit. It sleeps while there
// are none.
type limits struct {
	mu    sync.Mutex
	apps  map[*app]bool
	timer *time.Timer // nil: nobody has a limit
	ended bool
}

// attend notes whether an app has a limit.
func (l *limits) attend(a *app) {
	limited := a.spec().MaxMemoryRestart > 0 && a.whole.opts.Memory != nil
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.apps == nil {
		l.apps = map[*app]bool{}
	}
	if !limited {
		delete(l.apps, a)
		return
	}
	l.apps[a] = true
	if l.timer == nil && !l.ended {
		l.timer = time.AfterFunc(memoryEvery, func() { l.look(a.whole.opts.Memory) })
	}
}

func (l *limits) forget(a *app) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.apps, a)
}

func (l *limits) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	if l.timer != nil {
		l.timer.Stop()
	}
}

// look restarts who takes too much, and looks again later.
func (l *limits) look(memory func(pids []int) map[int]int64) {
	l.mu.Lock()
	var pids []int
	seats := map[int]*seat{}
	for a := range l.apps {
		for _, s := range a.all() {
			if pid := s.status().Pid; pid != 0 {
				pids = append(pids, pid)
				seats[pid] = s
			}
		}
	}
	l.mu.Unlock()
	for pid, bytes := range memory(pids) {
		if s := seats[pid]; s != nil && bytes > s.app.spec().MaxMemoryRestart {
			go s.tooBig(pid, bytes)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || len(l.apps) == 0 {
		l.timer = nil
		return
	}
	l.timer.Reset(memoryEvery)
}

// tooBig replaces one instance, if it is still the one that was too big.
func (s *seat) tooBig(pid int, bytes int64) {
	ctx, end, err := s.app.begin(context.Background())
	if err != nil {
		return
	}
	defer end()
	if s.status().Pid != pid {
		return
	}
	const mega = 1 << 20
	cause := Cause{Why: "memory", Detail: fmt.Sprintf("instance %d takes %d MB, and max_memory_restart is %d MB", s.number, bytes/mega, s.app.spec().MaxMemoryRestart/mega)}
	s.app.tell(supervise.Event{Kind: supervise.Changing, Why: cause.Why, Detail: cause.Detail})
	if err := s.app.renewOne(ctx, s, cause); err != nil && ctx.Err() == nil {
		s.app.tell(supervise.Event{Kind: supervise.ChangeFailed, Detail: err.Error() + "; it is restarted in its place"})
		s.renew(cause)
	}
}

// setTimes arms the next cron_restart.
func (a *app) setTimes() {
	a.stopTimes()
	// A timer can be a moment early by the clock on the wall, and must not come
	// twice for one time of the pattern.
	after := time.Now()
	if a.cronAt.After(after) {
		after = a.cronAt
	}
	if a.cronAt = nextTime(a.spec().CronRestart, after); !a.cronAt.IsZero() {
		a.cron = time.AfterFunc(time.Until(a.cronAt), a.cronCame)
	}
}

// nextTime is the next time of a cron pattern; zero: it has none. The pattern
// was checked when the file was read.
func nextTime(pattern string, after time.Time) time.Time {
	if pattern == "" {
		return time.Time{}
	}
	next, err := gronx.NextTickAfter(pattern, after, false)
	if err != nil {
		return time.Time{}
	}
	return next
}

func (a *app) stopTimes() {
	if a.cron != nil {
		a.cron.Stop()
		a.cron = nil
	}
}

// cronCame restarts the app, unless it is stopped. (PM2 starts it then.)
func (a *app) cronCame() {
	ctx, end, err := a.begin(a.life)
	if err != nil {
		return
	}
	defer end()
	if a.runs() {
		cause := Cause{Why: "cron", Detail: a.spec().CronRestart}
		if err := a.renewAll(ctx, cause, a.all()); err != nil && ctx.Err() == nil {
			a.tell(supervise.Event{Kind: supervise.ChangeFailed, Detail: err.Error()})
		}
	}
	a.setTimes()
}
