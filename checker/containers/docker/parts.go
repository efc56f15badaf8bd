package docker

import (
	"context"

	"workshop.example/processes/checker/containers/composefile"
)

// Parts are what is done with libraries that `go run ./checker` must not
// compile. The program checker/containers/engine brings them along.
type Parts interface {
	// Start starts a container of an image of the session's.
	Start(ctx context.Context, s *Session, spec Spec) (id string, err error)
	// ReadCompose reads a compose file of a folder. Problems are the learner's;
	// with any of them the project is nil.
	ReadCompose(ctx context.Context, folder, file string) (composefile.Project, []composefile.Problem)
}

// Spec says how one container runs. It is bounded: memory, processes and log
// are limited, whatever it does.
type Spec struct {
	Image string
	Name  string            // behind the session's name
	Env   map[string]string // the environment that it is given
	Port  int               // published on a port of 127.0.0.1 that the engine chooses; never 0
}
