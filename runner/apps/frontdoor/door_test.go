package frontdoor

import (
	"context"
	"net"
)

// Door is what most tests ask: a [Pool] behind a [Port] of its own.
type Door struct {
	*Pool
	*Port
}

// Open serves ln at once, and owns it from now on. There is no instance yet:
// requests wait for one.
func Open(ln net.Listener, opts Options) *Door {
	pool := NewPool(opts)
	return &Door{Pool: pool, Port: OpenHandler(ln, pool, opts)}
}

// Close closes the port, and the unused connections to the instances.
func (d *Door) Close(ctx context.Context) error {
	err := d.Port.Close(ctx)
	d.Pool.mu.Lock()
	defer d.Pool.mu.Unlock()
	for _, b := range d.ready {
		b.retire()
	}
	return err
}
