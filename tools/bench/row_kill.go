package main

import (
	"fmt"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/proc"
)

// This file owns the row "kill": a service is killed, and a new one must come.

// stable is longer than what managers call an unstable start: a program that
// ends sooner is no case for an immediate restart to all of them.
const stable = 1100 * time.Millisecond

// kills of one round. All of one service: the machine is the same for each.
const kills = 3

func (t *trial) kill() error {
	app, err := t.services(1)
	if err != nil {
		return err
	}
	if err := t.ownStart(); err != nil {
		return err
	}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	answer, err := load.Until(t.ctx, address(app.Port), load.Anything)
	for range kills {
		if err != nil {
			return err
		}
		if answer, err = t.killOnce(app, answer); err != nil {
			return err
		}
	}
	return err
}

// killOnce kills whoever gave that answer, and returns what the next one says.
func (t *trial) killOnce(app peer.App, answer string) (string, error) {
	if err := load.Pause(t.ctx, stable); err != nil {
		return "", err
	}
	var pid int
	if _, err := fmt.Sscanf(answer, "pid=%d", &pid); err != nil {
		return "", fmt.Errorf("who answered %q? %w", answer, err)
	}
	began := time.Now()
	proc.Kill(pid)
	next, err := load.Until(t.ctx, address(app.Port), func(body string) bool { return body != answer })
	if err != nil {
		return "", err
	}
	t.record("kill", "until it answers", "ms", ms(began))
	return next, nil
}

// ownStart is what the service needs to answer with no manager about.
func (t *trial) ownStart() error {
	for range kills {
		port, err := freePorts(1)
		if err != nil {
			return err
		}
		began := time.Now()
		service, err := t.room.Service(t.ctx, port)
		if err != nil {
			return err
		}
		t.recordFor(ownStart, "kill", "until it answers", "ms", ms(began))
		service.Close()
	}
	return nil
}
