package compose

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/patience"
)

// This file owns the step from the file to images.

// build writes the file as the check runs it, and builds its images.
func build(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	text, err := n.project.Sandboxed(sandboxed(r))
	if err != nil {
		return check.Internal(fmt.Errorf("write the compose file for the check: %w", err))
	}
	// It is outside of the folder that is sent to the engine: it differs in every
	// check, and would spoil the engine's cache.
	n.stack.File = filepath.Join(filepath.Dir(r.Box.Root), "compose.check.yaml")
	if err := os.WriteFile(n.stack.File, text, 0o600); err != nil {
		return check.Internal(err)
	}
	n.stack.Progress = func(step string) {
		if !strings.Contains(step, " internal]") {
			r.Tell("building: " + step)
		}
	}
	done := r.Box.Clock().Building() // does not count towards the check's time
	built, err := n.stack.Build(ctx)
	done()
	n.stack.Progress = r.Tell
	if err != nil {
		return notBuilt(ctx, r, built, err)
	}
	return nil
}

// sandboxed separates what the check runs from the learner's own containers: names
// and ports are the check's, and the services of this run can be recognised.
func sandboxed(r *check.Run) composefile.Sandbox {
	session := check.Notes[notes](r).stack.Session
	return composefile.Sandbox{
		Labels:      session.Labels(),
		Environment: map[string]string{"WORKSHOP_RUN": r.Box.Run},
		Image:       session.Image,
		Interval:    patience.HealthInterval.Time, // the learner's own may be long
		IsData:      isRedisData,
	}
}

// notBuilt is about a build that failed. Its steps name the service:
// "[hello-world build 4/6] RUN go build".
func notBuilt(ctx context.Context, r *check.Run, built docker.Built, err error) *check.Finding {
	n := check.Notes[notes](r)
	service := candidates(n.project.Services(), n.redis)[0]
	if step := built.FailedStep(); step != nil {
		name, _, _ := strings.Cut(strings.TrimPrefix(step.Name, "["), " ")
		if at := named(n.project.Services(), name); at >= 0 && n.project.Services()[at].Build != nil {
			service = n.project.Services()[at]
		}
	}
	if service.Build.Dockerfile == "" { // its Dockerfile is written in the compose file
		return r.ImageNotBuilt(ctx, n.path, built, err)
	}
	file := filepath.Join(r.Box.Root, filepath.FromSlash(service.Build.Dockerfile))
	return r.ImageNotBuilt(ctx, file, built, err)
}

// engineFailed is about a failure of the engine, or about an image that no registry
// has: its name is in the learner's files.
func engineFailed(r *check.Run, p *ready.Problem) *check.Finding {
	if p.Kind != ready.UnknownImage {
		return check.NoEngine(p)
	}
	finding := &check.Finding{
		ID:       "UNKNOWN-IMAGE",
		Expected: "images that everybody can pull",
		Seen:     p.Seen,
		Where:    r.Box.Shown(check.Notes[notes](r).path),
		Try:      strings.ToUpper(p.Do[:1]) + p.Do[1:] + ".",
	}
	for _, s := range check.Notes[notes](r).project.Services() {
		if s.Build == nil && s.Image == p.Image {
			finding.Where = place(r, s.Name, "image")
		}
	}
	return finding
}

// lastLines are the last n lines, those after the first indented.
func lastLines(lines []string, n int) string {
	return strings.Join(lines[max(0, len(lines)-n):], "\n  ")
}
