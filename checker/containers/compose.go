package containers

import (
	"context"
	"os"
	"path/filepath"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns reading compose files for those who must not know the library
// that does it.

// ReadCompose reads a compose file by its path in a folder, as `docker compose` would from
// here.
func (Parts) ReadCompose(ctx context.Context, folder, file string) (docker.ComposeProject, []docker.ComposeProblem) {
	name, err := filepath.Rel(folder, file)
	if err != nil {
		name = file
	}
	read, problems := composefile.Read(ctx, folder, filepath.ToSlash(name), os.Environ())
	if len(problems) > 0 {
		return nil, inWords(problems)
	}
	// Paths in it have their links resolved.
	if resolved, err := filepath.EvalSymlinks(folder); err == nil {
		folder = resolved
	}
	return project{read, folder}, nil
}

func inWords(problems []composefile.Problem) []docker.ComposeProblem {
	var all []docker.ComposeProblem
	for _, p := range problems {
		seen := p.Seen
		if p.Why != "" {
			seen += "\n" + p.Why
		}
		all = append(all, docker.ComposeProblem{ID: p.ID, Where: p.Where(), Expected: p.Expected, Seen: seen, Try: p.Try})
	}
	return all
}

// project is docker.ComposeProject.
type project struct {
	read   *composefile.Project
	folder string
}

// Where is docker.ComposeProject's.
func (p project) Where(service string, field ...string) string { return p.read.At(service, field...) }

// Sandboxed is docker.ComposeProject's.
func (p project) Sandboxed(box docker.ComposeSandbox) ([]byte, error) {
	return p.read.Sandboxed(composefile.Sandbox{
		Labels: box.Labels, Environment: box.Environment, Image: box.Image, Interval: box.Interval,
		IsData: box.IsData,
	})
}

// Services is docker.ComposeProject's.
func (p project) Services() []docker.ComposeService {
	var all []docker.ComposeService
	for _, s := range p.read.Services() {
		all = append(all, p.service(s))
	}
	return all
}

func (p project) service(s composefile.Service) docker.ComposeService {
	out := docker.ComposeService{
		Name: s.Name, Container: s.ContainerName, Image: s.Image, Environment: s.Environment,
		Health: s.HealthTest, Restart: s.Restart, DependsOn: map[string]string{},
		StopSignal: s.StopSignal, GracePeriod: s.StopGracePeriod,
	}
	if s.Build != nil {
		out.Build = &docker.ComposeBuild{Context: p.relative(s.Build.Context)}
		if s.Build.Dockerfile != "" {
			out.Build.Dockerfile = p.relative(s.Build.Dockerfile)
		}
	}
	for _, port := range s.Ports {
		if port.Protocol == "" || port.Protocol == "tcp" {
			out.Ports = append(out.Ports, docker.ComposePort{Target: port.Target, Published: port.Published})
		}
	}
	for _, d := range s.DependsOn {
		out.DependsOn[d.Service] = d.Condition
	}
	for _, v := range s.Volumes {
		out.Volumes = append(out.Volumes, docker.ComposeVolume{Type: v.Type, Source: v.Source, Target: v.Target})
	}
	return out
}

// relative is a path as one writes it in the project's folder.
func (p project) relative(path string) string {
	if rel, err := filepath.Rel(p.folder, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}
