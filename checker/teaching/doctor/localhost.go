package doctor

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// This file owns the question whether "localhost" is this machine, for
// programs that look names up, and for those that go through a proxy.

type localhostFacts struct {
	addresses []string
	err       error
	proxy     string // the variable that names an HTTP proxy; "": none does
	except    string // what NO_PROXY says
}

func lookAtLocalhost(ctx context.Context) localhostFacts {
	facts := localhostFacts{except: os.Getenv("no_proxy") + "," + os.Getenv("NO_PROXY")}
	facts.addresses, facts.err = net.DefaultResolver.LookupHost(ctx, "localhost")
	// curl reads the first in small letters alone, other programs both.
	for _, name := range []string{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"} {
		if os.Getenv(name) != "" {
			facts.proxy = name
			break
		}
	}
	return facts
}

func judgeLocalhost(f localhostFacts) finding {
	const hosts = "write `127.0.0.1 localhost` into the system's hosts file, or write 127.0.0.1 wherever an exercise says localhost"
	if f.err != nil {
		return warn("the name cannot be looked up: "+f.err.Error(), hosts)
	}
	for _, text := range f.addresses {
		if address, err := netip.ParseAddr(text); err != nil || !address.IsLoopback() {
			return warn("the name leads to "+text+", which is not this machine's own address", hosts)
		}
	}
	if f.proxy != "" && !excepts(f.except, "localhost") {
		return warn(f.proxy+" is set: curl and other programs ask the proxy for localhost, too",
			"in this terminal:\nexport NO_PROXY=localhost,127.0.0.1 no_proxy=localhost,127.0.0.1")
	}
	return ok("is %s", strings.Join(f.addresses, " and "))
}

// excepts says whether a list such as NO_PROXY names a host.
func excepts(list, host string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(entry string) bool {
		entry = strings.TrimSpace(entry)
		return entry == "*" || strings.TrimPrefix(entry, ".") == host
	})
}
