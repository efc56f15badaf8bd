package check

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/containers/ready"
)

// This file owns what a check says of an image that could not be built.

// ImageNotBuilt is the finding for a build of a Dockerfile that failed. file is
// the Dockerfile's path in the copy, built how far it came.
func (r *Run) ImageNotBuilt(ctx context.Context, file string, built docker.Built, err error) *Finding {
	failed, ok := errors.AsType[*docker.Failed](err)
	switch {
	case ctx.Err() != nil:
		return buildTookTooLong(ctx, built)
	case errors.Is(err, docker.ErrNoClient) || !ok:
		return Internal(err)
	}
	text, readErr := os.ReadFile(file)
	if readErr != nil {
		return Internal(readErr)
	}
	said, instructions := failed.Said, dockerfile.Instructions(string(text))
	if step := built.FailedStep(); step != nil {
		said = slices.Concat(step.Lines, said) // docker build repeats them at its end, Compose does not
		if built.Line == 0 {
			at, _ := dockerfile.OfStep(step.Name, instructions) // line 0: at none that is known
			built.Line = at.Line
		}
	}
	f := failedBuild{
		name: r.Box.Shown(file), file: instructions, built: built,
		said: strings.Join(said, "\n"),
		isThere: func(path string) bool {
			_, err := os.Lstat(filepath.Join(r.Box.Root, filepath.FromSlash(path)))
			return err == nil
		},
	}
	return f.finding()
}

// buildTookTooLong is about a build that was ended because the check's time was
// over. That may be a slow network as well as a command that never ends.
func buildTookTooLong(ctx context.Context, built docker.Built) *Finding {
	finding := outOfTime(ctx)
	for i := len(built.Steps) - 1; i >= 0; i-- {
		if step := built.Steps[i]; !step.Done && !step.Cached {
			finding.Seen += "; the build was at this step:\n  " + step.Name + lastOfStep(&step, 3)
			finding.Try = "Does that step end at all? Try it by itself: docker build . If it only takes long, let it come to its end there: what is built is kept for the check."
			break
		}
	}
	return finding
}

// failedBuild is all that is known of a build that failed.
type failedBuild struct {
	name    string // of the Dockerfile, as the learner calls it
	file    []dockerfile.Instruction
	built   docker.Built
	said    string                 // the end of what the docker command said
	isThere func(path string) bool // in the folder that is sent to the engine
}

// buildCause is a kind of failure, by the words that tell of it.
type buildCause struct {
	words *regexp.Regexp // looked for in what the docker command said
	id    string
	tell  func(f failedBuild, parts []string) (seen, try string)
}

// buildCauses are tried in this order.
var buildCauses = []buildCause{
	{regexp.MustCompile(`(?i)Dockerfile cannot be empty|no build stage in current context|file with no instructions`), "NO-FROM", noFrom},
	{regexp.MustCompile(`unknown instruction: (\S+)(?: \(did you mean (\S+?)\?\))?`), "UNKNOWN-INSTRUCTION", unknownInstruction},
	{regexp.MustCompile(`dockerfile parse error[^:]*: (.+)|(?:ERROR: failed to solve: )(unterminated heredoc.*|circular dependency.*|failed to parse .*)`), "SYNTAX", syntax},
	{regexp.MustCompile(`"(/[^"\n]*)": not found|lstat (\S+): no such file or directory`), "NOTHING-TO-COPY", nothingToCopy},
	{regexp.MustCompile(`unable to find (?:user|group) (\S+?):|failed to look up (?:user|group) (\S+)`), "NO-USER", noUserInBuild},
	{regexp.MustCompile(`exec: "/bin/sh": stat /bin/sh: no such file`), "NO-SHELL", noShell},
	{regexp.MustCompile(`requires go >= (\S+) \(running go (\S+?)[;)]`), "OLD-GO", oldGo},
	{regexp.MustCompile(`(?m)^(?:\d+\.\d+ )?(go: .*(?:go\.mod file not found|cannot find main module|missing go\.sum|updates to go\.mod needed).*|.*(?:missing go\.sum entry|no required module provides|directory not found|no Go files in|is not in std|not in main module).*)$`), "GO-MODULE", goModule},
	{regexp.MustCompile(`(?m)^(?:\d+\.\d+ )?(\S+\.go:\d+:\d+: .*)$`), "DOES-NOT-COMPILE", doesNotCompile},
	{regexp.MustCompile(`(?m)(?:sh: |exec: "?|line \d+: )(?:\d+: )?([\w./+-]+)"?: (?:not found|command not found|executable file not found)`), "NO-SUCH-COMMAND", noSuchCommand},
	{regexp.MustCompile(`ERROR: failed to solve: (.*)`), "BUILD-FAILS", buildFails},
}

func (f failedBuild) finding() *Finding {
	if finding := f.unknownStage(); finding != nil {
		return finding
	}
	if problem := ready.Understand(f.said); problem != nil {
		return f.ofTheMachine(problem)
	}
	for _, cause := range buildCauses {
		if parts := cause.words.FindStringSubmatch(f.said); parts != nil {
			finding := &Finding{ID: cause.id, Expected: f.expected(), Where: f.where()}
			finding.Seen, finding.Try = cause.tell(f, parts)
			return finding
		}
	}
	seen, try := buildFails(f, []string{"", lastLine(f.said)})
	return &Finding{ID: "BUILD-FAILS", Expected: f.expected(), Seen: seen, Where: f.where(), Try: try}
}

func (f failedBuild) expected() string { return f.name + " to build an image: docker build ." }

func (f failedBuild) where() string {
	if f.built.Line == 0 {
		return f.name
	}
	return fmt.Sprintf("%s:%d", f.name, f.built.Line)
}

// ofTheMachine is about a build that failed for what this machine is missing. Only a
// name that no registry knows was typed by somebody.
func (f failedBuild) ofTheMachine(problem *ready.Problem) *Finding {
	finding := NoEngine(problem)
	if problem.Kind == ready.UnknownImage {
		finding.Lacking, finding.Expected, finding.Where = false, f.expected(), f.where()
		finding.Try = "Look at its name and its tag in FROM. The solution uses golang:1.26-alpine and alpine:3.22: docker image ls shows what is on this machine."
	}
	return finding
}

// unknownStage recognises COPY --from of a stage that is not there. The engine
// takes the name for an image, and asks a registry for it.
func (f failedBuild) unknownStage() *Finding {
	at, ok := f.at()
	if !ok || at.Word != "COPY" {
		return nil
	}
	name := copiedFrom(at)
	if name == "" || strings.ContainsAny(name, "/:.$") || !strings.Contains(f.said, "/"+name+":latest") {
		return nil
	}
	var names []string
	for _, each := range f.file {
		if each.Word == "FROM" && dockerfile.StageName(each) != "" {
			names = append(names, dockerfile.StageName(each))
		}
	}
	finding := &Finding{
		ID: "UNKNOWN-STAGE", Expected: f.expected(), Where: f.where(),
		Seen: fmt.Sprintf("COPY --from=%s: no stage of the file has that name, so it was taken for an image", name),
		Try:  fmt.Sprintf("Name the stage in its FROM line: FROM golang:1.26-alpine AS %s.", name),
	}
	if len(names) > 0 {
		finding.Seen += "; the file has " + strings.Join(names, ", ")
		finding.Try = fmt.Sprintf("Write --from=%s, or give the stage that other name.", names[0])
	}
	return finding
}

// at is the instruction at which the build failed.
func (f failedBuild) at() (found dockerfile.Instruction, ok bool) {
	for _, each := range f.file {
		if each.Line <= f.built.Line {
			found, ok = each, f.built.Line != 0
		}
	}
	return found, ok
}

func copiedFrom(at dockerfile.Instruction) string {
	for _, word := range strings.Fields(at.Text) {
		if name, ok := strings.CutPrefix(word, "--from="); ok {
			return name
		}
	}
	return ""
}

// step is what the failed step said last, with its name before it.
func (f failedBuild) step() string {
	step := f.built.FailedStep()
	if step == nil {
		return ""
	}
	return "\nthe step was " + step.Name + lastOfStep(step, 8)
}

func lastOfStep(step *docker.BuildStep, n int) string {
	lines := step.Lines[max(0, len(step.Lines)-n):]
	if len(lines) == 0 {
		return ""
	}
	return "; its last lines:\n  " + strings.Join(lines, "\n  ")
}

// lastLine is the last line of a text that says anything.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
