package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/stats"
)

// This file owns the row "door": what a port that is shared costs.

// flavour is the language of the service behind the port. PM2 shares a port
// between Node processes only, so both are measured, each against its own.
type flavour struct {
	name    string
	program string
	node    bool
}

// nodeService does in Node what the service under test does in Go.
const nodeService = `const http = require('http');
const server = http.createServer((req, res) => {
  const ms = Number(new URL(req.url, 'http://localhost').searchParams.get('ms'));
  const answer = () => res.end('pid=' + process.pid + '\n');
  ms ? setTimeout(answer, ms) : answer();
});
server.listen(Number(process.env.PORT), '127.0.0.1');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close(() => process.exit(0)));
`

// flavours are those in which the manager shares a port.
func (t *trial) flavours() ([]flavour, error) {
	var all []flavour
	if t.kind.SharesGo {
		all = append(all, flavour{"Go", t.tools.Service, false})
	}
	if t.kind.SharesNode && t.tools.Node != "" {
		path := t.room.Path("server.js")
		if err := os.WriteFile(path, []byte(nodeService), 0o600); err != nil {
			return nil, err
		}
		all = append(all, flavour{"Node", path, true})
	}
	return all, nil
}

func (t *trial) bareCommand(f flavour) *exec.Cmd {
	if f.node {
		return t.room.Command(t.tools.Node, f.program)
	}
	return t.room.Command(f.program)
}

func (t *trial) door() error {
	flavours, err := t.flavours()
	if err != nil {
		return err
	}
	for _, f := range flavours {
		port, err := freePorts(1)
		if err != nil {
			return err
		}
		service, err := t.room.Bare(t.ctx, t.bareCommand(f), port)
		if err != nil {
			return err
		}
		alone, err := t.pressure(port)
		service.Close()
		if err != nil {
			return err
		}
		t.recordFor(bare, "door", f.name, "requests/s", alone.perSecond)
		t.recordFor(bare, "door", f.name, "ms for the slowest hundredth", alone.slow)
		for _, n := range []int{1, 2, 4} {
			if err := t.through(f, n, alone); err != nil {
				return err
			}
		}
	}
	return nil
}

// through measures the port that n instances share.
func (t *trial) through(f flavour, n int, alone pressure) error {
	port, err := freePorts(1)
	if err != nil {
		return err
	}
	app := peer.App{Name: "svc", Program: f.program, Node: f.node, Port: port, Instances: n, Shared: true}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if _, err := load.Until(t.ctx, address(port), load.Anything); err != nil {
		return err
	}
	before := t.managerTime()
	got, err := t.pressure(port)
	if err != nil {
		return err
	}
	used := t.managerTime() - before
	situation := fmt.Sprintf("%s, %s", f.name, instances(n))
	t.record("door", situation, "requests/s", got.perSecond)
	t.record("door", situation, "% of the bare service's", 100*got.perSecond/alone.perSecond)
	t.record("door", situation, "ms for the slowest hundredth", got.slow)
	t.record("door", situation, "requests failed", got.failed)
	if t.kind.SharesGo && !f.node { // PM2's Node programs would count as helpers
		t.record("door", situation, "µs of the manager's processor time for a request", float64(used.Microseconds())/got.asked)
	}
	return t.forget()
}

// forget makes room for the next start under the same name.
func (t *trial) forget() error {
	t.manager.Close()
	t.manager = t.kind.Open(t.room)
	return nil
}

// pressure is what came of asking as fast as possible for a while.
type pressure struct{ perSecond, slow, failed, asked float64 }

// connections that ask at once.
const connections = 32

func (t *trial) pressure(port int) (pressure, error) {
	length := 2 * time.Second
	if t.quick {
		length = 300 * time.Millisecond
	}
	if t.tools.Wrk != "" && !t.quick {
		return t.wrk(port, length)
	}
	ctx, cancel := context.WithTimeout(t.ctx, length)
	defer cancel()
	r := load.Run(ctx, load.Plan{Address: address(port), Clients: connections, KeepAlive: true})
	if r.Asked == r.Failed {
		return pressure{}, fmt.Errorf("no answer under load: %w", r.Failure)
	}
	return pressure{r.PerSecond(), stats.Percentile(r.Latencies, 99), float64(r.Failed), float64(r.Asked)}, t.ctx.Err()
}

func (t *trial) wrk(port int, length time.Duration) (pressure, error) {
	cmd := t.room.Command(t.tools.Wrk, "-t2", fmt.Sprintf("-c%d", connections),
		fmt.Sprintf("-d%ds", int(length.Seconds())), "--latency", "http://"+address(port)+"/")
	words, err := t.room.Output(t.ctx, cmd)
	if err != nil {
		return pressure{}, err
	}
	return readWrk(words)
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	wrkSlow   = regexp.MustCompile(`99%\s+([0-9.]+)(us|ms|s)`)
	wrkAll    = regexp.MustCompile(`([0-9]+) requests in`)
	wrkErrors = regexp.MustCompile(`(?:Socket errors: connect|, read|, write|, timeout|Non-2xx or 3xx responses:) ([0-9]+)`)
)

// readWrk takes the figures from wrk's report.
func readWrk(words string) (pressure, error) {
	rate, slow, all := wrkRate.FindStringSubmatch(words), wrkSlow.FindStringSubmatch(words), wrkAll.FindStringSubmatch(words)
	if rate == nil || slow == nil || all == nil {
		return pressure{}, fmt.Errorf("wrk said something unexpected:\n%s", words)
	}
	var p pressure
	p.perSecond, _ = strconv.ParseFloat(rate[1], 64)
	p.asked, _ = strconv.ParseFloat(all[1], 64)
	p.slow, _ = strconv.ParseFloat(slow[1], 64)
	p.slow *= map[string]float64{"us": 0.001, "ms": 1, "s": 1000}[slow[2]]
	for _, e := range wrkErrors.FindAllStringSubmatch(words, -1) {
		n, _ := strconv.ParseFloat(e[1], 64)
		p.failed += n
	}
	return p, nil
}

func instances(n int) string {
	if n == 1 {
		return "1 instance"
	}
	return fmt.Sprintf("%d instances", n)
}
