package check

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// This file is what world-cup-fixtures must know, and where it must have it from.

// AllMatches is how many the World Cup of 2018 had.
const AllMatches = 64

// match is what is looked at of one, as the service answers it.
type match struct {
	ID         int
	Home, Away struct{ Code string }
	Score      struct{ Home, Away int }
	City       string
}

func (m match) String() string {
	return fmt.Sprintf("match %d, %s – %s %d : %d", m.ID, m.Home.Code, m.Away.Code, m.Score.Home, m.Score.Away)
}

// played are a few of them as anybody may remember them: the opening, Germany's
// last, Croatia's way past England (after 90 minutes), and the final.
var played = map[int]string{
	1:  "match 1, RUS – KSA 5 : 0",
	43: "match 43, KOR – GER 2 : 0",
	62: "match 62, CRO – ENG 1 : 1",
	64: "match 64, FRA – CRO 4 : 2",
}

// NotTheMatches says why an answer is not all the matches of 2018; "" when it
// is.
func NotTheMatches(a Answer) string {
	var list []json.RawMessage
	if json.Unmarshal([]byte(a.Body), &list) != nil {
		return "got no list: " + a.String()
	}
	if len(list) != AllMatches {
		return fmt.Sprintf("got %d matches: %s", len(list), a)
	}
	told := map[int]string{}
	for _, text := range list {
		var m match
		if json.Unmarshal(text, &m) == nil {
			told[m.ID] = m.String()
		}
	}
	for id := range AllMatches {
		switch known := played[id+1]; {
		case told[id+1] == "":
			return fmt.Sprintf("got %d things, and none of them is match %d: %s", AllMatches, id+1, a)
		case known != "" && told[id+1] != known:
			return fmt.Sprintf("got “%s”; what was played is “%s”", told[id+1], known)
		}
	}
	return ""
}

const (
	// matchesKey is where world-cup-fixtures keeps them: a hash with a field for
	// each number.
	matchesKey = "world-cup-2018:matches"
	// visitsKey is where hello-world keeps its number of visits.
	visitsKey = "hello-world:visits"
)

// AskRedis has the sandbox's Redis carry out a command, in the database to which
// an app's REDIS_URL leads.
func (r *Run) AskRedis(ctx context.Context, app *processfile.App, words ...string) (string, error) {
	u := sandbox.RedisURL(app)
	if u == nil {
		u = &url.URL{}
	}
	return r.Box.Redis().Ask(ctx, u, words...)
}

// Visits is the number of them that the sandbox's Redis holds; by is added to it
// first.
func (r *Run) Visits(ctx context.Context, by int) (int, error) {
	text, err := r.AskRedis(ctx, r.App, "INCRBY", visitsKey, fmt.Sprint(by))
	if err != nil {
		return 0, err
	}
	var n int
	_, err = fmt.Sscan(text, &n)
	return n, err
}

// theFinal is the match that is changed for a moment, to see who notices.
const theFinal = "64"

// KeptElsewhere says of which instance of Fixtures the matches do not come from
// its Redis; "" when all do. One of them is changed there for a moment, and each
// instance must tell it so. The finding is trouble with that Redis.
func (r *Run) KeptElsewhere(ctx context.Context) (string, *Finding) {
	kept, err := r.AskRedis(ctx, r.Fixtures, "HGET", matchesKey, theFinal)
	if err != nil {
		return "", Internal(fmt.Errorf("look into the Redis: %w", err))
	}
	var final map[string]any
	if json.Unmarshal([]byte(kept), &final) != nil {
		return fmt.Sprintf("its Redis does not hold the matches: HGET %s %s got %q", matchesKey, theFinal, kept), nil
	}
	final["city"] = "the city of " + r.Box.Run
	changed, err := json.Marshal(final)
	if err == nil {
		_, err = r.AskRedis(ctx, r.Fixtures, "HSET", matchesKey, theFinal, string(changed))
	}
	if err != nil {
		return "", Internal(fmt.Errorf("change a match in the Redis: %w", err))
	}
	words := ""
	for _, row := range r.Rows(r.Fixtures) {
		if words = r.notNoticed(ctx, row, final["city"].(string)); words != "" {
			break
		}
	}
	if _, err := r.AskRedis(ctx, r.Fixtures, "HSET", matchesKey, theFinal, kept); err != nil {
		return "", Internal(fmt.Errorf("change a match back in the Redis: %w", err))
	}
	return words, nil
}

// fewTries is how many answers 503 are accepted: on a machine that has other work
// Redis may be slow once or twice, and a service that waits for it answers so.
const fewTries = 20

// SendPatiently is Send for what a service has from its Redis: while that is
// slow, it asks again.
func (r *Run) SendPatiently(ctx context.Context, q Request) (answer Answer) {
	for range fewTries {
		answer = r.Send(ctx, q)
		if answer.Status != http.StatusServiceUnavailable {
			break
		}
	}
	return answer
}

func (r *Run) notNoticed(ctx context.Context, row supervise.Status, city string) string {
	told := func(a Answer) bool {
		var m match
		return a.Err == nil && a.Status == http.StatusOK && json.Unmarshal([]byte(a.Body), &m) == nil && m.City == city
	}
	answer := r.SendPatiently(ctx, Request{App: r.Fixtures, Port: row.Port, Path: "/fixtures/" + theFinal, Right: told})
	if told(answer) {
		return ""
	}
	return fmt.Sprintf("match %s was changed in its Redis, and GET /fixtures/%s did not show it: %s", theFinal, theFinal, answer)
}
