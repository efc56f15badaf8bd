package supervise

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/system/platform"
)

// startProcess starts a real process.
func startProcess(c launch.Command, files Files) (Process, error) {
	cmd := exec.Command(c.Argv[0], c.Argv[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.Dir, c.Env, files.Stdout, files.Stderr
	if files.Channel != nil {
		cmd.ExtraFiles = []*os.File{files.Channel} // number 3 in the child, as launch says in NODE_CHANNEL_FD
	}
	return platform.Start(cmd)
}

const (
	firstLook   = time.Millisecond
	longestLook = 25 * time.Millisecond
	dialTime    = time.Second
)

// probePort waits until the process accepts connections on its port and, with
// a health path, answers there with 2xx. A port that accepts is not enough: it
// must be this process, or one that it started, that listens. Otherwise two
// instances that fight for one port would both be called online.
//
// There is no event for "somebody listens now", so this looks again in growing
// steps; the exit of the process ends it through ctx. taken is called, once,
// when the port turns out to be somebody else's.
func probePort(health string, taken func(Process, []platform.Owner)) func(context.Context, Process, launch.Command) (string, bool) {
	return func(ctx context.Context, p Process, c launch.Command) (string, bool) {
		told := false
		// The first look is taken even when the process has ended already, on
		// a busy machine: it may have ended because the port is taken.
		look := context.WithoutCancel(ctx)
		for step := firstLook; ; step = min(step*3/2, longestLook) {
			address, accepts := dial(look, c.Port)
			look = ctx
			if accepts {
				ours, owners := listens(p, c.Port)
				if ours && healthy(ctx, address, health) {
					return address, true
				}
				if !ours && len(owners) > 0 && !told {
					told = true
					taken(p, owners)
				}
			}
			select {
			case <-ctx.Done():
				return "", false
			case <-time.After(step):
			}
		}
	}
}

// dial tries both loopbacks: Node's "localhost" is ::1 on many systems.
func dial(ctx context.Context, port int) (address string, ok bool) {
	d := net.Dialer{Timeout: dialTime}
	for _, host := range []string{"127.0.0.1", "::1"} {
		address = net.JoinHostPort(host, strconv.Itoa(port))
		conn, err := d.DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
			return address, true
		}
	}
	return "", false
}

// listens says whether the process itself, or one that it started, listens on
// the port, and else who does. Where the system cannot tell, it is believed.
// A listener that has died since it was seen is nobody's: it may have been a
// child of the process, of which nothing is left to show that.
func listens(p Process, port int) (ours bool, others []platform.Owner) {
	owners, err := platform.PortOwners(port, p.ID())
	if err != nil {
		return true, nil
	}
	for _, o := range owners {
		if p.Started(o.Pid) {
			return true, nil
		}
		if platform.Alive(o.Pid) {
			others = append(others, o)
		}
	}
	return false, others
}

// probeClient never goes through a proxy of the surrounding environment, and
// keeps no connection: the next look must not be answered by an old process.
// A redirect is no 2xx, whatever stands at its end.
var probeClient = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true},
	Timeout:       dialTime,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func healthy(ctx context.Context, address, path string) bool {
	if path == "" {
		return true
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return false
	}
	response, err := probeClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode/100 == 2
}
