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

// Exercise is what the checker knows of this folder.
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
		{Name: "it was one and the same program all along", Check: oneProgram},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "hello-world is running, and in production it should say another greeting. What has to be built again?",
		Answers: []string{
			"The program: the greeting becomes part of it",
			"Nothing: the same program is started with another environment",
			"Nothing, and nothing is restarted either: it reads the new value by itself",
		},
		Right:   1,
		Because: "A process gets its environment once, at its start. So another value means another process, but never another program.",
	},
}

// notes carries what one promise finds out to the later ones.
type notes struct {
	base       processfile.App // hello-world without --env
	production processfile.App // hello-world with --env production
	greeting   string          // what it says with --env production
	port       int             // the other port on which it was started
	stages     []stage
}

// stage is one part of the check, with the programs that served in it.
type stage struct {
	when     string   // for the end of a sentence
	programs []string // checksums of their content
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
			Expected: "a greeting of your own, so that you can see where it comes from",
			Seen:     fmt.Sprintf("GREETING is %q, which hello-world also says without any GREETING", greeting),
			Where:    check.Where(r.App, "env.GREETING"),
			Try:      "Choose another one: GREETING: 'Hello from my laptop!'.",
		}
	}
	remember(r, "as the file starts it")
	return nil
}

// says recognises the answer of an app that takes its greeting from its
// environment.
func says(r *check.Run, app *processfile.App) func(check.Answer) bool {
	greeting := expected(app)
	return func(a check.Answer) bool { return r.Says(a, greeting) }
}

// expected is the greeting that an app's environment asks for. An empty variable
// counts as not set.
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
	n.production, n.greeting = *app, expected(app)
	remember(r, "with --env production")
	return nil
}

// twin finds an app in the file as it is read with another --env: at the same
// index, since its name may differ (append_env_to_name).
func twin(file, other *processfile.File, app *processfile.App) *processfile.App {
	at := slices.IndexFunc(file.Apps, func(a processfile.App) bool { return a.Name == app.Name })
	if at < 0 || at >= len(other.Apps) {
		return nil
	}
	return &other.Apps[at]
}

// become replaces the running hello-world by app. what says so for the end of a
// sentence: "started with PORT 4000".
func become(ctx context.Context, r *check.Run, app *processfile.App, what string) *check.Finding {
	patient := *app
	patient.ListenTimeout = check.Notes[notes](r).base.ListenTimeout
	changes, finding := r.Apply(ctx, []processfile.App{patient}, what)
	if finding != nil {
		return finding
	}
	r.App = app
	for _, change := range changes {
		if change.App == app.Name && change.Problem != "" {
			return notReady(ctx, r, what, change.Problem)
		}
	}
	return r.ComesOnline(ctx, app)
}

func remember(r *check.Run, when string) {
	n := check.Notes[notes](r)
	n.stages = append(n.stages, stage{when, r.Programs()})
}

// oneProgram compares the programs of all stages, where the system can say what
// they are.
func oneProgram(_ context.Context, r *check.Run) *check.Finding {
	stages := check.Notes[notes](r).stages
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
		Expected: "the same program in every environment: what you tried on your laptop is what runs in production",
		Seen:     fmt.Sprintf("another program ran %s: its contents differ from those of the one that ran %s", now.when, first.when),
		Where:    check.Where(r.App, "script"),
		Try:      "Build it in one way only, script: './services/hello-world', and put everything that differs into env and env_production.",
	}
}

func proved(r *check.Run) string {
	n := check.Notes[notes](r)
	same := "and nothing was compiled for that"
	if len(n.stages) > 0 && len(n.stages[0].programs) == 1 {
		same = fmt.Sprintf("and it was one program all along (its checksum begins with %.8s)", n.stages[0].programs[0])
	}
	return fmt.Sprintf("hello-world said “%s”, with --env production “%s”, and a greeting full of quotes, spaces and = to the letter; it moved from port %d to port %d, %s. "+
		"What differs between two places is in the environment; the program is the same.",
		expected(&n.base), n.greeting, n.base.Port, n.port, same)
}
