package main

import (
	"context"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/proc"
)

// This file owns the row "left": what is there when everything should be gone.

// orphanTime is how long services are looked at after their manager was killed.
const orphanTime = 3 * time.Second

func (t *trial) killManager() error {
	app, err := t.services(10)
	if err != nil {
		return err
	}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if err := t.awaitAll(app); err != nil {
		return err
	}
	began := time.Now()
	proc.Kill(t.manager.Pid())
	bound, cancel := context.WithTimeout(t.ctx, orphanTime)
	defer cancel()
	for {
		services, helpers, err := t.room.Processes()
		if err != nil {
			return err
		}
		nothing := len(services)+len(helpers) == 0
		if nothing {
			t.record("left", "kill -9 of the manager with 10 services: until all are gone", "ms", ms(began))
		}
		if nothing || load.Pause(bound, time.Millisecond) != nil {
			t.record("left", "kill -9 of the manager with 10 services: after 3 s", "services", float64(len(services)))
			t.record("left", "kill -9 of the manager with 10 services: after 3 s", "other processes", float64(len(helpers)))
			return t.ctx.Err()
		}
	}
}

// stubborn stops a service that has a child which ignores every polite signal.
func (t *trial) stubborn() error {
	app, err := t.services(1)
	if err != nil {
		return err
	}
	app.Env = map[string]string{"SERVICE_CHILD": "yes"}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if err := t.awaitAll(app); err != nil {
		return err
	}
	if err := t.manager.Stop(t.ctx); err != nil {
		return err
	}
	services, _, err := t.room.Processes()
	if err != nil {
		return err
	}
	t.record("left", "a stop, of a child that ignores it", "processes", float64(len(services)))
	t.manager.Close()
	services, helpers, err := t.room.Processes()
	t.record("left", "the manager's own end: when its command has returned", "processes", float64(len(services)+len(helpers)))
	return err
}
