package reader

import (
	"maps"
	"slices"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns what checks ask a project about, in plain structs.

// Services is composefile.Project's.
func (p *Project) Services() []composefile.Service {
	var all []composefile.Service
	for _, name := range slices.Sorted(maps.Keys(p.project.Services)) {
		all = append(all, p.service(p.project.Services[name]))
	}
	return all
}

// At is composefile.Project's.
func (p *Project) At(service string, field ...string) string {
	return where(p.layers, append([]string{"services", service}, field...)...).Where()
}

func (p *Project) service(s types.ServiceConfig) composefile.Service {
	out := composefile.Service{
		Name: s.Name, Container: s.ContainerName, Image: s.Image, Build: p.build(s.Build),
		Environment: values(s.Environment), Restart: s.Restart, StopSignal: s.StopSignal,
		DependsOn: map[string]string{},
	}
	if s.Restart == "" && s.Deploy != nil && s.Deploy.RestartPolicy != nil {
		out.Restart = s.Deploy.RestartPolicy.Condition
	}
	if h := s.HealthCheck; h != nil && !h.Disable && !testIsNone(h.Test) {
		out.Health = h.Test
	}
	if s.StopGracePeriod != nil {
		out.GracePeriod = time.Duration(*s.StopGracePeriod)
	}
	for _, port := range s.Ports {
		if port.Protocol == "" || port.Protocol == "tcp" {
			out.Ports = append(out.Ports, composefile.Port{Target: int(port.Target), Published: port.Published})
		}
	}
	for other, d := range s.DependsOn {
		out.DependsOn[other] = d.Condition
	}
	for _, v := range s.Volumes {
		out.Volumes = append(out.Volumes, composefile.Volume{Type: v.Type, Source: v.Source, Target: v.Target})
	}
	return out
}

func (p *Project) build(b *types.BuildConfig) *composefile.Build {
	if b == nil {
		return nil
	}
	out := &composefile.Build{Context: asWritten(p.folder, b.Context)}
	if b.DockerfileInline == "" {
		out.Dockerfile = asWritten(p.folder, dockerfilePath(b))
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
