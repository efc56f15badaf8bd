// Package pathaliases is exercise 8: one front door for both apps.
package pathaliases

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
)

//go:embed hints.md
var files embed.FS

// Exercise is what the checker knows of this folder.
var Exercise = check.Exercise{
	Number: 8,
	Name:   "path-aliases",
	Title:  "Put one front door before both services",
	Files:  files,
	Promises: []check.Promise{
		check.FileIsRight(),
		{Name: "the file has both apps, and a proxy with rules", Check: hasProxy},
		{Name: "both apps come online, and the proxy's port is open", Check: comesOnline},
		{Name: "/fixtures and all below it lead to world-cup-fixtures", Check: fixturesPaths},
		{Name: "every other path leads to hello-world", Check: otherPaths},
		{Name: "an app that is down costs its own paths, and no others", Check: downAndUp},
	},
	Proved: proved,
	Question: &check.Question{
		Text: "Two apps run behind one proxy, and world-cup-fixtures is stopped. What does the proxy answer to a request for /?",
		Answers: []string{
			"An error: the proxy is only as healthy as all of its apps",
			"The greeting of hello-world, as always",
			"Nothing, until both apps run again",
		},
		Right:   1,
		Because: "The proxy decides for each request by its path. A rule whose app is down answers 503 for its own paths, and no other rule is affected.",
	},
}

func hasProxy(_ context.Context, r *check.Run) *check.Finding {
	if finding := r.NeedHelloWorld(check.DoFirst(1)); finding != nil {
		return finding
	}
	if finding := r.NeedFixtures(check.DoFirst(3)); finding != nil {
		return finding
	}
	if r.File.Proxy != nil {
		r.App, r.Fixtures = target(r, "/", r.App), target(r, "/fixtures", r.Fixtures)
		return nil
	}
	return &check.Finding{
		ID:       "NO-PROXY",
		Expected: "beside apps, a proxy: one port, and rules that lead paths to apps",
		Seen:     "the file has apps, but no proxy",
		Where:    check.Where(&r.File.Apps[0], ""),
		Try:      "Add it behind apps: proxy: { port: 8080, rules: [ { pathname: '/fixtures/**', dest: 'world-cup-fixtures' } ] }.",
	}
}

// target is the app to which the rules lead a path, if it runs the same service
// as the app that was found by its looks: a file may have several of a kind.
func target(r *check.Run, path string, found *processfile.App) *processfile.App {
	i := match(r, check.Request{Path: path})
	if i < 0 {
		return found
	}
	for k := range r.File.Apps {
		app := &r.File.Apps[k]
		if app.Name == r.File.Proxy.Rules[i].Dest && sandbox.ServiceOf(app) == sandbox.ServiceOf(found) {
			return app
		}
	}
	return found
}

func comesOnline(ctx context.Context, r *check.Run) *check.Finding {
	if _, finding := r.AttachRedis(ctx); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	if finding := r.IsTheKitsHelloWorld(ctx); finding != nil {
		return finding
	}
	if finding := onlineFixtures(ctx, r); finding != nil {
		return finding
	}
	if err := r.Box.OpenProxy(); err != nil {
		return check.Internal(err)
	}
	return nil
}

// onlineFixtures waits for the second app. It ends when its Redis is missing, as
// in exercise 6.
func onlineFixtures(ctx context.Context, r *check.Run) *check.Finding {
	finding := r.OtherComesOnline(ctx, r.Fixtures)
	if finding == nil {
		return servesMatches(ctx, r)
	}
	if finding.ID == "EXITS" && sandbox.RedisURL(r.Fixtures) == nil {
		finding.Where = check.Where(r.Fixtures, "env")
		finding.Try = "Attach its Redis first, as in exercise 6: REDIS_URL: 'redis://localhost:6379' in its env."
	}
	return finding
}

// servesMatches checks that it is the kit's world-cup-fixtures, that it serves the
// right matches, and that it has them from its Redis.
func servesMatches(ctx context.Context, r *check.Run) *check.Finding {
	words := r.NotFixtures(ctx)
	if words != "" {
		return r.Impostor(words)
	}
	answer := r.SendPatiently(ctx, check.Request{App: r.Fixtures, Path: "/fixtures"})
	if words = check.NotTheMatches(answer); words != "" {
		return r.Impostor("GET /fixtures " + words)
	}
	if r.Box.Redis().Met() == 0 {
		return r.OtherRedis(r.Fixtures, "no app connected to that Redis")
	}
	words, finding := r.KeptElsewhere(ctx)
	if finding != nil {
		return finding
	}
	return r.Impostor(words)
}

// atFixtures are paths that must reach world-cup-fixtures: the folder itself, what
// is below it, and one with a query.
var atFixtures = []string{"/fixtures", "/fixtures/1", "/fixtures?team=GER", "/fixtures/27", "/fixtures/64"}

func fixturesPaths(ctx context.Context, r *check.Run) *check.Finding {
	for _, path := range atFixtures {
		if finding := routed(ctx, r, check.Request{Proxy: true, Path: path}, r.Fixtures); finding != nil {
			return finding
		}
	}
	return nil
}

// atHello are requests that must reach hello-world. It has no page for the last
// two, and answers 404 itself: a rule that lists the known paths is not enough.
var atHello = []check.Request{
	{Proxy: true, Path: "/"},
	{Proxy: true, Path: "/visits", Method: http.MethodPost},
	{Proxy: true, Path: "/fixtures-of-2014"},
	{Proxy: true, Path: "/any/other/path"},
}

func otherPaths(ctx context.Context, r *check.Run) *check.Finding {
	for _, q := range atHello {
		if finding := routed(ctx, r, q, r.App); finding != nil {
			return finding
		}
	}
	return nil
}

func downAndUp(ctx context.Context, r *check.Run) *check.Finding {
	if finding := stopOne(ctx, r, r.Fixtures, check.Request{Proxy: true, Path: "/fixtures"}, check.Request{Proxy: true, Path: "/"}); finding != nil {
		return finding
	}
	return stopOne(ctx, r, r.App, check.Request{Proxy: true, Path: "/"}, check.Request{Proxy: true, Path: "/fixtures"})
}

// fewRequests is how many requests the other app must answer each time.
const fewRequests = 10

// stopOne stops an app: its path must answer 503, the other app's path must be
// served all along, and so must its own once it is started again.
func stopOne(ctx context.Context, r *check.Run, app *processfile.App, its, others check.Request) *check.Finding {
	ctx, cancel := r.Box.Clock().Within(ctx, patience.Back)
	defer cancel()
	traffic := r.StartTraffic(ctx, others)
	defer traffic.Stop()
	traffic.Await(ctx, fewRequests)
	r.Mark("stopped %s", app.Name)
	if err := r.Box.Ecosystem().StopApp(ctx, app.Name); err != nil {
		return check.Internal(err)
	}
	its.Right = isDown
	if answer := r.Send(ctx, its); !isDown(answer) {
		return notDown(r, app, its, answer)
	}
	traffic.Await(ctx, fewRequests)
	r.Mark("started %s", app.Name)
	switch err := r.Box.Ecosystem().StartApp(ctx, app.Name); {
	case ctx.Err() != nil:
		return check.Internal(fmt.Errorf("start %s again: %w", app.Name, context.Cause(ctx)))
	case err != nil && check.IsLate(err.Error()):
		if finding := r.OtherComesOnline(ctx, app); finding != nil {
			return finding
		}
	case err != nil:
		return notBack(r, app, err.Error()+r.LastWords(app, -1, 0))
	}
	its.Right = nil
	if answer := r.Send(ctx, its); answer.Err != nil || answer.Status != http.StatusOK {
		return notBack(r, app, fmt.Sprintf("%s was answered with %s", its, answer))
	}
	if tally := traffic.Stop(); tally.Failed > 0 {
		return othersSuffer(r, app, tally)
	}
	return nil
}

func isDown(a check.Answer) bool {
	return a.Err == nil && a.Status == http.StatusServiceUnavailable && a.Header.Get("Retry-After") != ""
}

func notDown(r *check.Run, app *processfile.App, its check.Request, answer check.Answer) *check.Finding {
	return &check.Finding{
		ID:       "NOT-DOWN",
		Expected: fmt.Sprintf("%s through the proxy to be answered with status 503 while %s is stopped", its, app.Name),
		Seen:     fmt.Sprintf("%s%s", answer, takenBy(r, its)),
		Where:    whereOf(r, its),
		Try:      fmt.Sprintf("Name the app in the rule: dest: '%s'.", app.Name),
	}
}

func notBack(r *check.Run, app *processfile.App, seen string) *check.Finding {
	return &check.Finding{
		ID:       "NOT-BACK",
		Expected: fmt.Sprintf("%s to serve its paths again after it was started again", app.Name),
		Seen:     seen,
		Where:    check.Where(app, ""),
		Try:      "Stop and start it yourself, and watch its log: go run ./runner run, and in a second terminal: go run ./runner restart " + app.Name + ".",
	}
}

func othersSuffer(r *check.Run, app *processfile.App, tally check.Tally) *check.Finding {
	return &check.Finding{
		ID:       "OTHERS-SUFFER",
		Expected: fmt.Sprintf("%s to be answered all the time, even while %s is stopped", tally.Of, app.Name),
		Seen:     fmt.Sprintf("%d of %d requests failed; the first: %s%s", tally.Failed, tally.Asked, tally.First, takenBy(r, tally.Of)),
		Where:    whereOf(r, tally.Of),
		Try:      "Find out what one app needs from the other: an app must go on when its neighbour stops.",
	}
}

func proved(r *check.Run) string {
	return fmt.Sprintf("One port, %d rules, two apps: each path found its app, and while one app was stopped the other served its paths as if nothing had happened. "+
		"Clients know only the front door; what runs behind it, and where, is the file's business.", len(r.File.Proxy.Rules))
}

// ruleWords is a rule as a person would write it.
func ruleWords(rule processfile.Rule) string {
	var parts []string
	if rule.Pathname != "" {
		parts = append(parts, fmt.Sprintf("pathname: '%s'", rule.Pathname))
	}
	if len(rule.Methods) > 0 {
		parts = append(parts, fmt.Sprintf("method: ['%s']", strings.Join(rule.Methods, "', '")))
	}
	parts = append(parts, fmt.Sprintf("dest: '%s'", rule.Dest))
	if rule.Strip {
		parts = append(parts, "strip: true")
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}
