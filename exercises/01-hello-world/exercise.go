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

// Exercise is what the checker is given of this folder.
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
		Text: "The runner starts the service, and calls it online a moment later. What has it waited for?",
		Answers: []string{
			"For the process to be started",
			"For the port to accept connections, opened by that very process",
			"For the first request to be answered",
		},
		Right:   1,
		Because: "A process that is there may still be of no use to anybody, or may never come to listen. Whoever sends it requests has to know when they will arrive.",
	},
}

func hasHelloWorld(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld("Add an app with script: './services/hello-world'."); finding != nil {
		return finding
	}
	return portInTheWrongPlace(r)
}

// portInTheWrongPlace catches a port that is meant for the program and never
// reaches it: under another spelling of PORT, which environments tell apart,
// or as an argument, which the service does not read.
func portInTheWrongPlace(r *check.Run) *check.Finding {
	if r.App.Port != 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.App.Env)) {
		if value := r.App.Env[name]; strings.EqualFold(name, "PORT") {
			return &check.Finding{
				ID:       "PORT-SPELLING",
				Expected: "the port under the name PORT",
				Seen:     fmt.Sprintf("%s=%s; variable names are case-sensitive, so the service never sees it", name, value),
				Where:    r.App.Where("env." + name).String(),
				Try:      fmt.Sprintf("Write it in capitals: env: { PORT: %s }.", value),
			}
		}
	}
	return portInArgs(r.App)
}

// aPort is an argument that gives a port, or is one.
var aPort = regexp.MustCompile(`(?i)^-+p(ort)?\b|^:?[0-9]{4,5}$`)

var digits = regexp.MustCompile(`[0-9]{2,5}`)

func portInArgs(app *processfile.App) *check.Finding {
	if sandbox.ServiceOf(app) != sandbox.HelloWorld || !slices.ContainsFunc(app.Args, aPort.MatchString) {
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
		Seen:     fmt.Sprintf("it stands in the arguments: %s; the service takes its configuration from the environment only", args),
		Where:    app.Where("args").String(),
		Try:      fmt.Sprintf("Move it: env: { PORT: %s }.", port),
	}
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding { return r.ComesOnline(ctx, r.App) }

func answers(ctx context.Context, r *check.Run) *check.Finding { return r.IsTheKitsHelloWorld(ctx) }

func proved(r *check.Run) string {
	how := fmt.Sprintf("on port %d, as your file says", r.Box.PortOf(r.App))
	if r.App.Port == 0 {
		how = fmt.Sprintf("on port %d, its default: your file gives no PORT", r.Box.PortOf(r.App))
	}
	return fmt.Sprintf("One file was enough: the runner built the service, started it as a process of its own and found it answering %s.", how)
}
