package frontdoor

import "sync"

// gauge counts what is going on and tells who waits when it has come to rest.
// Its zero value stands at zero. A sync.WaitGroup will not do: it can neither
// be read nor be waited for with a deadline.
type gauge struct {
	mu    sync.Mutex
	n     int
	quiet []chan struct{} // closed when n comes down to zero
}

func (g *gauge) enter() {
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
}

func (g *gauge) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
	if g.n > 0 {
		return
	}
	for _, c := range g.quiet {
		close(c)
	}
	g.quiet = nil
}

func (g *gauge) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.n
}

// atRest is closed once the gauge stands at zero, which may be at once.
func (g *gauge) atRest() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := make(chan struct{})
	if g.n == 0 {
		close(c)
	} else {
		g.quiet = append(g.quiet, c)
	}
	return c
}
