// Command world-cup-fixtures serves the 64 matches of the 2018 World Cup. It
// keeps them in a Redis, its backing service, and nothing in itself: any
// number of instances give the same answers.
//
// Configuration, all from the environment:
//
//	REDIS_URL  required, for example redis://localhost:6379
//	PORT       where to listen, default 3001
//	HOST       the address to listen on, default 127.0.0.1; a container needs 0.0.0.0
//
// Without a usable REDIS_URL it exits with 78, with Redis out of reach at the
// start with 69, each time with one line that says why. A Redis that is lost
// later costs answers (503, Retry-After) until it is back, not the process.
//
// Requests:
//
//	GET /fixtures          the matches, an array; ?team= (code or name) &group=
//	                       &stage= &date= (of the kick-off in UTC) narrow it down
//	GET /fixtures/{id}     one match, by FIFA's match number
//	GET /teams             [{"code": "ARG", "name": "Argentina", "group": "D"}, …]
//	GET /groups/{A..H}     {"group": "H", "table": [row, …]} by FIFA's rules
//	GET /healthz           200 while this process can serve
//	GET /readyz            200 while its Redis serves, too
//
// A match, see [Match], and a row of a table, see [Row]:
//
//	{"id": 59, "kickoff": "2018-07-07T18:00:00Z", "stage": "quarter-final",
//	 "home": {"code": "RUS", "name": "Russia"}, "away": {"code": "CRO", "name": "Croatia"},
//	 "venue": "Fisht Stadium", "city": "Sochi", "score": {"home": 1, "away": 1},
//	 "after_extra_time": {"home": 2, "away": 2}, "penalties": {"home": 3, "away": 4}}
//
//	{"position": 2, "team": {"code": "JPN", "name": "Japan"}, "played": 3,
//	 "won": 1, "drawn": 1, "lost": 1, "goals_for": 4, "goals_against": 4,
//	 "goal_difference": 0, "points": 4, "fair_play": -4, "tie_break": "fair play points"}
//
// Errors are application/problem+json: title, status, detail, and where a
// choice was missed, the allowed values.
package main

import (
	"context"
	"os"

	"workshop.example/processes/services/internal/backing"
	"workshop.example/processes/services/internal/twelve"
)

func main() { twelve.Main("world-cup-fixtures", run) }

// run is the whole program: read the environment, attach the backing service,
// serve until told to stop.
func run(ctx context.Context, p *twelve.Process) error {
	port, err := twelve.Port(3001)
	if err != nil {
		return err
	}
	store, err := attach(ctx, p)
	if err != nil {
		return err
	}
	defer store.close()
	return p.Serve(ctx, port, routes(p, store))
}

// attach finds Redis by its URL and sees to it that the matches are in it.
func attach(ctx context.Context, p *twelve.Process) (*store, error) {
	redisURL := os.Getenv("REDIS_URL")
	if redisURL == "" {
		return nil, twelve.ConfigError("REDIS_URL is not set: it says where the fixtures are kept, for example REDIS_URL=%s", backing.Example)
	}
	options, err := backing.Parse(redisURL)
	if err != nil {
		return nil, twelve.ConfigError("REDIS_URL %w; for example REDIS_URL=%s", err, backing.Example)
	}
	s := openStore(options, p.Log)
	matches, err := s.matches(ctx)
	if err != nil {
		s.close()
		if ctx.Err() != nil {
			return nil, ctx.Err() // Told to stop while starting: not Redis's fault.
		}
		return nil, twelve.UnavailableError("cannot use %w", err)
	}
	p.Log.Info("found", "matches", len(matches), "redis", s.place)
	return s, nil
}
