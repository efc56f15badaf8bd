// Command checker says whether an exercise is solved, by starting what the
// learner wrote:
//
//	go run ./checker          the exercises, what is done, what is next
//	go run ./checker 1        check exercise 1
//	go run ./checker all      check every exercise
//	go run ./checker hint 1   one more hint
//
// Exit codes: 0 passed, 1 not passed, 2 wrong usage or nothing to check, 3 this
// machine is missing what the exercise needs, 130 interrupted.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

func main() {
	selfexec.Play()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// After the first signal the check stops what it started; a second one
	// ends the checker at once, and the guardian does the rest.
	context.AfterFunc(ctx, stop)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if gone := platform.GoRunGone(); gone != nil {
		go func() {
			<-gone
			cancel()
		}()
	}
	code := Main(ctx, os.Args[1:], console.System())
	platform.Farewell()
	os.Exit(code)
}
