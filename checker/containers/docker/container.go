package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/patience"
)

// This file owns what can be asked of a container, and done to it.

// Container is a container as it is now.
type Container struct {
	ID           string `json:"Id"`
	Name         string // with a slash before it, as the engine writes it
	RestartCount int
	Image        string // the image's id
	State        struct {
		Status    string // "running", "exited", …
		Running   bool
		ExitCode  int
		OOMKilled bool
		Error     string
		StartedAt time.Time
		Health    *struct {
			Status        string // "starting", "healthy", "unhealthy"
			FailingStreak int    // failures since the last success; not those of the start period
			Log           []struct {
				Start    time.Time // by the engine's clock
				ExitCode int
				Output   string
			}
		}
	}
	Config struct {
		User       string
		Env        []string
		Labels     map[string]string
		Entrypoint []string
		Cmd        []string
	}
	Mounts []struct {
		Type        string
		Name        string
		Destination string
	}
	NetworkSettings struct {
		Ports map[string][]struct{ HostIP, HostPort string } // "3000/tcp"
	}
}

// Port is the port on this machine at which a port of the container answers; 0
// when it is not published.
func (c Container) Port(inside int) int {
	for _, binding := range c.NetworkSettings.Ports[strconv.Itoa(inside)+"/tcp"] {
		if n, err := strconv.Atoi(binding.HostPort); err == nil && n != 0 {
			return n
		}
	}
	return 0
}

// Service is the container's service in its compose file.
func (c Container) Service() string { return c.Config.Labels["com.docker.compose.service"] }

// Ended is "exit code 1", or what else there is to say of how it ended.
func (c Container) Ended() string {
	switch {
	case c.State.OOMKilled:
		return "it took more memory than it may, and was killed"
	case c.State.Error != "":
		return c.State.Error
	case c.State.ExitCode == 137:
		return "exit code 137: it was killed with SIGKILL"
	}
	return fmt.Sprintf("exit code %d", c.State.ExitCode)
}

// inspect asks how containers are now, in the order of their ids.
func inspect(ctx context.Context, ids ...string) ([]Container, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	lines, err := Run(ctx, append([]string{"container", "inspect", "--format", "{{json .}}"}, ids...)...)
	if err != nil {
		return nil, err
	}
	var all []Container
	for _, line := range lines {
		var c Container
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			return nil, fmt.Errorf("understand docker container inspect: %w", err)
		}
		all = append(all, c)
	}
	return all, nil
}

// One asks how one container is now.
func One(ctx context.Context, id string) (Container, error) {
	all, err := inspect(ctx, id)
	if err != nil || len(all) == 0 {
		return Container{}, err
	}
	return all[0], nil
}

// Logs are the last lines, at most n of each stream, that a container printed:
// what it said as errors comes last.
func Logs(ctx context.Context, id string, n int) []string {
	var said, errors []string
	_ = call{
		args:    []string{"container", "logs", "--tail", strconv.Itoa(n), id},
		onLine:  func(line string) { said = append(said, line) },
		onError: func(line string) { errors = append(errors, line) },
	}.run(ctx) // what was said until then is told
	return append(said, errors...)
}

// turns is how many times as long as the engine's answer to a question a
// container's grace is longer. To ask takes a process, a request and an answer: more than a program
// needs to hear a signal, and to end.
const turns = 20

// Grace is the time that a container is given to end by itself: the least one,
// and longer on a machine that is busy now, which it asks the engine about that
// container to find out.
func Grace(ctx context.Context, least time.Duration, id string) (time.Duration, error) {
	begun := time.Now()
	_, err := One(ctx, id)
	return graceAfter(least, time.Since(begun)), err
}

// graceAfter is the grace when the engine's answer took a time, in whole
// seconds, as the docker command takes it.
func graceAfter(least, answer time.Duration) time.Duration {
	return max(least, min(least+turns*answer, patience.GraceMost.Time)).Truncate(time.Second)
}

// Stop asks a container to end, as `docker stop` does, and has it killed when
// it is still there after the time. It says how it ended and how long it took.
func Stop(ctx context.Context, id string, after time.Duration) (Container, time.Duration, error) {
	begun := time.Now()
	if _, err := Run(ctx, "container", "stop", "--time", strconv.Itoa(int(after.Seconds())), id); err != nil {
		return Container{}, 0, err
	}
	took := time.Since(begun)
	c, err := One(ctx, id)
	return c, took, err
}

// Remove removes a container, running or not, with its own volumes.
func Remove(ctx context.Context, id string) error {
	_, err := Run(ctx, "container", "rm", "--force", "--volumes", id)
	return err
}

// Process is a process in a container, as this machine's engine sees it.
type Process struct {
	UID     string
	Command string
}

// Top are the processes that run in a container.
func Top(ctx context.Context, id string) ([]Process, error) {
	lines, err := Run(ctx, "container", "top", id, "-eo", "pid,uid,args")
	if err != nil {
		return nil, err
	}
	return processes(lines), nil
}

// processes reads what `docker top` prints for the columns pid, uid and args.
func processes(lines []string) []Process {
	var all []Process
	for _, line := range lines[min(1, len(lines)):] { // the first is a heading
		_, rest, _ := strings.Cut(strings.TrimSpace(line), " ") // the engine insists on the pid
		uid, command, _ := strings.Cut(strings.TrimSpace(rest), " ")
		all = append(all, Process{uid, strings.TrimSpace(command)})
	}
	return all
}
