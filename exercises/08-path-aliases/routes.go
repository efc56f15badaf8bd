package pathaliases

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/processfile"
)

// routed checks that a request through the proxy gets what the app itself
// answers to it. When it does not, the rules are read to say why.
func routed(ctx context.Context, r *check.Run, q check.Request, app *processfile.App) *check.Finding {
	q.Right = func(a check.Answer) bool { return sameAnswer(r, a, directly(ctx, r, q, app)) }
	answer := r.Send(ctx, q)
	if q.Right(answer) {
		return nil
	}
	return misrouted(r, q, app, answer)
}

// directly is what the app answers on its own port to a GET of the same path. A
// POST is not repeated: a visit must not be counted twice.
func directly(ctx context.Context, r *check.Run, q check.Request, app *processfile.App) check.Answer {
	return r.AskPort(ctx, r.Box.Inside(r.Box.PortOf(app)), q.Path)
}

// sameAnswer compares what tells one app from the other: the status and the body.
// Numbers in the body may differ, as a pid does.
func sameAnswer(r *check.Run, got, want check.Answer) bool {
	if got.Err != nil || want.Err != nil || got.Run != r.Box.Run {
		return false
	}
	return got.Status == want.Status && withoutDigits(got.Body) == withoutDigits(want.Body)
}

// withoutDigits is a body without its digits, cut short.
func withoutDigits(body string) string {
	letters := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return -1
		}
		return c
	}, body)
	return letters[:min(len(letters), 400)]
}

// match is the rule that takes a request, -1 when none does.
func match(r *check.Run, q check.Request) int {
	path, _, _ := strings.Cut(q.Path, "?")
	method := q.Method
	if method == "" {
		method = http.MethodGet
	}
	return router(r.File.Proxy.Rules).Match(method, path)
}

func router(rules []processfile.Rule) *frontdoor.Router {
	list := make([]frontdoor.Rule, len(rules))
	for i, rule := range rules {
		list[i] = frontdoor.Rule{Pathname: rule.Pathname, Methods: rule.Methods}
	}
	rt, err := frontdoor.NewRouter(list)
	if err != nil { // cannot be: reading the file has refused such patterns
		rt, _ = frontdoor.NewRouter(nil)
	}
	return rt
}

// takenBy names the rule that took a request, for the end of a sentence.
func takenBy(r *check.Run, q check.Request) string {
	i := match(r, q)
	if i < 0 {
		return "\nNo rule takes " + q.String() + "."
	}
	return fmt.Sprintf("\nIt was taken by rule %d: %s", i+1, ruleWords(r.File.Proxy.Rules[i]))
}

func whereOf(r *check.Run, q check.Request) string {
	if i := match(r, q); i >= 0 {
		return r.File.Proxy.Rules[i].At.String()
	}
	return r.File.Proxy.At.String()
}

// misrouted says why a request did not reach its app.
func misrouted(r *check.Run, q check.Request, app *processfile.App, answer check.Answer) *check.Finding {
	finding := &check.Finding{
		ID:       "ELSEWHERE",
		Expected: fmt.Sprintf("%s through the proxy to be answered by %s", q, app.Name),
		Seen:     fmt.Sprintf("%s%s", answer, takenBy(r, q)),
		Where:    whereOf(r, q),
		Try:      fmt.Sprintf("Let the rule for this path lead to the app: dest: '%s'.", app.Name),
	}
	i := match(r, q)
	if i < 0 {
		return noRule(r, q, app, finding)
	}
	rule := r.File.Proxy.Rules[i]
	switch {
	case rule.Dest == app.Name && rule.Strip:
		finding.ID = "STRIPPED"
		finding.Seen += ".\nstrip removes the beginning of the path, so the app is asked for a path that it does not have"
		finding.Try = "Remove strip from this rule: the app knows its pages by their whole paths."
	case intended(r, q, app) < 0 && narrow(r, app) >= 0:
		tooNarrow(r, q, app, finding)
	case i < intended(r, q, app) && takesAll(rule) && !takesAll(r.File.Proxy.Rules[intended(r, q, app)]):
		finding.ID = "SHADOWED"
		finding.Seen += fmt.Sprintf(".\nThe first rule that matches wins, so rule %d is never asked: %s", intended(r, q, app)+1, ruleWords(r.File.Proxy.Rules[intended(r, q, app)]))
		finding.Try = "Put the rule with the narrower pathname before the wider one."
	case app == r.App && !takesAll(rule):
		finding.Try = "Make this rule take less: pathname: '/fixtures/**' is the folder and all below it."
	}
	return finding
}

// takesAll says whether a rule leaves no path to the rules below it.
func takesAll(rule processfile.Rule) bool {
	return rule.Pathname == "" || router([]processfile.Rule{{Pathname: rule.Pathname}}).Match(http.MethodGet, "/any/path/at/all") == 0
}

// intended is the first rule that would lead a request to its app if it were
// asked; -1 for none.
func intended(r *check.Run, q check.Request, app *processfile.App) int {
	return slices.IndexFunc(r.File.Proxy.Rules, func(rule processfile.Rule) bool {
		path, _, _ := strings.Cut(q.Path, "?")
		return rule.Dest == app.Name && router([]processfile.Rule{{Pathname: rule.Pathname}}).Match(http.MethodGet, path) == 0
	})
}

// narrow is the first rule of an app that has a pathname; -1 for none.
func narrow(r *check.Run, app *processfile.App) int {
	return slices.IndexFunc(r.File.Proxy.Rules, func(rule processfile.Rule) bool { return rule.Dest == app.Name && rule.Pathname != "" })
}

// tooNarrow is about a path that the app's own rule does not take.
func tooNarrow(r *check.Run, q check.Request, app *processfile.App, finding *check.Finding) {
	i := narrow(r, app)
	rule := r.File.Proxy.Rules[i]
	finding.ID = "TOO-NARROW"
	finding.Seen += fmt.Sprintf(".\nRule %d does not take %s: %s", i+1, q.Path, ruleWords(rule))
	finding.Where = rule.At.String()
	finding.Try = "Use a pathname that takes the folder and all below it: pathname: '/fixtures/**'. One star stands for one part of a path, two stars for any number of them."
}

// noRule is about a request that no rule takes, because of its path or only
// because of its method.
func noRule(r *check.Run, q check.Request, app *processfile.App, finding *check.Finding) *check.Finding {
	if i := intended(r, q, app); i >= 0 {
		rule := r.File.Proxy.Rules[i]
		finding.ID = "METHOD"
		finding.Seen += fmt.Sprintf("\nRule %d fits its path, but not its method: %s", i+1, ruleWords(rule))
		finding.Where = rule.At.String()
		finding.Try = "Remove method from this rule: without it, a rule takes requests of every method."
		return finding
	}
	if app == r.Fixtures && narrow(r, app) >= 0 {
		tooNarrow(r, q, app, finding)
		return finding
	}
	finding.ID = "NO-RULE"
	if app == r.App {
		finding.Try = "End the list with a rule that takes everything: { dest: '" + app.Name + "' }, without a pathname."
		return finding
	}
	finding.Try = "Add a rule whose pathname takes the folder and all below it: { pathname: '/fixtures/**', dest: '" + app.Name + "' }."
	return finding
}
