package watch

import (
	"slices"
	"time"
)

// Flap notices an app that is restarted by a change, writes into its own
// watched tree when it starts, and so is restarted for ever.
//
// From outside, its writing looks like somebody's saving. What tells them apart
// is the pace: nobody saves the same file twenty times within twenty seconds,
// again and again without looking, and an editor that saves by itself waits for
// a pause in the typing. Somebody who replays twenty commits changes other
// files each time. So that many restarts are a loop when one file was among the
// changed ones each time, or, whatever the files, when three times as many came
// at that pace: some programs write a new file each time.
//
// The zero value is ready for use. A Flap is for one app, and not for several
// goroutines at once.
type Flap struct {
	Limit  int           // how many restarts; 0: 20
	Within time.Duration // in which time; 0: one second for each. With a watch_delay, add it to each second

	restarts []flapRestart // the last, 3*Limit at most
}

type flapRestart struct {
	at    time.Time
	files []string
}

// maxFlapFiles is how many files one restart is remembered with. What changes
// more at once is a checkout, not a program's log.
const maxFlapFiles = 64

// Count notes a restart for the sake of changed files. It says whether to
// restart no more, and which file is changed each time ("": another one each
// time).
func (f *Flap) Count(now time.Time, changed []string) (file string, suspend bool) {
	limit, within := f.Limit, f.Within
	if limit == 0 {
		limit = 20
	}
	if within == 0 {
		within = time.Duration(limit) * time.Second
	}
	if len(changed) > maxFlapFiles {
		changed = nil
	}
	f.restarts = append(f.restarts, flapRestart{now, slices.Clone(changed)})
	f.restarts = f.restarts[max(0, len(f.restarts)-3*limit):]
	if recent := f.last(limit); recent != nil && now.Sub(recent[0].at) <= within {
		if file := common(recent); file != "" {
			return file, true
		}
	}
	all := f.last(3 * limit)
	return "", all != nil && now.Sub(all[0].at) <= 3*within
}

// last are the last n restarts; nil when there were not so many.
func (f *Flap) last(n int) []flapRestart {
	if len(f.restarts) < n {
		return nil
	}
	return f.restarts[len(f.restarts)-n:]
}

// common is a file that every restart has; "" when there is none.
func common(restarts []flapRestart) string {
	for _, file := range restarts[0].files {
		missing := func(r flapRestart) bool { return !slices.Contains(r.files, file) }
		if !slices.ContainsFunc(restarts[1:], missing) {
			return file
		}
	}
	return ""
}

// Reset forgets all restarts: somebody has restarted the app by hand.
func (f *Flap) Reset() { f.restarts = nil }
