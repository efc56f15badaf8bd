package restarts

import (
	"fmt"
	"path"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

// This file owns the messages about a change that does not reach the app.

func notNoticed(r *check.Run, file string) *check.Finding {
	finding := &check.Finding{
		ID:       "NOT-WATCHED",
		Expected: fmt.Sprintf("%s to be built again and replaced when %s is saved", r.App.Name, file),
		Seen:     fmt.Sprintf("it was saved, and nothing happened: %s has no watch, so the old version serves on", r.App.Name),
		Where:    check.Where(r.App, "watch"),
		Try:      fmt.Sprintf("Add to the block of %s: watch: true.", r.App.Name),
	}
	switch {
	case r.App.Watch && !watchesPath(r, file):
		finding.ID = "WATCHES-ELSEWHERE"
		finding.Seen = fmt.Sprintf("it was saved, and nothing happened: watch names %s, and the file is not in there", r.Box.Words(strings.Join(r.App.WatchPaths, ", ")))
		finding.Try = fmt.Sprintf("Use watch: true: it watches everything that the Go program is made of. Or name its folder: watch: ['%s'].", path.Dir(file))
	case r.App.Watch && !r.Box.Watches(r.App, file):
		finding.ID = "IGNORED"
		finding.Seen = fmt.Sprintf("it was saved, and nothing happened: ignore_watch excludes it, with %s", strings.Join(r.App.IgnoreWatch, ", "))
		finding.Where = check.Where(r.App, "ignore_watch")
		finding.Try = "Take that out of ignore_watch: it is for what the app writes itself, and for tests."
	case r.App.Watch:
		finding.ID, finding.Trouble = "NOT-NOTICED", true // as far as the runner can tell, the file is right
		finding.Seen = "it was saved, and nothing happened, though watch is set"
		finding.Try = "Try it yourself: go run ./runner run, and save that file."
	default:
		finding.Seen += watchedInstead(r)
	}
	return finding
}

// watchesPath says whether a file would be watched if nothing were ignored.
func watchesPath(r *check.Run, file string) bool {
	app := *r.App
	app.IgnoreWatch = []string{}
	return r.Box.Watches(&app, file)
}

// watchedInstead names another app that has a watch, for the end of a sentence.
func watchedInstead(r *check.Run) string {
	for i := range r.File.Apps {
		if other := &r.File.Apps[i]; other.Watch {
			return fmt.Sprintf(". %s has one (%s), but it is for that app alone", other.Name, check.Where(other, "watch"))
		}
	}
	return ""
}

func notRebuilt(r *check.Run) *check.Finding {
	return &check.Finding{
		ID:       "NOT-REBUILT",
		Expected: fmt.Sprintf("the new processes of %s to be built from the saved source", r.App.Name),
		Seen:     fmt.Sprintf("every process was replaced, and each still says what the old version said: what %s starts was built before", r.App.Script),
		Where:    check.Where(r.App, "script"),
		Try:      "Let the runner build it: script: './services/hello-world', the folder of the source.",
	}
}

// notTaken is about a change that was noticed, but does not get to serve.
func notTaken(r *check.Run, why string) *check.Finding {
	seen := why
	if r.App.Program.Kind != processfile.GoPackage {
		seen += r.LastWords(r.App, -1, 0)
	}
	return &check.Finding{
		ID:       "NOT-TAKEN-OVER",
		Expected: fmt.Sprintf("every instance of %s to be the new version", r.App.Name),
		Seen:     seen,
		Where:    check.Where(r.App, "script"),
		Try:      "Try it yourself: go run ./runner run, save the source, and watch the log.",
	}
}
