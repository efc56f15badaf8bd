//go:build unix

package keyboard

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// heedSignals restores the terminal before a signal suspends the program or
// ends it, and takes it again when the program goes on. Signals that the
// program itself handles, such as Ctrl-C's, are its own business.
func (k *Keyboard) heedSignals() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGQUIT, syscall.SIGWINCH)
	k.ending.Go(func() {
		defer signal.Stop(signals)
		for {
			select {
			case <-k.end:
				return
			case s := <-signals:
				k.heed(s, signals)
			}
		}
	})
}

func (k *Keyboard) heed(s os.Signal, signals chan os.Signal) {
	switch s {
	case syscall.SIGTSTP:
		k.giveBack()
		suspend(signals)
	case syscall.SIGCONT:
		k.giveBack() // another foreground program may have changed it
	case syscall.SIGQUIT:
		k.giveBack()
		signal.Reset(syscall.SIGQUIT)
		_ = syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		return
	}
	k.take()
	k.lookAgain()
}

// suspendTime is how long a signal to oneself may take to arrive. What
// continues the program is awaited for so long, too, and no longer: it may have
// come before anybody listened.
const suspendTime = 200 * time.Millisecond

// suspend stops this program as if it had not caught the signal, and returns
// when it is continued. It is SIGSTOP since a program in Go cannot get back what
// the system does at SIGTSTP once it has asked for it.
//
// A program that is no job of a shell is not stopped: nobody could ever
// continue it. The system makes the same difference.
func suspend(signals chan os.Signal) {
	if session, err := unix.Getsid(0); err != nil || session == unix.Getpgrp() {
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	timer := time.NewTimer(suspendTime)
	defer timer.Stop()
	for {
		select {
		case s := <-signals:
			if s == syscall.SIGCONT {
				return
			}
		case <-timer.C:
			return
		}
	}
}
