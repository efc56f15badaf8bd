package redis

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// server is the embedded Redis at work, as a separate process.
type server struct {
	addr    string
	process *platform.Process
	out     *os.File
}

var listening = regexp.MustCompile(`url=redis://(127\.0\.0\.1:[0-9]+)`)

// startServer starts the embedded Redis and returns when it listens.
func startServer(ctx context.Context, cfg Config) (*server, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), cfg.Program, "--port", "0")
	cmd.Env = append(append([]string(nil), cfg.Environ...), "REDIS_CREDENTIALS="+credentials(cfg.Accepted))
	cmd.Stdout, cmd.Stderr = in, in
	process, err := platform.Start(cmd)
	_ = in.Close()
	if err != nil {
		_ = out.Close()
		return nil, err
	}
	s := &server{process: process, out: out}
	if err := s.awaitListening(ctx, cfg.Clock); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// credentials are the users as services/redis reads them: user:password, a
// line each, with what is special in them escaped as in a URL.
func credentials(users []*url.Userinfo) string {
	var lines []string
	for _, u := range users {
		lines = append(lines, u.String())
	}
	return strings.Join(lines, "\n")
}

// awaitListening reads what it prints until the line with its address, and goes
// on reading afterwards, lest it be held up by a full pipe.
func (s *server) awaitListening(ctx context.Context, clock *patience.Clock) error {
	ctx, cancel := clock.Within(ctx, patience.RedisStart)
	defer cancel()
	unhook := context.AfterFunc(ctx, func() { _ = s.out.SetReadDeadline(time.Now()) })
	lines := bufio.NewReader(s.out)
	said := ""
	for {
		line, err := lines.ReadString('\n')
		said += line
		if match := listening.FindStringSubmatch(line); match != nil {
			s.addr = match[1]
			break
		}
		if err != nil {
			return fmt.Errorf("it does not listen: %w; it said: %s", errors.Join(err, context.Cause(ctx)), strings.TrimSpace(said))
		}
	}
	if !unhook() {
		return ctx.Err()
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return nil
}

// end kills it: it keeps nothing, so there is nothing to be saved.
func (s *server) end() {
	s.process.KillGroup()
	s.process.Wait()
	s.process.Forget()
	_ = s.out.Close()
}
