package peer

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"workshop.example/processes/runner/system/platform"
)

// Foreground is a process that runs until it is ended.
type Foreground struct {
	process *platform.Process
	gone    chan struct{}
}

// Keep starts a process. What it prints goes to a file of that path; "" is
// nowhere, unless the command has an output of its own.
func (r *Room) Keep(cmd *exec.Cmd, output string) (*Foreground, error) {
	if output != "" {
		file, err := os.OpenFile(output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		cmd.Stdout, cmd.Stderr = file, file
	}
	p, err := platform.Start(cmd)
	if err != nil {
		return nil, err
	}
	f := &Foreground{process: p, gone: make(chan struct{})}
	go func() {
		p.Wait()
		close(f.gone)
	}()
	return f, nil
}

// Pid is the process's number; 0 of none.
func (f *Foreground) Pid() int {
	if f == nil {
		return 0
	}
	return f.process.Pid
}

// End asks the process to end with a signal and waits until it has.
func (f *Foreground) End(ctx context.Context, signal string) error {
	if f == nil {
		return nil
	}
	if err := f.process.Signal(signal, false); err != nil {
		return err
	}
	select {
	case <-f.gone:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("it did not end"), ctx.Err())
	}
}

// Close ends the process and its group at once, and waits for it.
func (f *Foreground) Close() {
	if f == nil {
		return
	}
	f.process.KillGroup()
	<-f.gone
	f.process.Forget()
}

// leave ends the process with its own signal, within closeTime.
func (f *Foreground) leave(signal string) {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_ = f.End(ctx, signal)
	f.Close()
}
