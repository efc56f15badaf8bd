package configfromenv

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

// This file owns the values that the check itself puts into the environment.

// hardGreeting is a greeting with everything that shells and files are known to
// lose, and with a random word, so that no program can have it built in.
func hardGreeting() string {
	return fmt.Sprintf(`"Zoë" & 'Łukasz' = 100 %% of $HOME \ 日本 🎉  (%.6s)`, rand.Text())
}

// fragile are the parts of the hard greeting that may get lost, with their names.
var fragile = []struct{ text, name string }{
	{`"Zoë"`, "the double quotes"},
	{`'Łukasz'`, "the single quotes"},
	{" = ", "the ="},
	{" 100 % ", "the %"},
	{"$HOME", "$HOME, which must stay as it is"},
	{` \ `, "the backslash"},
	{"日本 🎉", "the letters beyond ASCII"},
	{"  (", "the two spaces in a row"},
}

// lost names the parts of the hard greeting that did not arrive.
func lost(heard string) string {
	var names []string
	for _, part := range fragile {
		if !strings.Contains(heard, part.text) {
			names = append(names, part.name)
		}
	}
	return strings.Join(names, ", ")
}

func otherValues(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if finding := anotherGreeting(ctx, r, n.production, "with --env production and another GREETING"); finding != nil {
		return finding
	}
	if finding := anotherGreeting(ctx, r, n.base, "with another GREETING"); finding != nil {
		return finding
	}
	return anotherPort(ctx, r)
}

func anotherGreeting(ctx context.Context, r *check.Run, base processfile.App, when string) *check.Finding {
	app := with(base, "GREETING", hardGreeting())
	if finding := become(ctx, r, app, "started "+when); finding != nil {
		return finding
	}
	answer, right := r.AskEach(ctx, says(r, app))
	if right {
		remember(r, when)
		return nil
	}
	heard := answer.Greeting()
	if heard == "" || heard == check.DefaultGreeting || heard == expected(&base) || heard == check.Notes[notes](r).greeting {
		return hardCoded(r, answer)
	}
	return &check.Finding{
		ID:       "CHANGED-ON-THE-WAY",
		Expected: "the greeting as GREETING gives it: " + expected(app),
		Seen:     fmt.Sprintf("%s\nWhat is missing: %s.", heard, lost(heard)),
		Where:    check.Where(&base, "script"),
		Try:      `Put nothing between the environment and the program. A shell script passes its arguments on with exec "$@", and a variable as "$GREETING", with the quotes.`,
	}
}

// anotherPort moves the app to a port that the file does not use.
func anotherPort(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	n.port = unused(r, n.base.Port)
	app := with(n.base, "PORT", strconv.Itoa(n.port))
	app.Port = n.port
	if finding := become(ctx, r, app, fmt.Sprintf("started with PORT %d", n.port)); finding != nil {
		return finding
	}
	if answer, right := r.AskEach(ctx, says(r, app)); !right {
		return hardCoded(r, answer)
	}
	remember(r, "on another PORT")
	return nil
}

// unused is a port that no app of the file uses, not even by increment_var.
func unused(r *check.Run, port int) int {
	for {
		if port += 1000; port > 65535 {
			port = 1025
		}
		if r.Box.Inside(port) == 0 {
			return port
		}
	}
}

// with is a copy of an app with another value of a variable.
func with(app processfile.App, name, value string) *processfile.App {
	app.Env = maps.Clone(app.Env)
	app.Env[name] = value
	return &app
}
