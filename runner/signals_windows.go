package main

import "os"

var (
	stopSignals      = []os.Signal{os.Interrupt}
	forwardedSignals []os.Signal
)

func isStop(os.Signal) bool       { return true }
func signalName(os.Signal) string { return "SIGINT" }
