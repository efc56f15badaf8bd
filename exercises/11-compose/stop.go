package compose

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/screen/console"
)

// This file owns how the containers stop.

// stop keeps hello-world busy meanwhile: an idle program might end in time by
// chance.
func stop(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	for _, a := range []app{n.hello, n.fixtures} {
		if finding := noGrace(r, a); finding != nil {
			return finding
		}
	}
	containers, err := n.stack.Containers(ctx, n.hello.Name)
	if err != nil {
		return check.Internal(err)
	}
	var busy []*check.Together
	for _, c := range containers {
		busy = append(busy, r.SendTogether(ctx, 1, check.Request{Port: c.Port(n.hello.port), Path: "/slow?for=" + patience.UnderWay.Time.String()}))
	}
	one, finding := containerOf(ctx, r, n.fixtures)
	if finding != nil {
		return finding
	}
	grace, err := docker.Grace(ctx, graceOf(n.hello, n.fixtures), one.ID)
	if err != nil {
		return check.Internal(err)
	}
	r.Mark("docker compose stop")
	begun := time.Now()
	if err := n.stack.Compose(ctx, "stop", "--timeout", strconv.Itoa(int(grace.Seconds()))); err != nil {
		return check.Internal(err)
	}
	n.stopped = time.Since(begun)
	for _, requests := range busy {
		requests.Wait() // a container that exits with 0 has answered them
	}
	if containers, err = n.stack.Containers(ctx, n.hello.Name, n.fixtures.Name); err != nil {
		return check.Internal(err)
	}
	for _, c := range containers {
		if c.State.ExitCode != 0 {
			return notGraceful(ctx, r, c)
		}
	}
	return nil
}

// graceOf is the time that every container has to end: what the file gives, and at
// least Compose's default.
func graceOf(apps ...app) time.Duration {
	grace := patience.ComposeStop.Time
	for _, a := range apps {
		grace = max(grace, min(a.GracePeriod, patience.GraceKept.Time))
	}
	return grace
}

// noGrace is about a file that leaves no time for what is in progress. It would be
// luck then whether a program is quick enough.
func noGrace(r *check.Run, s app) *check.Finding {
	given := place(r, s.Name, "stop_grace_period") != place(r, s.Name)
	if !given || s.GracePeriod >= patience.GraceLeast.Time {
		return nil
	}
	return &check.Finding{
		ID:       "NO-GRACE",
		Expected: fmt.Sprintf("%s to have the time to finish what it is doing; here its requests take %s", s.Name, console.Duration(patience.UnderWay.Time)),
		Seen:     fmt.Sprintf("stop_grace_period is %s: after that it is killed, whatever it is doing", console.Duration(s.GracePeriod)),
		Where:    place(r, s.Name, "stop_grace_period"),
		Try:      "Give it the time for its longest request: stop_grace_period: 10s. That is also the default, without the line.",
	}
}

func notGraceful(ctx context.Context, r *check.Run, c docker.Container) *check.Finding {
	n := check.Notes[notes](r)
	s := n.hello
	if c.Service() == n.fixtures.Name {
		s = n.fixtures
	}
	finding := &check.Finding{
		ID:       "NOT-GRACEFUL",
		Expected: fmt.Sprintf("%s to exit by itself when it is told to stop, with exit code 0", s.Name),
		Seen:     fmt.Sprintf("container %d ended with %s; docker compose stop took %s", c.Number(), c.Ended(), inWords(n.stopped)),
		Where:    place(r, s.Name),
		Try:      fmt.Sprintf("See it yourself: docker compose stop %s, and then docker compose ps --all.", s.Name),
	}
	switch {
	case strings.HasSuffix(s.StopSignal, "KILL") || s.StopSignal == "9":
		finding.ID = "STOP-SIGNAL"
		finding.Seen += fmt.Sprintf("\nstop_signal is %s, which no program can hear.", s.StopSignal)
		finding.Where = place(r, s.Name, "stop_signal")
		finding.Try = "Remove stop_signal: SIGTERM, the default, asks a program to end."
	case isShell(c):
		shellForm(r, s, finding)
	default:
		if lines := docker.Logs(ctx, c.ID, words); len(lines) > 0 {
			finding.Seen += "; it said:\n  " + lastLines(lines, words)
		}
	}
	return finding
}

// isShell says whether the engine's signal goes to a shell.
func isShell(c docker.Container) bool {
	command := append(append([]string{}, c.Config.Entrypoint...), c.Config.Cmd...)
	return len(command) > 1 && strings.HasSuffix(command[0], "sh") && command[1] == "-c"
}

// shellForm is about a shell in front of the program, which passes no signal on.
func shellForm(r *check.Run, s app, f *check.Finding) {
	f.ID = "SHELL-FORM"
	f.Seen += "\nProcess 1 of the container is a shell: it gets SIGTERM, and does not pass it on."
	f.Try = `Write the command as a list, without a shell: ENTRYPOINT ["/app"] in the Dockerfile.`
	if place(r, s.Name, "entrypoint") != place(r, s.Name) || place(r, s.Name, "command") != place(r, s.Name) {
		f.Try = `Write the command as a list, without sh -c: entrypoint: ["/app"]; or let the shell become the program: exec /app.`
		return
	}
	name := filepath.Join(r.Box.Root, filepath.FromSlash(s.Build.Dockerfile))
	text, err := os.ReadFile(name)
	if err != nil {
		return
	}
	for _, instruction := range []string{"ENTRYPOINT", "CMD"} {
		if line := dockerfile.Line(string(text), instruction); line > 0 {
			f.Where = fmt.Sprintf("%s:%d", r.Box.Shown(name), line)
			return
		}
	}
}
