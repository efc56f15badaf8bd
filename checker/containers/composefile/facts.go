package composefile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
)

// This file owns what checks ask a project about, in the kit's own types.

// Service is one service that `docker compose up` starts.
type Service struct {
	Name  string
	Image string // "" when it is built and not named
	Build *Build // nil: it is not built

	Command     []string // nil: the image's own
	Entrypoint  []string // nil: the image's own
	Environment map[string]string
	Ports       []Port
	DependsOn   []Dependency // sorted by service
	Volumes     []Volume
	Networks    []string // sorted
	Restart     string   // "" as written; "always", "on-failure:3", …
	Replicas    int      // by `scale` or `deploy.replicas`; 1 when neither is there

	ContainerName string // "" when the file names none

	StopSignal      string        // "" when the file names none
	StopGracePeriod time.Duration // 0 also when the file says nothing

	// HealthTest is the health check's test: "CMD" and a program, or
	// "CMD-SHELL" and a line. nil: there is none, or it is switched off.
	HealthTest []string
}

// Build says how a service's image is built. Paths are absolute.
type Build struct {
	Context    string
	Dockerfile string // "" when it is written in the Compose file itself
	Target     string
	Args       map[string]string
}

// Port is a port of a container that is published.
type Port struct {
	Target    int
	Published string // "3000", "3000-3002"; "" when the engine chooses
	HostIP    string // "" is every address
	Protocol  string // "tcp", "udp"
}

// Dependency is a service that another one waits for.
type Dependency struct {
	Service   string
	Condition string // "service_started", "service_healthy", "service_completed_successfully"
}

// Volume is something mounted into a container.
type Volume struct {
	Type     string // "volume", "bind", "tmpfs"
	Source   string // a volume's name, "" when it is anonymous; a bind's absolute path
	Target   string
	ReadOnly bool
}

// HasHealthcheck says whether the file itself has a health check that is not
// switched off. The image may have one all the same.
func (s Service) HasHealthcheck() bool { return len(s.HealthTest) > 0 }

// Services are the services that `docker compose up` starts, sorted by name.
func (p *Project) Services() []Service {
	var all []Service
	for _, name := range slices.Sorted(maps.Keys(p.project.Services)) {
		all = append(all, service(p.project.Services[name]))
	}
	return all
}

// Volumes are the names of the volumes that the file defines, sorted.
func (p *Project) Volumes() []string { return slices.Sorted(maps.Keys(p.project.Volumes)) }

// At is where a field of a service stands, "compose.yaml:12:5"; as much of the
// path is followed as the file has. Without fields it is the service's name.
func (p *Project) At(service string, field ...string) string {
	return where(p.layers, append([]string{"services", service}, field...)...).String()
}

func service(s types.ServiceConfig) Service {
	out := Service{
		Name: s.Name, Image: s.Image, Build: build(s.Build),
		Command: s.Command, Entrypoint: s.Entrypoint,
		Environment: values(s.Environment),
		Networks:    slices.Sorted(maps.Keys(s.Networks)),
		Restart:     s.Restart, Replicas: s.GetScale(), ContainerName: s.ContainerName,
	}
	if s.Restart == "" && s.Deploy != nil && s.Deploy.RestartPolicy != nil {
		out.Restart = s.Deploy.RestartPolicy.Condition
	}
	if h := s.HealthCheck; h != nil && !h.Disable && !testIsNone(h.Test) {
		out.HealthTest = h.Test
	}
	out.StopSignal = s.StopSignal
	if s.StopGracePeriod != nil {
		out.StopGracePeriod = time.Duration(*s.StopGracePeriod)
	}
	for _, p := range s.Ports {
		out.Ports = append(out.Ports, Port{int(p.Target), p.Published, p.HostIP, p.Protocol})
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependsOn)) {
		out.DependsOn = append(out.DependsOn, Dependency{name, s.DependsOn[name].Condition})
	}
	for _, v := range s.Volumes {
		out.Volumes = append(out.Volumes, Volume{v.Type, v.Source, v.Target, v.ReadOnly})
	}
	return out
}

func build(b *types.BuildConfig) *Build {
	if b == nil {
		return nil
	}
	out := &Build{Context: b.Context, Target: b.Target, Args: values(b.Args)}
	if b.DockerfileInline == "" {
		out.Dockerfile = dockerfilePath(b)
	}
	return out
}

// values are variables with their values; one that has none is left out, as
// Compose does.
func values(m types.MappingWithEquals) map[string]string {
	all := map[string]string{}
	for name, value := range m {
		if value != nil {
			all[name] = *value
		}
	}
	return all
}

// HealthCommand is the test as one line, for words of it to be looked for.
func (s Service) HealthCommand() string {
	if len(s.HealthTest) < 2 {
		return ""
	}
	return strings.Join(s.HealthTest[1:], " ")
}
