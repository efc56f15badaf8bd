//go:build unix

package main

import (
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

var (
	// stopSignals end everything gracefully: Ctrl-C, a container engine's stop,
	// a closed terminal.
	stopSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
	// forwardedSignals mean nothing to the runner and are handed on to the
	// apps, as PID 1 of a container must.
	forwardedSignals = []os.Signal{syscall.SIGUSR1, syscall.SIGUSR2}
)

func isStop(s os.Signal) bool { return slices.Contains(stopSignals, s) }

func signalName(s os.Signal) string {
	number, _ := s.(syscall.Signal)
	return unix.SignalName(number)
}
