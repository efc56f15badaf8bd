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
		r.add(composefile.Problem{
			ID:       "CONTEXT-MISSING",
			Expected: "a folder to build the service " + s.Name + " from",
			Seen:     fmt.Sprintf("%s, which is no folder", asWritten(r.folder, b.Context)),
			Try:      "Write the folder's path relative to this file: `build: .` for the folder of the file itself.",
		}.At(r.whereContext(s)))
		return
	}
	dockerfile := dockerfilePath(b)
	if b.DockerfileInline != "" || !inside(r.folder, dockerfile) {
		return
	}
	if _, err := os.Stat(dockerfile); err != nil {
		r.add(composefile.Problem{
			ID:       "DOCKERFILE-MISSING",
			Expected: "a Dockerfile to build the service " + s.Name + " with",
			Seen:     fmt.Sprintf("no file %s", asWritten(r.folder, dockerfile)),
			Try:      "Write it, or name another one: `dockerfile:` below `build:`, relative to the `context`.",
		}.At(where(r.layers, "services", s.Name, "build", "dockerfile")))
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
	r.add(composefile.Problem{
		ID:       "HEALTH-TEST",
		Expected: "a list that begins with CMD or CMD-SHELL",
		Seen:     short(strings.Join(s.HealthCheck.Test, " ")),
		Why:      "The first word says how the rest is run: CMD runs a program, CMD-SHELL a line of the shell.",
		Try:      `Write test: ["CMD", …], or the command as one text without brackets.`,
	}.At(where(r.layers, "services", s.Name, "healthcheck", "test")))
}

var (
	restartPolicies = []string{"no", "always", "on-failure", "unless-stopped"}
	goodRestart     = regexp.MustCompile(`^(no|always|unless-stopped|on-failure(:\d+)?)?$`)
)

func (r *reading) canRestart(s types.ServiceConfig) {
	if goodRestart.MatchString(s.Restart) {
		return
	}
	p := composefile.Problem{
		ID:       "RESTART",
		Expected: "one of " + strings.Join(restartPolicies, ", "),
		Seen:     short(s.Restart),
		Try:      "Write one of these words; \"no\" with quotes.",
	}
	if near := processfile.Suggest(s.Restart, restartPolicies); near != "" {
		p.Try = fmt.Sprintf("Write `restart: %s` instead.", near)
	}
	r.add(p.At(where(r.layers, "services", s.Name, "restart")))
}

func (r *reading) canScale(s types.ServiceConfig) {
	if s.ContainerName == "" || s.GetScale() <= 1 {
		return
	}
	r.add(composefile.Problem{
		ID:       "CONTAINER-NAME",
		Expected: "a name of its own for each container of the service " + s.Name,
		Seen:     fmt.Sprintf("`container_name: %s` for %d containers", short(s.ContainerName), s.GetScale()),
		Why:      "Two containers cannot have the same name.",
		Try:      "Remove `container_name`; Compose numbers the containers itself.",
	}.At(where(r.layers, "services", s.Name, "container_name")))
}
