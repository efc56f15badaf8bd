// Package patience is how long a check waits, for what, and whose fault it is
// when that was not enough: the table of every limit of time, and the clock on
// which limits are counted.
//
// Time on the wall says nothing about a program on a machine that is busy, or
// was suspended. So a check has a [Clock] for itself. It stands still while the
// machine is suspended and while the check has something compiled, and goes
// slowly while what the check has started waits for a processor.
package patience

import (
	"slices"
	"sync"
	"time"

	"workshop.example/processes/runner/system/platform"
)

const (
	// tick is the longest time that one turn of the clock counts, however late
	// it comes.
	tick = 50 * time.Millisecond
	// slowest is the part of real time that is always counted: a wrong answer
	// must come to an end on the busiest machine.
	slowest = 1.0 / 20
	// measured is the shortest time between two looks at who waits, which cost
	// something themselves: dear is how many times their cost lies between them.
	measured = 250 * time.Millisecond
	dear     = 20
)

// Clock counts the time that a check has had. It must be stopped. A nil Clock
// is the real time.
type Clock struct {
	mu      sync.Mutex
	began   time.Time
	last    time.Time // of the last turn
	counted time.Duration
	share   float64       // how much of real time counts now, from slowest to 1
	held    int           // builds that are under way
	built   time.Duration // of which so much time was counted
	strict  int
	factor  int
	timers  []*timer

	measure func() float64 // the share since it was asked last; nil: 1
	asked   time.Time
	wait    time.Duration // until it is asked again
	stop    chan struct{}
	stopped chan struct{}
}

// timer does something at a time of the clock.
type timer struct {
	at    time.Duration
	built bool // it counts what builds take
	do    func()
}

// Start begins to count, at the pace of this machine.
func Start() *Clock {
	meter := &platform.Meter{}
	var before time.Time
	c := newClock(time.Now(), func() float64 {
		now := time.Now()
		ran, waited, known := meter.Look()
		span := now.Sub(before)
		before = now
		if !known {
			return 1
		}
		return shareOf(span, ran, waited)
	})
	go c.run()
	return c
}

func newClock(now time.Time, measure func() float64) *Clock {
	return &Clock{
		began: now, last: now, share: 1, factor: 1, measure: measure,
		stop: make(chan struct{}), stopped: make(chan struct{}),
	}
}

// shareOf is how much of a span of time threads made use of that ran and waited
// for so long in it, all together. Where one at a time has something to do, what
// they waited is lost; where all of them are always at work, it is the share of
// the processors that they got.
func shareOf(span, ran, waited time.Duration) float64 {
	if waited <= 0 || span <= 0 {
		return 1
	}
	got := float64(ran) / float64(ran+waited)
	return max(slowest, got, 1-float64(waited)/float64(span))
}

func (c *Clock) run() {
	defer close(c.stopped)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-ticker.C:
		}
		now := time.Now()
		c.look(now)
		for _, do := range c.turn(now) {
			do()
		}
	}
}

// Stop ends the counting. What was to be done at a later time is not done.
func (c *Clock) Stop() {
	if c == nil {
		return
	}
	close(c.stop)
	<-c.stopped
}

// look measures again when it is time for that.
func (c *Clock) look(now time.Time) {
	if c.measure == nil || now.Sub(c.asked) < c.wait {
		return
	}
	share := c.measure()
	c.asked = time.Now()
	c.wait = max(measured, dear*c.asked.Sub(now))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.share = share
}

// turn counts the time since the last turn, and gives what is to be done now.
func (c *Clock) turn(now time.Time) (due []func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	step := c.step(now)
	c.last = now
	if c.held > 0 {
		c.built += step
	} else {
		c.counted += step
	}
	c.timers = slices.DeleteFunc(c.timers, func(t *timer) bool {
		at := c.counted
		if t.built {
			at = c.built
		}
		if at < t.at {
			return false
		}
		due = append(due, t.do)
		return true
	})
	return due
}

// step is what the time since the last turn counts for. mu is held.
func (c *Clock) step(now time.Time) time.Duration {
	return time.Duration(float64(max(0, min(now.Sub(c.last), tick))) * c.share)
}

// Counted is the time that the check has had so far.
func (c *Clock) Counted() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held > 0 {
		return c.counted
	}
	return c.counted + c.step(time.Now())
}

// Now is the time on this clock. Only the difference of two such times says
// something.
func (c *Clock) Now() time.Time {
	if c == nil {
		return time.Now()
	}
	return c.began.Add(c.Counted())
}

// AfterFunc does something, in a separate goroutine, when so much time was
// counted. stop says whether it was called off in time.
func (c *Clock) AfterFunc(d time.Duration, do func()) (stop func() bool) {
	if c == nil {
		return time.AfterFunc(d, do).Stop
	}
	c.mu.Lock()
	strict := c.strict > 0
	c.mu.Unlock()
	if strict {
		return time.AfterFunc(d, do).Stop
	}
	return c.after(&timer{at: d, do: func() { go do() }})
}

// after enters a timer whose time counts from now on.
func (c *Clock) after(t *timer) (stop func() bool) {
	if c == nil {
		return time.AfterFunc(t.at, t.do).Stop
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.built {
		t.at += c.built
	} else {
		t.at += c.counted + c.step(time.Now())
	}
	c.timers = append(c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		before := len(c.timers)
		c.timers = slices.DeleteFunc(c.timers, func(other *timer) bool { return other == t })
		return len(c.timers) < before
	}
}

// Strictly makes what is timed from now on count real time, until it is called
// off: for what is to be cut short.
func (c *Clock) Strictly() (off func()) {
	if c == nil {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.strict++
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.strict--
	})
}

// Building makes the clock stand still, until done is called.
func (c *Clock) Building() (done func()) {
	if c == nil {
		return func() {}
	}
	c.hold(1)
	return sync.OnceFunc(func() { c.hold(-1) })
}

// hold counts what has passed so far for what it was, and not for what comes.
func (c *Clock) hold(n int) {
	due := c.turn(time.Now())
	for _, do := range due {
		go do()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held += n
}
