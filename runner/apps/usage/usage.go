// Package usage measures what processes use of the machine: processor time and
// memory. It looks only when it is asked; nothing runs in between.
package usage

import (
	"math"
	"sync"
	"time"
)

// Usage is what one process uses. Its children are not counted, as in PM2.
type Usage struct {
	CPU    float64 // percent of one core, since the look before; at the first look since its start
	Memory int64   // resident bytes
}

// times is one look at a process.
type times struct {
	started time.Time     // tells a process from a later one of the same number
	used    time.Duration // processor time so far
	memory  int64
}

// shortest is how far two looks must be apart. The system counts processor time
// in steps of 10 ms; over a shorter time their quotient is noise, and the
// figure of before is given again.
const shortest = 200 * time.Millisecond

// Meter remembers earlier looks. The zero value is ready for use, from several
// goroutines.
type Meter struct {
	mu   sync.Mutex
	last map[int]look
}

type look struct {
	times
	at  time.Time
	cpu float64
}

// Sample looks at processes, and says what those of them use that are there.
// Whoever is not asked for any more is forgotten.
func (m *Meter) Sample(pids []int) map[int]Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	used, looks := make(map[int]Usage, len(pids)), make(map[int]look, len(pids))
	for _, pid := range pids {
		t, ok := timesOf(pid)
		if !ok {
			continue
		}
		before, known := m.last[pid]
		seen := after(before, known && before.started.Equal(t.started), t, now)
		looks[pid] = seen
		used[pid] = Usage{CPU: seen.cpu, Memory: t.memory}
	}
	m.last = looks
	return used
}

// after is a look in the light of the one before it.
func after(before look, known bool, t times, now time.Time) look {
	if !known {
		return look{times: t, at: now, cpu: percent(t.used, now.Sub(t.started))}
	}
	if now.Sub(before.at) < shortest {
		return look{times: before.times, at: before.at, cpu: before.cpu}
	}
	return look{times: t, at: now, cpu: percent(t.used-before.used, now.Sub(before.at))}
}

// percent is rounded to a tenth.
func percent(used, of time.Duration) float64 {
	if of < shortest || used < 0 {
		return 0
	}
	return math.Round(float64(used)/float64(of)*1000) / 10
}
