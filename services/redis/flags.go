package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
)

// This file owns the command line.

// defaultPort is the one on which every client looks for a Redis.
const defaultPort = 6379

// usage is what --help prints.
const usage = `A small Redis for machines that have none.

Usage:
  go run ./services/redis [--port N]

  --port N   where to listen on 127.0.0.1; default 6379. With 0 the system
             chooses, and the first line of the log says which.

In the environment:
  PORT               the same as --port, which wins
  REDIS_CREDENTIALS  who may come in: one user:password a line, or :password.
                     Special characters are percent-encoded, as in a URL.
                     Not set: no password is needed.

It speaks the real protocol, for 16 databases, and keeps everything in memory:
when it stops, with Ctrl-C or SIGTERM, the data is gone.

Attach an app to it by one variable:
  REDIS_URL=redis://localhost:6379

Look inside with redis-cli, if you have it:
  redis-cli -p 6379 ping

Is port 6379 taken? Perhaps a Redis is running already: use that one, or choose
another port and put it into REDIS_URL.
`

// portFlag reads the command line. The port is -1 when no flag gives one; the
// error is [flag.ErrHelp] for somebody who asks for help.
func portFlag(args []string) (int, error) {
	port := -1
	flags := flag.NewFlagSet("redis", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // The error is printed once, by main.
	flags.Func("port", "", func(value string) error {
		number, err := strconv.ParseUint(value, 10, 16)
		if err != nil {
			return errors.New("it must be a number from 0 to 65535")
		}
		port = int(number)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return 0, err
	}
	if flags.NArg() > 0 {
		return 0, fmt.Errorf("%q was not expected; the only option is --port", flags.Arg(0))
	}
	return port, nil
}
