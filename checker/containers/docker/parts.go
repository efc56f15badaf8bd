package docker

import (
	"context"
	"time"
)

// Parts are what is done with libraries that `go run ./checker` must not
// compile. The program checker/containers/engine brings them along.
type Parts interface {
	// Start starts a container of an image of the session's.
	Start(ctx context.Context, s *Session, spec Spec) (id string, err error)
	// ReadCompose reads a compose file of a folder. Problems are the learner's;
	// with any of them the project is nil.
	ReadCompose(ctx context.Context, folder, file string) (ComposeProject, []ComposeProblem)
}

// Spec says how one container runs. It is bounded: memory, processes and log
// are limited, whatever it does.
type Spec struct {
	Image string
	Name  string            // behind the session's name
	Env   map[string]string // the environment that it is given
	Port  int               // published on a port of 127.0.0.1 that the engine chooses; never 0
}

// ComposeProblem is something wrong with a compose file, in a learner's words.
type ComposeProblem struct {
	ID       string // "UNKNOWN-FIELD"; the same sort of problem has the same for good
	Where    string // "docker-compose.yml:12:5"
	Expected string
	Seen     string
	Try      string
}

// ComposeProject is a compose file that can be run.
type ComposeProject interface {
	Services() []ComposeService
	// Where is a field's place in the file: "docker-compose.yml:12:5". Without
	// fields it is the service's.
	Where(service string, field ...string) string
	// Sandboxed is the file as the check runs it.
	Sandboxed(ComposeSandbox) ([]byte, error)
}

// ComposeService is what a compose file says of one service.
type ComposeService struct {
	Name        string
	Container   string // its container_name; "" when Compose chooses
	Image       string
	Build       *ComposeBuild // nil when it is not built here
	Environment map[string]string
	Ports       []ComposePort
	Health      []string          // the test of its health check; nil when it has none
	DependsOn   map[string]string // the condition, by service
	Volumes     []ComposeVolume
	Restart     string
	StopSignal  string
	GracePeriod time.Duration // 0: Compose's default, ten seconds
}

// ComposeBuild is how a service's image is built. Paths are relative to the
// project's folder, with slashes.
type ComposeBuild struct {
	Context    string
	Dockerfile string // "" when it is written in the compose file itself
}

// ComposePort is a published port, of TCP.
type ComposePort struct {
	Target    int
	Published string // "3000", "3000-3002", "" when the engine chooses
}

// ComposeVolume is something mounted.
type ComposeVolume struct {
	Type   string // "volume", "bind", "tmpfs"
	Source string // "" for an anonymous volume
	Target string
}

// ComposeSandbox says how a project is changed for a check.
type ComposeSandbox struct {
	Labels      map[string]string
	Environment map[string]string // added to every service that is built here
	Image       func(service string) string
	// Interval is the longest time between two health checks.
	Interval time.Duration
	// IsData says of a folder that is mounted that nothing is in it but data of
	// an earlier run, which the check begins without.
	IsData func(folder string) bool
}
