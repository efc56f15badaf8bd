//go:build unix

package platform

import (
	"context"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// guardianGrace is how long groups may take to end by themselves once their
// runner is dead.
const guardianGrace = time.Second

// startGuardian starts the guardian in a session of its own, where no Ctrl-C
// and no closed terminal reaches it. It has an empty environment, so that no
// search by tag finds it.
func startGuardian() (*guardian, error) {
	cmd, err := guardianCommand()
	if err != nil {
		return nil, err
	}
	cmd.Env = []string{}
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	g := &guardian{pipe: pipe, pid: cmd.Process.Pid, gone: make(chan struct{})}
	go func() {
		// Cmd.Wait would close the pipe under a writer.
		state, _ := cmd.Process.Wait()
		close(g.gone)
		if state != nil && exitOf(state).Signal != "" {
			book.replace(g)
		}
	}()
	return g, nil
}

func ignoreSignals() {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
}

// endGroups asks every group in the book to end, gives them a second
// together, then kills what is left.
func endGroups(entries []string) {
	ctx, cancel := context.WithTimeout(context.Background(), guardianGrace)
	defer cancel()
	var all sync.WaitGroup
	for _, e := range entries {
		number, ok := strings.CutPrefix(e, "group ")
		pgid, err := strconv.Atoi(number)
		if !ok || err != nil || pgid <= 1 {
			continue
		}
		killGroup(pgid, syscall.SIGTERM)
		all.Go(func() {
			if !groupGone(ctx, pgid) {
				killGroup(pgid, syscall.SIGKILL)
			}
		})
	}
	all.Wait()
}
