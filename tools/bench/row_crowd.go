package main

import (
	"errors"
	"fmt"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/proc"
)

// This file owns the rows about many services at once: start, memory, idle,
// cli, stop. They share one start, since that is what takes the time.

// settle is what a manager is given to come to rest before its memory is looked
// at.
const settle = 700 * time.Millisecond

func (t *trial) crowd(n int, largest bool) error {
	app, err := t.services(n)
	if err != nil {
		return err
	}
	err = t.manager.Prepare(t.ctx)
	daemon := err == nil
	if err != nil && !errors.Is(err, peer.ErrCannot) {
		return err
	}
	if daemon && largest {
		if err := t.rest(0); err != nil {
			return err
		}
	}
	if err := t.timedStart("start", app); err != nil {
		return err
	}
	if err := t.rest(n); err != nil {
		return err
	}
	if largest {
		if err := t.idle(n); err != nil {
			return err
		}
	}
	return t.timedStop(n)
}

// cold starts with no daemon there.
func (t *trial) cold(n int) error {
	app, err := t.services(n)
	if err != nil {
		return err
	}
	return t.timedStart("cold", app)
}

func (t *trial) timedStart(row string, app peer.App) error {
	began := time.Now()
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if err := t.awaitAll(app); err != nil {
		return err
	}
	t.record(row, cases(app.Instances), "ms", ms(began))
	return nil
}

func cases(n int) string {
	if n == 1 {
		return "1 service"
	}
	return fmt.Sprintf("%d services", n)
}

// rest looks at the manager when it has come to rest: its memory, its
// processes, and how fast its command line answers.
func (t *trial) rest(n int) error {
	if t.wants("memory") {
		if err := t.memory(n); err != nil {
			return err
		}
	}
	if t.wants("cli") {
		return t.calls("cli", cases(n), func() error { return t.manager.Status(t.ctx) })
	}
	return nil
}

func (t *trial) memory(n int) error {
	if err := load.Pause(t.ctx, settle); err != nil {
		return err
	}
	_, helpers, err := t.room.Processes()
	if errors.Is(err, proc.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	bytes, err := sum(helpers, proc.Memory)
	if err != nil {
		return err
	}
	t.record("memory", cases(n), "MB", float64(bytes)/(1<<20))
	t.record("memory", cases(n), "processes", float64(len(helpers)))
	return nil
}

// idleTime is long enough to see a thousandth of a processor.
const idleTime = 10 * time.Second

func (t *trial) idle(n int) error {
	if !t.wants("idle") {
		return nil
	}
	length := idleTime
	if t.quick {
		length = time.Second
	}
	_, helpers, err := t.room.Processes()
	if errors.Is(err, proc.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	before, err := sum(helpers, proc.Used)
	if err != nil {
		return err
	}
	if err := load.Pause(t.ctx, length); err != nil {
		return err
	}
	after, err := sum(helpers, proc.Used)
	t.record("idle", cases(n), "% of a processor", 100*float64(after-before)/float64(length))
	return err
}

// calls is how many calls of a command one figure is made of: each is a figure.
const calls = 20

func (t *trial) calls(row, situation string, call func() error) error {
	count := calls
	if t.quick {
		count = 3
	}
	for range count {
		began := time.Now()
		err := call()
		if errors.Is(err, peer.ErrCannot) {
			return nil
		}
		if err != nil {
			return err
		}
		t.record(row, situation, "ms", ms(began))
	}
	return nil
}

func (t *trial) timedStop(n int) error {
	services, _, err := t.room.Processes()
	if err != nil && !errors.Is(err, proc.ErrUnknown) {
		return err
	}
	began := time.Now()
	if err := t.manager.Stop(t.ctx); err != nil {
		return err
	}
	if err := t.servicesGone(services); err != nil {
		return err
	}
	t.record("stop", cases(n), "ms", ms(began))
	return nil
}
