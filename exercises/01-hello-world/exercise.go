// Package helloworld is exercise 1: the first process file.
package helloworld

import (
	"context"
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 1,
	Name:   "hello-world",
	Title:  "Write a process file and start one service",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "one of its apps is hello-world", Check: hasHelloWorld},
		{Name: "hello-world comes online", Check: comesOnline},
		{Name: "the kit's own service answers on the port that the file gives", Check: answers},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "The runner starts the service, and a moment later it says: online. What has it waited for?",
		Answers: []string{
			"For the process to be started",
			"For that very process to open the port and accept connections",
			"For the first request to be answered",
		},
		Right:   1,
		Because: "A process that has started may not listen yet, and may never do so. Anyone who sends it requests has to know when they will arrive.",
	},
}

func hasHelloWorld(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld("Add an app with script: './services/hello-world'."); finding != nil {
		return finding
	}
	return misplacedPort(r)
}

// misplacedPort catches a port that never reaches the program: the variable is
// spelt in another way than PORT, or the port is an argument, which the service
// does not read.
func misplacedPort(r *check.Run) *check.Finding {
	if r.App.Port != 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.App.Env)) {
		if value := r.App.Env[name]; strings.EqualFold(name, "PORT") {
			return &check.Finding{
				ID:       "PORT-SPELLING",
				Expected: "the port in a variable with the name PORT",
				Seen:     fmt.Sprintf("%s=%s; variable names are case-sensitive, so the service never sees it", name, value),
				Where:    r.App.Where("env." + name).String(),
				Try:      fmt.Sprintf("Write it in capitals: env: { PORT: %s }.", value),
			}
		}
	}
	return portInArgs(r.App)
}

// portArgument matches an argument that gives a port, or is one.
var portArgument = regexp.MustCompile(`(?i)^-+p(ort)?\b|^:?[0-9]{4,5}$`)

var digits = regexp.MustCompile(`[0-9]{2,5}`)

func portInArgs(app *processfile.App) *check.Finding {
	if sandbox.ServiceOf(app) != sandbox.HelloWorld || !slices.ContainsFunc(app.Args, portArgument.MatchString) {
		return nil
	}
	args := strings.Join(app.Args, " ")
	port := digits.FindString(args)
	if port == "" {
		port = "3000"
	}
	return &check.Finding{
		ID:       "PORT-IN-ARGS",
		Expected: "the port in the environment, as PORT",
		Seen:     fmt.Sprintf("it is in the arguments: %s; the service reads its configuration from the environment only", args),
		Where:    app.Where("args").String(),
		Try:      fmt.Sprintf("Move it: env: { PORT: %s }.", port),
	}
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding { return r.ComesOnline(ctx, r.App) }

func answers(ctx context.Context, r *check.Run) *check.Finding { return r.IsTheKitsHelloWorld(ctx) }

func proved(r *check.Run) string {
	where := fmt.Sprintf("on port %d, as your file says", r.Box.PortOf(r.App))
	if r.App.Port == 0 {
		where = fmt.Sprintf("on port %d, its default: your file gives no PORT", r.Box.PortOf(r.App))
	}
	return fmt.Sprintf("One file was enough: the runner built the service, started it as a process, and the service answered %s.", where)
}
