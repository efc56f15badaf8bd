package docker

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
)

// This file owns the second build, after an edit.

// edited is the file that the check edits in the copy.
var edited = filepath.Join("services", "hello-world", "main.go")

// downloadsOnce edits the service's source in a way that no cache has seen, and
// looks at what the engine then does again.
func downloadsOnce(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if err := addLine(filepath.Join(r.Box.Root, edited), "// Edited: "+nonce()); err != nil {
		return check.Internal(err)
	}
	r.Tell("building again, after an edit of " + filepath.ToSlash(edited))
	built, finding := build(ctx, r, n.session.Image(appName+"-edited"))
	if finding != nil {
		return finding
	}
	return n.downloadsAgain(built)
}

// repeated is a step that downloaded once more.
type repeated struct {
	step    docker.BuildStep
	command string // "go mod download"; "go: downloading" for what a build fetched by itself
	modules int    // how many it fetched; 0 when its output does not say
}

// downloading are the commands that fetch from the network.
var downloading = regexp.MustCompile(`\b(go mod download|go mod tidy|go get|go install \S+@\S+|apk (?:--\S+ )*add|apk (?:--\S+ )*upgrade|apt-get (?:-\S+ )*install|apt-get (?:-\S+ )*update|apt (?:-\S+ )*install|wget|curl|git clone)\b`)

// repeatedDownload is the first step of a build that downloaded something which an
// edit does not change; nil when there is none.
func repeatedDownload(built docker.Built, file []dockerfile.Instruction) *repeated {
	for _, step := range built.Steps {
		if step.Cached || !strings.HasPrefix(step.Name, "[") || strings.HasPrefix(step.Name, "[internal]") {
			continue
		}
		fetched := 0
		for _, line := range step.Lines {
			if strings.HasPrefix(line, "go: downloading ") {
				fetched++
			}
		}
		text := step.Name
		if at, ok := dockerfile.OfStep(step.Name, file); ok {
			text = at.Word + " " + at.Text // with the lines of a here-document, which the step's name leaves out
		}
		if fetched > 0 {
			return &repeated{step, "", fetched}
		}
		if command := downloading.FindString(text); command != "" && strings.Contains(text, "RUN ") && !strings.Contains(text, "type=cache") {
			return &repeated{step, command, 0}
		}
	}
	return nil
}

func (n *notes) downloadsAgain(built docker.Built) *check.Finding {
	repeated := repeatedDownload(built, n.file)
	if repeated == nil {
		return nil
	}
	finding := &check.Finding{
		ID:       "DOWNLOADS-AGAIN",
		Expected: "a build to download nothing after an edit of one source file: the dependencies have not changed",
		Where:    n.shown,
		Try:      "First copy the files that list the dependencies: COPY go.mod go.sum ./, RUN go mod download, and only then COPY . .; or keep them in a cache: RUN --mount=type=cache,target=/go/pkg/mod go build ….",
	}
	name := made(repeated.step.Name)
	finding.Seen = fmt.Sprintf("`%s` ran once more:\n  %s", repeated.command, name)
	if repeated.modules > 0 {
		finding.Seen = fmt.Sprintf("%d modules were downloaded once more in this step:\n  %s", repeated.modules, name)
	} else if !strings.HasPrefix(repeated.command, "go mod") {
		finding.Try = "The cache has a step's result when nothing before it has changed: move the line above COPY . .; or, in the last stage, above COPY --from=…."
	}
	if at, ok := dockerfile.OfStep(repeated.step.Name, n.file); ok {
		finding.Where = n.where(at.Line)
	}
	return finding
}
