package main

import (
	"context"
	"errors"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
)

// This file owns the row "reload": four instances are replaced while people use
// them.

var manners = []struct {
	name string
	plan load.Plan
}{
	{"connections kept", load.Plan{KeepAlive: true, Clients: 8, Rate: 400}},
	{"a connection each", load.Plan{Clients: 8, Rate: 400}},
	{"connections kept, 300 ms each", load.Plan{KeepAlive: true, Clients: 24, Path: "/slow?ms=300"}},
}

func (t *trial) reload() error {
	flavours, err := t.flavours()
	if err != nil {
		return err
	}
	for _, f := range flavours {
		port, err := freePorts(1)
		if err != nil {
			return err
		}
		app := peer.App{Name: "svc", Program: f.program, Node: f.node, Port: port, Instances: 4, Shared: true}
		if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
			return err
		}
		if _, err := load.Until(t.ctx, address(port), load.Anything); err != nil {
			return err
		}
		if err := t.reloadInManners(f, port); err != nil {
			return err
		}
		if err := t.forget(); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) reloadInManners(f flavour, port int) error {
	for _, m := range manners {
		situation := f.name + ", " + m.name
		plan := m.plan
		plan.Address = address(port)
		ctx, cancel := context.WithCancel(t.ctx)
		result := make(chan load.Result, 1)
		go func() { result <- load.Run(ctx, plan) }()
		took, err := t.reloadOnce()
		cancel()
		r := <-result
		if err != nil {
			return err
		}
		t.record("reload", situation, "requests without an answer", float64(r.Failed))
		t.record("reload", situation, "requests asked", float64(r.Asked))
		t.record("reload", situation, "ms for the command", took)
		if r.Failure != nil {
			t.table.Remark("reload", t.kind.Name, situation+": such as "+r.Failure.Error())
		}
	}
	return nil
}

// reloadOnce has the load go on for a while before and after.
func (t *trial) reloadOnce() (took float64, err error) {
	const around = 500 * time.Millisecond
	if err := load.Pause(t.ctx, around); err != nil {
		return 0, err
	}
	began := time.Now()
	err = t.manager.Reload(t.ctx, "svc")
	took = ms(began)
	return took, errors.Join(err, load.Pause(t.ctx, around))
}
