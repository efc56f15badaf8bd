package fixtures

import (
	"context"
	"fmt"
	"maps"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/processfile"
)

// This file starts the app that has failed once more, with a Redis there. An exit
// code and last words can be had from any program; only the service serves.

// notes carries what one promise finds out to the later ones.
type notes struct {
	starts int // how often it was started until the runner gave up; 0: it did not
}

// servesWithItsRedis is about why it failed: with a Redis there the same app must
// be online, and be the kit's. One instance is enough for that. hello-world goes
// on as it is.
func servesWithItsRedis(ctx context.Context, r *check.Run) *check.Finding {
	redis, finding := r.AnotherRedis(ctx) // the kit's own, whichever somebody names for other exercises
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
		return r.Impostor(fmt.Sprintf("it ends with the service's words, and was started once more with a Redis there: %s", finding.Seen))
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
