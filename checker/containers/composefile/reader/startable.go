package reader

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/runner/processfile"
)

// This file owns what Compose finds out only when it starts a service: a
// Dockerfile that is not there, a restart policy that no engine knows.

// hasBuildFiles looks for what a build begins with. Paths outside are left to
// refuse.
func (r *reading) hasBuildFiles(s types.ServiceConfig) {
	b := s.Build
	if b == nil || !filepath.IsAbs(b.Context) || !inside(r.folder, b.Context) {
		return
	}
	if info, err := os.Stat(b.Context); err != nil || !info.IsDir() {
		r.add(sayContextMissing.of(s.Name, asWritten(r.folder, b.Context)).At(r.whereContext(s)))
		return
	}
	dockerfile := dockerfilePath(b)
	if b.DockerfileInline != "" || !inside(r.folder, dockerfile) {
		return
	}
	if _, err := os.Stat(dockerfile); err != nil {
		r.add(sayDockerfileMissing.of(s.Name, asWritten(r.folder, dockerfile)).At(where(r.layers, "services", s.Name, "build", "dockerfile")))
	}
}

func (r *reading) whereContext(s types.ServiceConfig) composefile.Place {
	return where(r.layers, "services", s.Name, "build", "context")
}

// dockerfilePath is where the Dockerfile lies: relative to the context.
func dockerfilePath(b *types.BuildConfig) string {
	if filepath.IsAbs(b.Dockerfile) {
		return b.Dockerfile
	}
	return filepath.Join(b.Context, b.Dockerfile)
}

func (r *reading) hasTest(s types.ServiceConfig) {
	if s.HealthCheck == nil || len(s.HealthCheck.Test) == 0 {
		return
	}
	switch s.HealthCheck.Test[0] {
	case "CMD", "CMD-SHELL", "NONE":
		return
	}
	r.add(sayHealthTest.of(short(strings.Join(s.HealthCheck.Test, " "))).At(where(r.layers, "services", s.Name, "healthcheck", "test")))
}

var (
	restartPolicies = []string{"no", "always", "on-failure", "unless-stopped"}
	goodRestart     = regexp.MustCompile(`^(no|always|unless-stopped|on-failure(:\d+)?)?$`)
)

func (r *reading) canRestart(s types.ServiceConfig) {
	if goodRestart.MatchString(s.Restart) {
		return
	}
	p := sayRestart.of(strings.Join(restartPolicies, ", "), short(s.Restart))
	if near := processfile.Suggest(s.Restart, restartPolicies); near != "" {
		p.Try = fmt.Sprintf("Write `restart: %s` instead.", near)
	}
	r.add(p.At(where(r.layers, "services", s.Name, "restart")))
}

func (r *reading) canScale(s types.ServiceConfig) {
	if s.ContainerName == "" || s.GetScale() <= 1 {
		return
	}
	r.add(sayContainerName.of(s.Name, short(s.ContainerName), s.GetScale()).At(where(r.layers, "services", s.Name, "container_name")))
}
