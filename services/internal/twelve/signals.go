package twelve

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// This file owns the signals: SIGTERM, which supervisors send, and SIGINT,
// which PM2 and Ctrl-C send. They mean the same here.

// untilSignal gives a context that ends at the first signal. The second one
// ends the process at once, if you are tired of waiting, with the
// exit code that shells give to a program killed by it.
func untilSignal(log *slog.Logger) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		log.Info("stopping", "signal", (<-signals).String())
		cancel()
		second := <-signals
		log.Warn("stopped at once by a second signal", "signal", second.String())
		os.Exit(exitCodeOf(second))
	}()
	return ctx
}

// exitCodeOf is 128 plus the signal's number: 130 for SIGINT, 143 for SIGTERM.
func exitCodeOf(s os.Signal) int {
	if number, ok := s.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return 1
}
