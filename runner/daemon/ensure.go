package daemon

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// This file owns the start of a daemon, from the command's side.

// Ensure connects to the daemon of a home, and starts one if there is none. Two
// at once end with the same one. tell gets a sentence when it has to wait.
func Ensure(ctx context.Context, home control.Home, project string, tell func(string)) (*control.Client, error) {
	if c, err := living(ctx, home); c != nil || err != nil {
		return c, err
	}
	if err := home.Make(); err != nil {
		return nil, err
	}
	release, err := platform.LockFile(ctx, home.Starting())
	if err != nil {
		return nil, fmt.Errorf("%s cannot be locked: %w", home.Starting(), err)
	}
	defer release()
	if c, err := living(ctx, home); c != nil || err != nil {
		return c, err
	}
	if err := awaitFree(ctx, home, tell); err != nil {
		return nil, err
	}
	if err := spawn(ctx, home, project); err != nil {
		return nil, err
	}
	return control.Dial(ctx, home)
}

// living is the daemon that takes orders; nil when there is none.
func living(ctx context.Context, home control.Home) (*control.Client, error) {
	c, err := control.Dial(ctx, home)
	switch {
	case errors.Is(err, control.ErrNoDaemon):
		return nil, nil
	case err != nil:
		return nil, err
	case c.Version.Stopping:
		c.Close()
		return nil, nil
	}
	return c, nil
}

// holderPatience is what a holder of the home that does not answer is given: it
// is just starting, or just ending.
const holderPatience = 5 * time.Second

// awaitFree waits until nobody holds the home any more. A daemon that is
// stopping its apps may take as long as their kill_timeout.
func awaitFree(ctx context.Context, home control.Home, tell func(string)) error {
	for {
		bound, cancel := context.WithTimeout(ctx, holderPatience)
		release, err := platform.LockFile(bound, home.Lock())
		cancel()
		if err == nil {
			release()
			return nil
		}
		if ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		c, err := control.DialAny(ctx, home)
		if err != nil {
			return held(home)
		}
		c.Close()
		tell(fmt.Sprintf("waiting for the daemon that is just stopping everything (pid %d)", c.Version.Pid))
	}
}

func held(home control.Home) error {
	failure := &control.Failure{Message: "another runner holds " + home.Dir + " and does not answer"}
	if pid := home.Owner(); pid != 0 {
		failure.Message = fmt.Sprintf("another runner (pid %d) holds %s and does not answer", pid, home.Dir)
		failure.Hint = fmt.Sprintf("if it stays like that: kill -9 %d ends it and everything it has started", pid)
	}
	return failure
}

// maxLog bounds daemon.log, in bytes; it begins anew when it is longer.
const maxLog = 1 << 20

// spawn starts a daemon and waits until it says that it is ready, or why not.
func spawn(ctx context.Context, home control.Home, project string) error {
	logFile, err := openLog(home)
	if err != nil {
		return err
	}
	defer logFile.Close()
	// Not the context's: the daemon outlives the command.
	cmd, err := selfexec.Command(context.Background(), partName, home.Dir, project)
	if err != nil {
		return err
	}
	cmd.Dir, cmd.Env, cmd.Stderr = project, os.Environ(), logFile
	detach(cmd)
	// A pipe of its own: StdoutPipe's would be closed by Wait under the reader.
	said, says, err := os.Pipe()
	if err != nil {
		return err
	}
	defer said.Close()
	cmd.Stdout = says
	err = cmd.Start()
	_ = says.Close()
	if err != nil {
		return fmt.Errorf("start the daemon: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stop := context.AfterFunc(ctx, func() { _ = said.Close() })
	defer stop()
	return readiness(ctx, bufio.NewReader(said), cmd, ended, home)
}

// greeting is a daemon's first and only line on its standard output.
type greeting struct {
	Ready   bool             `json:"ready"`
	Failure *control.Failure `json:"failure,omitempty"`
}

func readiness(ctx context.Context, said *bufio.Reader, cmd *exec.Cmd, ended <-chan error, home control.Home) error {
	line, err := said.ReadBytes('\n')
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // it finds nobody to greet, and ends
		}
		return died(<-ended, home)
	}
	var g greeting
	if err := json.Unmarshal(line, &g); err != nil {
		return fmt.Errorf("the daemon (pid %d) began with %q", cmd.Process.Pid, line)
	}
	if !g.Ready {
		<-ended
		return g.Failure
	}
	return nil
}

func died(exit error, home control.Home) error {
	failure := &control.Failure{Message: "the daemon ended before it was ready", Hint: "what it said is in " + home.Log()}
	if exit != nil {
		failure.Message += ": " + exit.Error()
	}
	if last := lastLine(home.Log()); last != "" {
		failure.Message += "\n  " + last
	}
	return failure
}

func lastLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

func openLog(home control.Home) (*os.File, error) {
	if info, err := os.Stat(home.Log()); err == nil && info.Size() > maxLog {
		_ = os.Remove(home.Log())
	}
	return os.OpenFile(home.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// AwaitEnd waits until nobody holds a home any more.
func AwaitEnd(ctx context.Context, home control.Home) error {
	if _, err := os.Stat(home.Dir); err != nil {
		return nil // the home is gone, and its daemon ends when it is
	}
	release, err := platform.LockFile(ctx, home.Lock())
	if err != nil {
		return err
	}
	release()
	return nil
}
