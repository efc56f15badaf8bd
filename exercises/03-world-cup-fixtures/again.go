package fixtures

import (
	"context"
	"fmt"
	"maps"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

// This file starts the failed app once more, this time with a Redis. Any program
// can fail with the right exit code and words; only the service then serves.

// notes carries what one promise finds out to the later ones.
type notes struct {
	starts int // how often the app was started before the runner gave up; 0 if it did not
}

// servesWithItsRedis confirms why the app failed: with a Redis the same app must
// come online, and be the kit's. One instance is enough to show that. hello-world
// runs on meanwhile.
func servesWithItsRedis(ctx context.Context, r *check.Run) *check.Finding {
	redis, finding := r.AnotherRedis(ctx) // always the embedded one, even if the learner names a real one
	if finding != nil {
		return finding
	}
	app := *r.Fixtures
	app.Instances, app.Autostart = 1, true
	app.Env = maps.Clone(app.Env)
	if app.Env == nil {
		app.Env = map[string]string{}
	}
	app.Env["REDIS_URL"] = redis.Plain().String()
	r.Mark("%s once more, with a Redis there", app.Name)
	if err := r.Box.ApplyTo(ctx, app); err != nil {
		return check.Internal(err)
	}
	r.Fixtures = &app
	return isFixtures(ctx, r, &app)
}

func isFixtures(ctx context.Context, r *check.Run, app *processfile.App) *check.Finding {
	switch finding := r.OtherComesOnline(ctx, app); {
	case finding == nil:
	case finding.ID == "EXITS":
		return r.Impostor(fmt.Sprintf("it fails with the service's words, and was started once more with a Redis there: %s", finding.Seen))
	default:
		return finding
	}
	if words := r.NotFixtures(ctx); words != "" {
		return r.Impostor(words)
	}
	answer := r.SendPatiently(ctx, check.Request{App: app, Path: "/fixtures"})
	if words := check.NotTheMatches(answer); words != "" {
		return r.Impostor("with a Redis there, GET /fixtures " + words)
	}
	words, finding := r.KeptElsewhere(ctx)
	if finding != nil {
		return finding
	}
	return r.Impostor(words)
}
