// Package load is a client for servers under test: it asks a bounded number of
// times at once, as fast as it can or at a rate, and counts every failure. It
// never asks twice for the same answer: a real client might hide a lost request
// so, and lost requests are what is counted.
package load

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Plan is what is asked of whom. The zero value of a field is its default.
type Plan struct {
	Address   string        // host and port
	Path      string        // "/"
	Clients   int           // how many ask at once: 1
	Rate      float64       // requests a second of all clients together; 0: as fast as they can
	KeepAlive bool          // whether a client uses its connection again
	Patience  time.Duration // for one answer: 5 s
}

// Result is what came of it.
type Result struct {
	Asked, Failed int
	Took          time.Duration
	Latencies     []float64 // of the answers, in milliseconds, in no order
	Failure       error     // one of the failures
}

// PerSecond is the rate of good answers.
func (r Result) PerSecond() float64 {
	return float64(r.Asked-r.Failed) / r.Took.Seconds()
}

// Run asks until ctx ends. A request that is in flight then is waited for and
// counts.
func Run(ctx context.Context, plan Plan) Result {
	plan = plan.withDefaults()
	results := make([]Result, plan.Clients)
	began := time.Now()
	var clients sync.WaitGroup
	for i := range results {
		clients.Go(func() {
			c := client{plan: plan, result: &results[i]}
			c.run(ctx, i)
		})
	}
	clients.Wait()
	whole := Result{Took: time.Since(began)}
	for _, r := range results {
		whole.Asked += r.Asked
		whole.Failed += r.Failed
		whole.Latencies = append(whole.Latencies, r.Latencies...)
		if r.Failure != nil {
			whole.Failure = r.Failure
		}
	}
	return whole
}

func (p Plan) withDefaults() Plan {
	if p.Path == "" {
		p.Path = "/"
	}
	if p.Patience == 0 {
		p.Patience = 5 * time.Second
	}
	p.Clients = max(p.Clients, 1)
	return p
}

// client asks one request after the other.
type client struct {
	plan   Plan
	result *Result
	conn   net.Conn // nil: none is open
	reader *bufio.Reader
}

func (c *client) run(ctx context.Context, number int) {
	defer c.hangUp()
	next := c.pace(number)
	for next(ctx) {
		began := time.Now()
		err := c.ask()
		c.result.Asked++
		if err != nil {
			c.result.Failed++
			c.result.Failure = err
			c.hangUp()
			continue
		}
		c.result.Latencies = append(c.result.Latencies, float64(time.Since(began).Microseconds())/1000)
	}
}

// pace returns a function that waits until the next request is due; false: no
// more. The clients begin one after the other, so that they do not ask in step.
func (c *client) pace(number int) func(context.Context) bool {
	if c.plan.Rate == 0 {
		return func(ctx context.Context) bool { return ctx.Err() == nil }
	}
	step := time.Duration(float64(c.plan.Clients) / c.plan.Rate * float64(time.Second))
	due := time.Now().Add(step * time.Duration(number) / time.Duration(c.plan.Clients))
	return func(ctx context.Context) bool {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(time.Until(due)):
		}
		due = due.Add(step)
		if now := time.Now(); due.Before(now) {
			due = now // answers take longer than a step: what was missed is not made up for
		}
		return true
	}
}

var errStatus = errors.New("the answer was no 200")

// ask asks once, on the open connection or a new one.
func (c *client) ask() error {
	if c.conn == nil {
		conn, err := net.DialTimeout("tcp", c.plan.Address, c.plan.Patience)
		if err != nil {
			return err
		}
		c.conn, c.reader = conn, bufio.NewReader(conn)
	}
	if err := c.conn.SetDeadline(time.Now().Add(c.plan.Patience)); err != nil {
		return err
	}
	if _, err := io.WriteString(c.conn, c.request()); err != nil {
		return err
	}
	answer, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.Close || !c.plan.KeepAlive {
		c.hangUp()
	}
	if answer.StatusCode != http.StatusOK {
		return errStatus
	}
	return nil
}

func (c *client) request() string {
	last := ""
	if !c.plan.KeepAlive {
		last = "Connection: close\r\n"
	}
	return "GET " + c.plan.Path + " HTTP/1.1\r\nHost: " + c.plan.Address + "\r\n" + last + "\r\n"
}

func (c *client) hangUp() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}
