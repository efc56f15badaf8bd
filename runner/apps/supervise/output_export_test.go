package supervise

import "os/exec"

// Captured runs a program to its end, with its output going to a sink as an
// instance's does. exited is called at its exit, before its last words were
// waited for.
func Captured(cmd *exec.Cmd, sink Sink, exited func()) error {
	c, err := newCapture()
	if err != nil {
		return err
	}
	cmd.Stdout, cmd.Stderr = c.stdout, c.stderr
	err = cmd.Start()
	c.closeChildEnds()
	if err != nil {
		c.close()
		return err
	}
	c.begin(nil, sink)
	err = cmd.Wait()
	exited()
	c.drain()
	return err
}
