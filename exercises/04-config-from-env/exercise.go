// Package configfromenv is exercise 4: the same program, another environment.
package configfromenv

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker is given of this folder.
var Exercise = check.Exercise{
	Number: 4,
	Name:   "config-from-env",
	Title:  "Configure one program for your laptop and for production",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "hello-world comes online", Check: comesOnline},
		{Name: "its port and its greeting come from its environment", Check: fromTheEnvironment},
		{Name: "with --env production it says another greeting", Check: inProduction},
		{Name: "any other value arrives as it is: quotes, spaces, = and all", Check: otherValues},
		{Name: "all the time it was one and the same program", Check: oneProgram},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "hello-world runs, and it is to say another greeting in production. What has to be built anew?",
		Answers: []string{
			"The program: the greeting becomes a part of it",
			"Nothing: the same program is started with another environment",
			"Nothing, and nothing is started anew either: it reads the new value by itself",
		},
		Right:   1,
		Because: "A process is given its environment once, at its start. So another value means another process, and never another program.",
	},
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	base       processfile.App // hello-world without --env
	production string          // its greeting with --env production
	inProd     processfile.App // as it is with --env production
	port       int             // another port, on which it was found
	programs   []stage
}

// stage is what served at one time of the check.
type stage struct {
	when     string // for the end of a sentence
	programs []string
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if finding := r.HelloWorldAlone(ctx, check.DoFirst(1)); finding != nil {
		return finding
	}
	check.Notes[notes](r).base = *r.App
	return nil
}

func fromTheEnvironment(ctx context.Context, r *check.Run) *check.Finding {
	if r.App.Port == 0 {
		return missing(r, "PORT", "3000")
	}
	greeting, given := r.App.Env["GREETING"]
	if answer, right := r.AskEach(ctx, says(r, r.App)); !right {
		return hardCoded(r, answer)
	}
	switch {
	case !given || greeting == "" || greeting == "undefined":
		return missing(r, "GREETING", "'Hello from my laptop!'")
	case greeting == check.DefaultGreeting:
		return &check.Finding{
			ID:       "DEFAULT-GREETING",
			Expected: "a greeting of your own, so that one can see where it comes from",
			Seen:     fmt.Sprintf("GREETING is %q, which hello-world says without any GREETING, too", greeting),
			Where:    check.Where(r.App, "env.GREETING"),
			Try:      "Choose another one: GREETING: 'Hello from my laptop!'.",
		}
	}
	remember(r, "as the file starts it")
	return nil
}

// says is what an app says when it listens to its environment alone.
func says(r *check.Run, app *processfile.App) func(check.Answer) bool {
	greeting := expected(app)
	return func(a check.Answer) bool { return r.Says(a, greeting) }
}

// expected is the greeting that an app's environment asks for. An empty
// variable is one that is not set.
func expected(app *processfile.App) string {
	if greeting := app.Env["GREETING"]; greeting != "" {
		return greeting
	}
	return check.DefaultGreeting
}

func inProduction(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	file, finding := r.ReadAs(ctx, "production")
	if finding != nil {
		return finding
	}
	app := twin(r.File, file, &n.base)
	if app == nil || expected(app) == expected(&n.base) {
		return sameGreeting(r, file, app)
	}
	if finding := become(ctx, r, app, "started with --env production"); finding != nil {
		return finding
	}
	if answer, right := r.AskEach(ctx, says(r, app)); !right {
		return hardCoded(r, answer)
	}
	n.production, n.inProd = expected(app), *app
	remember(r, "with --env production")
	return nil
}

// twin finds an app in the file as it is read with another --env: at the same
// place, since its name may be another one (append_env_to_name).
func twin(file, other *processfile.File, app *processfile.App) *processfile.App {
	at := slices.IndexFunc(file.Apps, func(a processfile.App) bool { return a.Name == app.Name })
	if at < 0 || at >= len(other.Apps) {
		return nil
	}
	return &other.Apps[at]
}

// become makes hello-world run as an app says, in place of what ran before.
func become(ctx context.Context, r *check.Run, app *processfile.App, deed string) *check.Finding {
	patient := *app
	patient.ListenTimeout = check.Notes[notes](r).base.ListenTimeout
	changes, finding := r.Apply(ctx, []processfile.App{patient}, deed)
	if finding != nil {
		return finding
	}
	r.App = app
	for _, change := range changes {
		if change.App == app.Name && change.Problem != "" {
			return notReady(ctx, r, deed, change.Problem)
		}
	}
	return r.ComesOnline(ctx, app)
}

func remember(r *check.Run, when string) {
	n := check.Notes[notes](r)
	n.programs = append(n.programs, stage{when, r.Programs()})
}

// oneProgram compares what served at each time of the check, where the system
// tells.
func oneProgram(_ context.Context, r *check.Run) *check.Finding {
	stages := check.Notes[notes](r).programs
	first := stages[0]
	for _, now := range stages {
		for _, program := range now.programs {
			if !slices.Contains(first.programs, program) {
				return anotherBuild(r, first, now)
			}
		}
	}
	return nil
}

func anotherBuild(r *check.Run, first, now stage) *check.Finding {
	return &check.Finding{
		ID:       "ANOTHER-BUILD",
		Expected: "the same program in every environment: what was tried on a laptop is what runs in production",
		Seen:     fmt.Sprintf("%s another program ran than %s: their content differs", now.when, first.when),
		Where:    check.Where(r.App, "script"),
		Try:      "Build it in one way only, script: './services/hello-world', and put all that differs into env and env_production.",
	}
}

func proved(r *check.Run) string {
	n := check.Notes[notes](r)
	same := "and nothing was compiled for it"
	if len(n.programs) > 0 && len(n.programs[0].programs) == 1 {
		same = fmt.Sprintf("and all the time it was one program (its content begins with %.8s)", n.programs[0].programs[0])
	}
	return fmt.Sprintf("hello-world said “%s”, with --env production “%s”, and a greeting full of quotes, spaces and = to the letter; it moved from port %d to port %d, %s. "+
		"What differs between two places stands in the environment, and the program is the same.",
		expected(&n.base), n.production, n.base.Port, n.port, same)
}
