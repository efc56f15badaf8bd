// Command redis is the backing service for machines that have none: a Redis
// in one small program, with nothing to install.
//
//	go run ./services/redis [--port 6379]
//
// It speaks the real protocol, so that redis-cli and every client library can
// talk to it. Two things are different from a real server, and it says the
// first one itself: all data is in memory, and gone when the process ends;
// and it listens on 127.0.0.1 alone, whatever HOST says, since a server for a
// laptop has nothing to offer to the network around it. A real Redis takes its
// place by changing one URL.
//
// Configuration, all from the environment:
//
//	PORT               where to listen, default 6379; 0 lets the system choose,
//	                   and the first line of the log says which. --port wins.
//	REDIS_CREDENTIALS  who may come in: one user:password a line, each part
//	                   percent-encoded as in a URL; without a user it is the
//	                   default one. Not set: everybody on this machine may. It
//	                   is no flag, since anybody here can read a command line.
//
// The exit code is 0 after SIGTERM or SIGINT, 1 when the port cannot be had, 2
// for a wrong flag, and 78 for a value that cannot be used.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"workshop.example/processes/services/internal/twelve"
)

func main() {
	port, err := portFlag(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		return
	case err != nil:
		fmt.Fprintf(os.Stderr, "redis: %s\n\n%s", err, usage)
		os.Exit(2)
	}
	twelve.Main("redis", func(ctx context.Context, p *twelve.Process) error { return run(ctx, p, port) })
}

// run is the whole program: read the environment, open the doors, wait until
// told to stop. A negative port means that no flag gave one.
func run(ctx context.Context, p *twelve.Process, port int) (err error) {
	if port < 0 {
		if port, err = twelve.Port(defaultPort); err != nil {
			return err
		}
	}
	who, err := credentialsFromEnv()
	if err != nil {
		return err
	}
	server, err := start(port, who)
	if err != nil {
		return err
	}
	defer server.Close() // Cuts every connection, as the end of a real one would.

	p.Log.Info("listening", "url", "redis://"+server.Addr(), "data", "in memory only, gone when this stops",
		"password", passwordNeeded(who), "pid", os.Getpid())
	<-ctx.Done()
	return nil
}

// passwordNeeded is said in the log, without the password.
func passwordNeeded(who []credential) string {
	if len(who) == 0 {
		return "none"
	}
	return "required"
}
