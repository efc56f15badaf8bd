package docker

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// This file owns how `docker compose` is called.

// Stack is a project of `docker compose`: the session's own.
type Stack struct {
	Session *Session
	Folder  string // the project's folder
	File    string // the compose file, with the session's labels on all that it makes
	// Progress is told what is under way; may be nil.
	Progress func(string)
}

// Compose calls `docker compose` with the stack's name, file and folder. Its
// errors are Run's.
func (s *Stack) Compose(ctx context.Context, args ...string) error {
	return call{args: s.args(args), folder: s.Folder, onLine: func(string) {}, onError: s.tell}.run(ctx)
}

// Build builds the images of the stack's services. When that fails, the error
// is a *Failed and the steps tell at which one.
func (s *Stack) Build(ctx context.Context) (Built, error) {
	return build(ctx, s.args([]string{"build"}), s.Folder, s.Progress)
}

func (s *Stack) args(args []string) []string {
	return append([]string{"compose", "--ansi=never", "--progress=plain",
		"--project-name", s.Session.Name, "--project-directory", s.Folder, "--file", s.File}, args...)
}

func (s *Stack) tell(line string) {
	if s.Progress != nil {
		s.Progress(strings.TrimSpace(line))
	}
}

// Containers are the stack's containers of some services, of all without any,
// also those that have ended; by service and number.
func (s *Stack) Containers(ctx context.Context, services ...string) ([]Container, error) {
	ids, err := Run(ctx, "container", "ls", "--all", "--quiet", "--no-trunc",
		"--filter", "label=com.docker.compose.project="+s.Session.Name,
		"--filter", "label=com.docker.compose.oneoff=False")
	if err != nil {
		return nil, err
	}
	all, err := inspect(ctx, ids...)
	if err != nil {
		return nil, err
	}
	if len(services) > 0 {
		all = slices.DeleteFunc(all, func(c Container) bool { return !slices.Contains(services, c.Service()) })
	}
	slices.SortFunc(all, func(a, b Container) int {
		if c := strings.Compare(a.Service(), b.Service()); c != 0 {
			return c
		}
		return a.Number() - b.Number()
	})
	return all, nil
}

// Number is the container's number among those of its service, from 1; 0 for
// one that Compose has not made.
func (c Container) Number() int {
	n, _ := strconv.Atoi(c.Config.Labels["com.docker.compose.container-number"]) // none is 0
	return n
}
