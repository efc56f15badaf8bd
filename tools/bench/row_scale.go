package main

import (
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
)

// This file owns the rows "scale" and "validate".

// scale goes from one instance to ten and back to two. A manager that cannot
// share a port gets a service that takes any: ten on one port would collide.
func (t *trial) scale() error {
	port, err := freePorts(1)
	if err != nil {
		return err
	}
	app := peer.App{Name: "svc", Program: t.tools.Service, Instances: 1, Env: map[string]string{"PORT": "0"}}
	if t.kind.SharesGo {
		app.Port, app.Shared = port, true
	}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if err := t.awaitServices(1); err != nil {
		return err
	}
	if app.Shared {
		if _, err := load.Until(t.ctx, address(port), load.Anything); err != nil {
			return err
		}
	}
	if err := t.scaleTo(10, "1 to 10"); err != nil {
		return err
	}
	return t.scaleTo(2, "10 to 2")
}

func (t *trial) scaleTo(n int, situation string) error {
	began := time.Now()
	if err := t.manager.Scale(t.ctx, "svc", n); err != nil {
		return err
	}
	if err := t.awaitServices(n); err != nil {
		return err
	}
	t.record("scale", situation, "ms", ms(began))
	return nil
}

func (t *trial) validate() error {
	var apps []peer.App
	first, err := freePorts(20)
	if err != nil {
		return err
	}
	for i := range 20 {
		apps = append(apps, peer.App{Name: string(rune('a' + i)), Program: t.tools.Service, Port: first + i})
	}
	// The file is written by a start; the apps run meanwhile, and do nothing.
	if err := t.manager.Start(t.ctx, apps); err != nil {
		return err
	}
	// A command that reads nothing: what is left is the start of the program.
	for range calls {
		began := time.Now()
		if _, err := t.room.Output(t.ctx, t.room.Command(t.tools.Runner, "--help")); err != nil {
			return err
		}
		t.recordFor(ownStart, "validate", "20 apps", "ms", ms(began))
	}
	return t.calls("validate", "20 apps", func() error { return t.manager.Validate(t.ctx) })
}
