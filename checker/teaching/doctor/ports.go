package doctor

import (
	"fmt"
	"strings"

	"workshop.example/processes/runner/system/platform"
)

// This file owns the questions about ports: those that the exercises name,
// and those that the checker takes for itself.

// named are the ports in the exercises: hello-world, the fixtures, Redis, the
// front door.
var named = []int{3000, 3001, redisPort, 8080}

const redisPort = 6379

// port is what was seen of one.
type port struct {
	number int
	taken  bool
	by     string // "node (pid 4711)"; "" when it cannot be seen
}

func lookAtPorts(numbers []int) []port {
	var ports []port
	for _, number := range numbers {
		p := port{number: number}
		listener, err := platform.ListenLoopback(number)
		if err == nil {
			_ = listener.Close()
		} else if p.taken = platform.AddressInUse(err); p.taken {
			p.by = ownersOf(number)
		}
		ports = append(ports, p)
	}
	return ports
}

func ownersOf(number int) string {
	owners, _ := platform.PortOwners(number) // Not to be seen is no different from nobody.
	var names []string
	for _, o := range owners {
		names = append(names, o.String())
	}
	return strings.Join(names, " and ")
}

func judgePorts(ports []port) finding {
	var free, notes []string
	inTheWay := false
	for _, p := range ports {
		by := p.by
		if by == "" {
			by = "a program that cannot be seen"
		}
		switch {
		case !p.taken:
			free = append(free, fmt.Sprint(p.number))
		case p.number == redisPort && strings.HasPrefix(p.by, "redis"):
			notes = append(notes, fmt.Sprintf("%d is a Redis already, %s", p.number, by))
		default:
			inTheWay = true
			notes = append(notes, fmt.Sprintf("%d is taken by %s", p.number, by))
		}
	}
	if len(free) > 0 {
		notes = append(notes, "free: "+strings.Join(free, ", "))
	}
	seen := strings.Join(notes, "; ")
	if inTheWay {
		return warn(seen, "the checker does not mind, it uses its own ports; for `go run ./runner start`, stop that program or write another PORT")
	}
	return ok("%s", seen)
}

// inARow is more than any check takes.
const inARow = 20

func tryPrivatePorts() error {
	ports, err := platform.ReservePorts(inARow)
	if err != nil {
		return err
	}
	ports.ReleaseAll()
	return nil
}

func judgePrivatePorts(err error) finding {
	if err != nil {
		return missing(err.Error(), "the checker runs apps on 127.0.0.1, on ports from 20000 to 32767: close programs that hold many of them, or let a firewall allow them")
	}
	return ok("the checker finds free ones for itself")
}
