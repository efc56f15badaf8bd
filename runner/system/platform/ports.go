package platform

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Private ports are taken from below the range from which the usual systems
// serve outgoing connections (Linux from 32768, macOS and Windows from 49152).
// A port that the kernel hands out for ":0" comes from that range, and any
// client on the machine, our own included, may be given it as its source port
// in the moment between our closing it and the program's binding it. Seen
// under load, that is a start that fails for no reason a learner could find.
const (
	firstPrivatePort = 20000
	lastPrivatePort  = 32767
)

// Ports is a run of consecutive ports that this process holds: nobody else can
// bind them until Release.
type Ports struct {
	First int

	mu        sync.Mutex
	listeners []net.Listener // nil where released
}

// ReservePorts holds n consecutive free ports. It begins at a random place,
// so that two runs at once rarely meet.
func ReservePorts(n int) (*Ports, error) {
	span := lastPrivatePort - firstPrivatePort + 1
	if n < 1 || n > span/2 {
		return nil, fmt.Errorf("%d ports in a row cannot be had", n)
	}
	for range 200 {
		first := firstPrivatePort + rand.IntN(span-n+1)
		if p, err := hold(first, n); err == nil {
			return p, nil
		}
	}
	return nil, fmt.Errorf("no %d free ports in a row between %d and %d", n, firstPrivatePort, lastPrivatePort)
}

func hold(first, n int) (*Ports, error) {
	p := &Ports{First: first}
	for port := first; port < first+n; port++ {
		l, err := ListenLoopback(port)
		if err != nil {
			p.ReleaseAll()
			return nil, err
		}
		p.listeners = append(p.listeners, l)
	}
	return p, nil
}

// Release gives a held port up for the program that is to bind it. A port
// that is not held any more is left as it is.
func (p *Ports) Release(port int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := port - p.First
	if i < 0 || i >= len(p.listeners) || p.listeners[i] == nil {
		return
	}
	_ = p.listeners[i].Close()
	p.listeners[i] = nil
}

// ReleaseAll gives all of them up.
func (p *Ports) ReleaseAll() {
	for port := p.First; port < p.First+len(p.listeners); port++ {
		p.Release(port)
	}
}

// ListenLoopback listens on 127.0.0.1. It refuses a port on which somebody
// listens on IPv6's loopback or on every address: binding beside them would
// succeed, and requests would reach one or the other by chance.
func ListenLoopback(port int) (net.Listener, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	other, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
	if err == nil {
		_ = other.Close()
		return l, nil
	}
	if addressInUse(err) {
		_ = l.Close()
		return nil, err
	}
	return l, nil // a machine without IPv6
}

// AddressInUse says whether err means that a port is taken.
func AddressInUse(err error) bool { return addressInUse(err) }

// Owner is a process that listens on a port.
type Owner struct {
	Pid     int
	Name    string // the program's name, such as "node"
	Command string // its command line, as far as it may be read
}

// String is "node (pid 4711)".
func (o Owner) String() string {
	if o.Name == "" {
		return fmt.Sprintf("pid %d", o.Pid)
	}
	return fmt.Sprintf("%s (pid %d)", o.Name, o.Pid)
}

// errUnknownOwner: somebody listens, but this user may not see who, or this
// system cannot tell.
var errUnknownOwner = errors.New("the owner of the port cannot be seen")
