package docker

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file owns how a container ends.

func stops(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	r.Tell("stopping the first container")
	r.Mark("docker stop, instance 0")
	r.Box.Note(n.first.event(supervise.StopAsked))
	grace, err := docker.Grace(ctx, patience.ContainerStop.Time, n.first.id)
	if err != nil {
		return trouble(err)
	}
	c, took, err := docker.Stop(ctx, n.first.id, grace)
	if err != nil {
		return trouble(err)
	}
	exited(r, n.first, c, true)
	n.stopTook = took
	switch {
	case c.State.ExitCode == 137 && took >= grace:
		return n.swallowed(grace, took)
	case c.State.ExitCode != 0:
		return n.badEnd(ctx, c)
	}
	if answer := send(ctx, r, n.second, check.Request{}); answer.Err != nil {
		return n.goneToo(ctx)
	}
	return nil
}

// swallowed is about a container that had to be killed. Its first process, which
// gets the signal, shows why.
func (n *notes) swallowed(grace, took time.Duration) *check.Finding {
	finding := &check.Finding{
		ID:       "KILLED",
		Expected: fmt.Sprintf("hello-world to get SIGTERM, and to end by itself within %s", console.Duration(grace)),
		Seen:     fmt.Sprintf("after %s it was still running, and was killed with SIGKILL (exit code 137)", console.Duration(took.Round(100*time.Millisecond))),
		Where:    n.startLine(),
		Try:      `Make hello-world itself the first process: ENTRYPOINT ["/app"], with nothing in between.`,
	}
	if len(n.processes) == 0 {
		return finding
	}
	first := n.processes[0].Command
	switch words := strings.Fields(first); {
	case len(words) > 1 && isShell(words[0]) && words[1] == "-c":
		finding.ID = "SHELL-FORM"
		finding.Seen = fmt.Sprintf("the first process is a shell, `%s`: it got the signal, but neither ended nor passed it on, and after %s everything was killed with SIGKILL (exit code 137)",
			first, console.Duration(grace))
		finding.Try = fmt.Sprintf("Write it in brackets, so that no shell is in between: ENTRYPOINT [%q].", n.program())
	case len(words) > 1 && isShell(words[0]):
		finding.ID = "SCRIPT-WITHOUT-EXEC"
		finding.Seen = fmt.Sprintf("the first process is a shell that runs a script, `%s`: it got the signal, but neither ended nor passed it on, and after %s everything was killed with SIGKILL (exit code 137)",
			first, console.Duration(grace))
		finding.Try = fmt.Sprintf("Write exec before the last command of the script: exec %s. The shell then becomes that program, and the program gets the signal.", n.program())
	default:
		finding.Seen = fmt.Sprintf("the first process, `%s`, did not end: %s", first, finding.Seen)
	}
	return finding
}

func isShell(command string) bool {
	switch path.Base(command) {
	case "sh", "bash", "ash", "dash", "busybox", "zsh":
		return true
	}
	return false
}

// program is what runs behind the shell, or /app when no process shows it.
func (n *notes) program() string {
	for _, p := range n.processes[1:] {
		if words := strings.Fields(p.Command); len(words) > 0 && strings.HasPrefix(words[0], "/") && !isShell(words[0]) {
			return words[0]
		}
	}
	return "/app"
}

// badEnd is about a container that ended in time, but not in good order.
func (n *notes) badEnd(ctx context.Context, c docker.Container) *check.Finding {
	finding := &check.Finding{
		ID:       "EXIT-CODE",
		Expected: "exit code 0 from a container that was told to stop: it did as it was asked",
		Seen:     fmt.Sprintf("%s%s", c.Ended(), words(ctx, c.ID)),
		Where:    n.startLine(),
		Try:      `Make hello-world itself the first process: ENTRYPOINT ["/app"], with nothing in between.`,
	}
	if signal := n.image.Config.StopSignal; signal != "" && signal != "SIGTERM" {
		finding.ID = "STOPSIGNAL"
		finding.Expected = "docker stop to begin with a signal that hello-world understands"
		finding.Seen = fmt.Sprintf("the image's STOPSIGNAL is %s: %s", signal, c.Ended())
		finding.Where = n.where(dockerfile.Line(n.text, "STOPSIGNAL"))
		finding.Try = "Leave STOPSIGNAL out: SIGTERM, the default, is a request that a program can answer."
	}
	return finding
}

func (n *notes) goneToo(ctx context.Context) *check.Finding {
	c, err := docker.One(ctx, n.second.id)
	if err != nil {
		return trouble(err)
	}
	return &check.Finding{
		ID:       "OTHER-GONE",
		Expected: "the second container to go on when the first one is stopped",
		Seen:     fmt.Sprintf("it no longer answers: it is %s%s", c.State.Status, words(ctx, c.ID)),
		Where:    n.startLine(),
		Try:      "Its last words say why it did not stay up.",
	}
}
