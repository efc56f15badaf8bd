// Package ready says whether this machine's Docker is ready for the exercises,
// and what a person can do when it is not. What is wrong with a machine's Docker
// is known here and nowhere else.
//
// [Look] asks beforehand. [Understand] says of the words of a command that failed
// whether they tell of the machine. [Present], [Pull] and [Warm] are for the
// images that the exercises begin with.
package ready

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/patience"
)

// This file owns the question whether this machine's Docker can be used, and
// what lacks when it cannot.

// Kind is a kind of trouble with a machine's Docker.
type Kind string

const (
	NoClient          Kind = "no-client"          // no docker command on the PATH
	NotDocker         Kind = "not-docker"         // the command is there, and is Podman
	NoEngine          Kind = "no-engine"          // nothing answers
	NoPermission      Kind = "no-permission"      // the engine may not be talked to
	NotAnswering      Kind = "not-answering"      // it says nothing within the time
	RemoteEngine      Kind = "remote-engine"      // it runs on another machine
	WindowsContainers Kind = "windows-containers" // it runs no Linux containers
	OldEngine         Kind = "old-engine"         // the engine or the command is too old
	NoBuildx          Kind = "no-buildx"          // no BuildKit
	NoCompose         Kind = "no-compose"
	OldCompose        Kind = "old-compose"
	DiskFull          Kind = "disk-full"
	CannotPull        Kind = "cannot-pull"  // an image is not here, and cannot be had now
	NoNetwork         Kind = "no-network"   // a build cannot download what it needs
	NoAddresses       Kind = "no-addresses" // too many networks
	Unwell            Kind = "unwell"       // the engine's own trouble

	// UnknownImage is an image that no registry has. This alone is most often
	// not the machine's fault: somebody mistyped a name.
	UnknownImage Kind = "unknown-image"
)

// Problem is what is wrong with this machine's Docker.
type Problem struct {
	Kind  Kind
	Seen  string // in a sentence without a full stop
	Do    string // what to do; a command stands in a line of its own, the last
	Image string // the image it is about, as a person writes it; "" for most kinds
}

func (p *Problem) Error() string { return p.Seen }

// Need is what is asked of a Docker.
type Need struct {
	Build   bool // images are built, with BuildKit
	Compose bool
}

// Engine is a Docker that can be used.
type Engine struct {
	Version string // of the engine: "26.1.5"
	Buildx  string // its version; "" when it was not asked for
	Compose string // its version; "" when it was not asked for
	// Classic: DOCKER_BUILDKIT=0 is set, so that a build by hand knows less
	// than one of a check, which does not heed it.
	Classic bool
}

const (
	// oldestAPI is that of version 23.0, the first in which `docker build`
	// means BuildKit.
	oldestAPI = "1.42"
	// oldestCompose knows the formats and conditions that exercise 11 uses.
	oldestCompose = "2.20"
)

// Look asks whether this machine's Docker can be used. It takes two calls, and
// one for each need, of some 50 ms each; an engine that hangs costs 8 s. When
// ctx ends first, the problem is NotAnswering, and ctx tells why.
func Look(ctx context.Context, need Need) (*Engine, *Problem) {
	here := surroundings()
	if _, err := exec.LookPath("docker"); err != nil {
		return nil, here.noClient()
	}
	// Another machine is not even dialled.
	if isRemote(here.host) {
		return nil, here.remote("DOCKER_HOST is " + here.host)
	}
	seen, problem := askVersion(ctx, here)
	if problem != nil {
		return nil, problem
	}
	if problem = seen.fits(ctx, here); problem != nil {
		return nil, problem
	}
	engine := &Engine{Version: plain(seen.Server.Version), Classic: here.classic}
	if need.Build {
		if engine.Buildx, problem = askBuildx(ctx, here); problem != nil {
			return nil, problem
		}
	}
	if need.Compose {
		if engine.Compose, problem = askCompose(ctx, here); problem != nil {
			return nil, problem
		}
	}
	return engine, nil
}

// versions are the answer to `docker version`.
type versions struct {
	Client struct {
		Version string
		API     string `json:"DefaultAPIVersion"`
		Context string
	}
	Server *struct {
		Version string
		API     string `json:"ApiVersion"`
		Os      string
	}
}

func askVersion(ctx context.Context, here machine) (versions, *Problem) {
	var seen versions
	// The short form "json" is new; older ones print the word.
	lines, err := briefly(ctx, "version", "--format", "{{json .}}")
	for _, line := range lines {
		if strings.HasPrefix(line, "{") {
			_ = json.Unmarshal([]byte(line), &seen) // what cannot be read stays empty
		}
	}
	switch {
	case err != nil:
		return seen, here.why(err, "version")
	case seen.Server == nil:
		return seen, here.notDocker()
	}
	return seen, nil
}

// fits says what of an engine that answers is in the way.
func (v versions) fits(ctx context.Context, here machine) *Problem {
	if at := v.Client.Context; here.host == "" && at != "" && at != "default" {
		lines, err := briefly(ctx, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}")
		if err == nil && len(lines) > 0 && isRemote(lines[0]) {
			return here.remote("the context " + at + " leads to " + lines[0])
		}
	}
	switch {
	case v.Server.Os == "windows":
		return windowsContainers()
	case !atLeast(v.Server.API, oldestAPI):
		return here.oldEngine("the engine is version " + plain(v.Server.Version))
	case !atLeast(v.Client.API, oldestAPI):
		return here.oldEngine("the docker command is version " + plain(v.Client.Version))
	}
	return nil
}

func askBuildx(ctx context.Context, here machine) (string, *Problem) {
	lines, err := briefly(ctx, "buildx", "version")
	if err != nil {
		if problem := here.late(err); problem != nil {
			return "", problem
		}
		return "", here.noBuildx("`docker buildx` is not there")
	}
	// "github.com/docker/buildx v0.13.1 788433953af…"
	words := strings.Fields(strings.Join(lines, " "))
	if len(words) < 2 {
		return "unknown", nil
	}
	return plain(words[1]), nil
}

func askCompose(ctx context.Context, here machine) (string, *Problem) {
	lines, err := briefly(ctx, "compose", "version", "--short")
	if err != nil {
		if problem := here.late(err); problem != nil {
			return "", problem
		}
		_, old := exec.LookPath("docker-compose")
		return "", here.noCompose(old == nil)
	}
	version := plain(strings.Join(lines, " "))
	if !atLeast(version, oldestCompose) {
		return "", here.oldCompose(version)
	}
	return version, nil
}

// errLate: a question was not answered within its time, or its asker's.
var errLate = errors.New("no answer")

// briefly is [docker.Run] with a bound for a question that needs no work.
func briefly(ctx context.Context, args ...string) ([]string, error) {
	// An engine that starts up takes a connection, and says nothing for a while.
	bounded, cancel := context.WithTimeout(ctx, patience.Question.Time)
	defer cancel()
	lines, err := docker.Run(bounded, args...)
	if bounded.Err() != nil && err != nil {
		return lines, errLate
	}
	return lines, err
}

// leading is what a version begins with.
var leading = regexp.MustCompile(`^v?(\d+(?:\.\d+)*)`)

// plain is a version without what its packager adds: "26.1.5" of "26.1.5+dfsg1".
func plain(version string) string {
	if parts := leading.FindStringSubmatch(version); parts != nil {
		return parts[1]
	}
	return version
}

// atLeast compares versions by their numbers. One that has none, such as
// "dev", was built by somebody who knows what for.
func atLeast(version, oldest string) bool {
	if !leading.MatchString(version) {
		return true
	}
	have, want := strings.Split(plain(version), "."), strings.Split(oldest, ".")
	for i := range want {
		if i >= len(have) {
			return false
		}
		h, _ := strconv.Atoi(have[i]) // they are digits
		w, _ := strconv.Atoi(want[i])
		if h != w {
			return h > w
		}
	}
	return true
}

// isRemote says whether an engine's address is on another machine. Sockets and
// pipes never are.
func isRemote(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "ssh":
		return true
	case "tcp", "http", "https":
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
	}
	return false
}

// why says what a failed question means; name is what was asked.
func (m machine) why(err error, name string) *Problem {
	if errors.Is(err, docker.ErrNoClient) {
		return m.noClient()
	}
	if problem := m.late(err); problem != nil {
		return problem
	}
	said := err.Error()
	if failed, ok := errors.AsType[*docker.Failed](err); ok {
		said = strings.Join(failed.Said, "\n")
		if problem := m.understand(said); problem != nil {
			return problem
		}
		said = fmt.Sprintf("`docker %s` failed: %s", name, lastLine(said))
	}
	return &Problem{Kind: Unwell, Seen: said, Do: m.restart()}
}

// problemOr is a failed command's error, or the problem that its words tell of;
// image is the one that was pulled, "" when none was.
func problemOr(err error, image string) error {
	here := surroundings()
	if errors.Is(err, docker.ErrNoClient) {
		return here.noClient()
	}
	if failed, ok := errors.AsType[*docker.Failed](err); ok {
		if problem := here.understandFor(image, strings.Join(failed.Said, "\n")); problem != nil {
			return problem
		}
	}
	return err
}

// late is the problem when a question was not answered, nil when it was.
func (m machine) late(err error) *Problem {
	if errors.Is(err, errLate) {
		return m.notAnswering()
	}
	return nil
}

// surroundings are this machine as the messages need it.
func surroundings() machine {
	classic, err := strconv.ParseBool(os.Getenv("DOCKER_BUILDKIT"))
	return machine{
		os: goos, host: os.Getenv("DOCKER_HOST"), wsl: os.Getenv("WSL_DISTRO_NAME") != "",
		classic: err == nil && !classic,
	}
}
