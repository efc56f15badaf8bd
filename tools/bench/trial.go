package main

import (
	"context"
	"fmt"
	"time"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/proc"
	"workshop.example/processes/tools/bench/internal/table"
)

// What stands in the tables beside the managers, as a measure.
const (
	bare       = "(bare)"
	ownStart   = "(own start)"
	buildAlone = "(go build)"
	plainFile  = "(plain file)"
)

// trial is one manager in one round of one probe.
type trial struct {
	*bench
	ctx     context.Context
	kind    peer.Kind
	room    *peer.Room
	manager peer.Manager
	round   int
}

// record keeps a figure, when its row was asked for.
func (t *trial) record(row, situation, unit string, value float64) {
	t.recordFor(t.kind.Name, row, situation, unit, value)
}

func (t *trial) recordFor(who, row, situation, unit string, value float64) {
	if t.wants(row) {
		t.table.Add(table.Key{Row: row, Case: situation, Unit: unit}, who, value)
	}
}

// ms is how long ago that was, in milliseconds.
func ms(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// services is an app with so many instances of the service under test, each on
// a port of its own. The ports are free at the moment.
func (t *trial) services(n int) (peer.App, error) {
	first, err := freePorts(n)
	return peer.App{Name: "svc", Program: t.tools.Service, Instances: n, Port: first}, err
}

func freePorts(n int) (first int, err error) {
	ports, err := platform.ReservePorts(n)
	if err != nil {
		return 0, err
	}
	ports.ReleaseAll()
	return ports.First, nil
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// awaitAll waits until every port of an app answers. What answers is not asked
// again, so that the asking costs as little as it can.
func (t *trial) awaitAll(app peer.App) error {
	for i := range max(app.Instances, 1) {
		if _, err := load.Until(t.ctx, address(app.Port+i), load.Anything); err != nil {
			return err
		}
	}
	return nil
}

// servicesGone waits until none of the services runs any more.
func (t *trial) servicesGone(services []proc.Process) error {
	for _, p := range services {
		for proc.Running(p.Pid) {
			if err := load.Pause(t.ctx, time.Millisecond); err != nil {
				return err
			}
		}
	}
	return nil
}

// awaitServices waits until exactly n services run.
func (t *trial) awaitServices(n int) error {
	for {
		services, _, err := t.room.Processes()
		if err != nil || len(services) == n {
			return err
		}
		if err := load.Pause(t.ctx, 2*time.Millisecond); err != nil {
			return err
		}
	}
}

// sum adds something up over the manager and its helpers.
func sum[N int64 | time.Duration](helpers []proc.Process, of func(int) (N, error)) (N, error) {
	var whole N
	for _, p := range helpers {
		n, err := of(p.Pid)
		if err != nil && proc.Running(p.Pid) {
			return 0, err
		}
		whole += n
	}
	return whole, nil
}

// managerTime is the processor time that the manager and its helpers have used;
// 0 where that is not shown.
func (t *trial) managerTime() time.Duration {
	_, helpers, err := t.room.Processes()
	if err != nil {
		return 0
	}
	used, _ := sum(helpers, proc.Used)
	return used
}
