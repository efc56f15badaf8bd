package configfromenv

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

// This file owns the messages about values that are not where they should be.

// missing is about a variable that hello-world does not get. If the file has
// something like it in another place, that is what the learner meant.
func missing(r *check.Run, name, example string) *check.Finding {
	app := &check.Notes[notes](r).base
	finding := &check.Finding{
		ID:       name + "-MISSING",
		Expected: fmt.Sprintf("%s in the environment of %s", name, app.Name),
		Seen:     fmt.Sprintf("its env has no %s, so the program uses its default", name),
		Where:    check.Where(app, "env"),
		Try:      fmt.Sprintf("Give it one: env: { %s: %s }.", name, example),
	}
	for _, explains := range []func(*check.Run, *processfile.App, string, *check.Finding) bool{
		otherSpelling, inArgs, withoutValue, inAnotherApp, inDotenv, inOneEnvironment,
	} {
		if explains(r, app, name, finding) {
			break
		}
	}
	return finding
}

func otherSpelling(_ *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	for _, other := range slices.Sorted(maps.Keys(app.Env)) {
		if strings.EqualFold(other, name) && other != name {
			finding.ID = name + "-SPELLING"
			finding.Seen = fmt.Sprintf("env has %s; variable names are case-sensitive, so the program looks for %s and finds nothing", other, name)
			finding.Where = check.Where(app, app.EnvFrom[other]+"."+other)
			finding.Try = fmt.Sprintf("Write it in capitals: env: { %s: '%s' }.", name, app.Env[other])
			return true
		}
	}
	return false
}

func inArgs(_ *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	args := strings.Join(app.Args, " ")
	if !strings.Contains(strings.ToUpper(args), name) {
		return false
	}
	finding.ID = name + "-IN-ARGS"
	finding.Seen = fmt.Sprintf("it is in the arguments: %s; the program reads its configuration from the environment only", args)
	finding.Where = check.Where(app, "args")
	finding.Try = fmt.Sprintf("Move it out of args: env: { %s: … }.", name)
	return true
}

// withoutValue: the field is there, but its value is empty or undefined.
func withoutValue(_ *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	place, value := "env."+name, app.Env[name]
	_, shown := app.At[place]
	if _, given := app.Env[name]; !shown && !given {
		return false
	}
	what := "its value is undefined"
	if value == "" && app.EnvFrom[name] != "" {
		what = "it is empty, which counts as not set"
	}
	finding.ID = name + "-NO-VALUE"
	finding.Seen = fmt.Sprintf("%s is there, but %s. A value that is read with process.env comes from the shell in which you type; "+
		"a check has a clean environment, as a server has, and there the variable is not set", place, what)
	finding.Where = check.Where(app, place)
	finding.Try = fmt.Sprintf("Write the value itself, or one for when the shell has none: %s: process.env.%s || 'Hello from my laptop!'.", name, name)
	return true
}

func inAnotherApp(r *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	for i := range r.File.Apps {
		other := &r.File.Apps[i]
		if _, given := other.Env[name]; other.Name == app.Name || !given || name == "PORT" {
			continue
		}
		finding.ID = name + "-IN-ANOTHER-APP"
		finding.Seen = fmt.Sprintf("%s has it, and %s does not: each app has an environment of its own", other.Name, app.Name)
		finding.Where = check.Where(other, other.EnvFrom[name]+"."+name)
		finding.Try = fmt.Sprintf("Move it into the block of %s: env: { %s: … }.", app.Name, name)
		return true
	}
	return false
}

// inOneEnvironment: only env_production, or another env_ block, has it.
func inOneEnvironment(_ *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	for _, place := range slices.Sorted(maps.Keys(app.At)) {
		block, found := strings.CutSuffix(place, "."+name)
		if !found || !strings.HasPrefix(block, "env_") {
			continue
		}
		finding.ID = name + "-ONLY-IN-ONE"
		finding.Seen = fmt.Sprintf("only %s has it, and that block is read with --env %s alone", block, strings.TrimPrefix(block, "env_"))
		finding.Where = check.Where(app, place)
		finding.Try = fmt.Sprintf("Give env the everyday value, and %s the other one: env: { %s: … }.", block, name)
		return true
	}
	return false
}

// inDotenv: it is in .env, a file that many tools read by themselves; this runner
// reads it only when an app names it.
func inDotenv(r *check.Run, app *processfile.App, name string, finding *check.Finding) bool {
	text, err := os.ReadFile(filepath.Join(r.Box.Root, ".env"))
	if err != nil || !strings.Contains(string(text), name+"=") || app.EnvFile != "" {
		return false
	}
	finding.ID = "ENV-FILE-NOT-NAMED"
	finding.Seen = fmt.Sprintf("%s is in the file .env, but no app names that file: the runner reads it only when you tell it to", name)
	finding.Where = check.Where(app, "")
	finding.Try = "Name it in the app's block: env_file: '.env'."
	return true
}

// hardCoded is about a program whose greeting is not that of its environment.
func hardCoded(r *check.Run, answer check.Answer) *check.Finding {
	wanted := "GREETING is not set"
	if greeting := r.App.Env["GREETING"]; greeting != "" {
		wanted = "GREETING is " + greeting
	}
	seen := fmt.Sprintf("%s, and the answer is %s", wanted, answer)
	if heard := answer.Greeting(); heard != "" {
		seen = fmt.Sprintf("%s, and it says: %s", wanted, heard)
	}
	return &check.Finding{
		ID:       "HARD-CODED",
		Expected: r.App.Name + " to say exactly what GREETING in its environment says",
		Seen:     seen,
		Where:    check.Where(r.App, "script"),
		Try:      "Look for a fixed greeting in the script or in the program's source; `git diff services` shows what has changed there.",
	}
}

// sameGreeting is about a production that is no different. app is nil when the
// file has fewer apps with --env production.
func sameGreeting(r *check.Run, file *processfile.File, app *processfile.App) *check.Finding {
	base := &check.Notes[notes](r).base
	finding := &check.Finding{
		ID:       "NO-PRODUCTION",
		Expected: "an env_production in the block of " + base.Name + ", with another GREETING",
		Seen:     "--env production changes nothing: no app has env_production",
		Where:    check.Where(base, ""),
		Try:      "Add it beside env: env_production: { GREETING: 'Hello from production!' }.",
	}
	for _, note := range file.Notes {
		if note.Kind == processfile.UnknownEnv && strings.HasPrefix(note.Found, "the file has ") {
			finding.Seen += "; " + note.Found + ", which --env production does not ask for"
			finding.Try = "The word after --env is part of its name: call it env_production."
			return finding
		}
		if note.Kind == processfile.UnknownEnv {
			return finding
		}
	}
	if app != nil && !slices.ContainsFunc(slices.Collect(maps.Keys(app.At)), func(place string) bool { return strings.HasPrefix(place, "env_production") }) &&
		!slices.Contains(slices.Collect(maps.Values(app.EnvFrom)), "env_production") {
		finding.Seen = "another app has an env_production, and " + base.Name + " has none"
		return finding
	}
	finding.ID = "SAME-GREETING"
	finding.Expected = "another greeting with --env production"
	finding.Seen = fmt.Sprintf("with and without it, GREETING is %s", expected(base))
	finding.Where = check.Where(base, "env_production")
	finding.Try = "Give env_production a GREETING of its own: GREETING: 'Hello from production!'. Everything else stays as env has it."
	return finding
}

// notReady is about an app that does not start with other values. what is that of
// become.
func notReady(ctx context.Context, r *check.Run, what, problem string) *check.Finding {
	if ctx.Err() != nil {
		return check.Internal(fmt.Errorf("%s: %w", what, ctx.Err()))
	}
	if check.IsLate(problem) {
		return check.Internal(fmt.Errorf("%s: %s", what, problem)) // it had minutes: the machine is too busy
	}
	return &check.Finding{
		ID:       "DOES-NOT-START",
		Expected: fmt.Sprintf("%s to come online when it is %s", r.App.Name, what),
		Seen:     problem + lastWords(r),
		Where:    check.Where(r.App, "env_production"),
		Try:      "Its last words say what is wrong. Try it yourself: go run ./runner run --env production.",
	}
}

// lastWords are those of the process that ended last, for the end of a sentence.
func lastWords(r *check.Run) string {
	if crash := r.LastCrash(r.App, -1); crash != nil {
		return r.LastWords(r.App, crash.Instance, crash.Generation)
	}
	return ""
}
