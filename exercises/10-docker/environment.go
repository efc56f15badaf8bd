package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"workshop.example/processes/checker/check"
)

// This file owns what a container's behaviour depends on: its environment, and
// no other container.

// anotherPort is one that hardly anybody writes into a file.
const anotherPort = 4711

func fromEnvironment(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	greeting := "Hello from another container " + nonce()
	inside := anotherPort
	if n.first.inside == inside {
		inside++
	}
	r.Tell("starting a second container, with another greeting and another port")
	var finding *check.Finding
	n.second, finding = start(ctx, r, instance{number: 1, inside: inside}, map[string]string{
		"PORT": strconv.Itoa(inside), "GREETING": greeting,
	})
	if finding != nil {
		return n.fixed(finding, inside)
	}
	answer := send(ctx, r, n.second, check.Request{Right: func(a check.Answer) bool { return r.Says(a, greeting) }})
	if answer.Err == nil && answer.Greeting() != greeting {
		return &check.Finding{
			ID:       "GREETING-FIXED",
			Expected: fmt.Sprintf("a container that is started with GREETING=%q to say that", greeting),
			Seen:     fmt.Sprintf("it says %q: something in the image sets GREETING again after the container was given its own", answer.Greeting()),
			Where:    n.startLine(),
			Try:      "A default belongs in the image, where docker run -e can change it: ENV GREETING=…. Remove GREETING from the command or the script.",
		}
	}
	return shareNothing(ctx, r)
}

// fixed is about a second container that does not listen where PORT says.
func (n *notes) fixed(finding *check.Finding, inside int) *check.Finding {
	if finding.ID != "OTHER-PORT" {
		return finding
	}
	finding.ID = "PORT-FIXED"
	finding.Expected = fmt.Sprintf("a container that is started with PORT=%d to listen there", inside)
	return finding
}

// shareNothing counts a visit in one container and asks the other.
func shareNothing(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	posted := send(ctx, r, n.first, check.Request{Method: http.MethodPost, Path: "/visits"})
	seen := send(ctx, r, n.second, check.Request{Path: "/visits"})
	there, ok1 := visits(posted)
	here, ok2 := visits(seen)
	if ok1 && ok2 && there >= 1 && here == 0 { // more than 1 if an answer was lost and the visit was repeated
		return nil
	}
	if ctx.Err() != nil {
		return check.Internal(context.Cause(ctx))
	}
	return &check.Finding{
		ID:       "NOT-ALONE",
		Expected: "two containers of the image to know nothing of one another: if one counts a visit, the other still has none",
		Seen:     fmt.Sprintf("POST /visits to the first got %s; GET /visits from the second got %s", posted, seen),
		Where:    n.where(0),
		Try:      "A backing service is attached from outside, at docker run: leave REDIS_URL out of the image.",
	}
}

func visits(a check.Answer) (n int, ok bool) {
	var said struct{ Visits *int }
	if a.Err != nil || a.Status != http.StatusOK || json.Unmarshal([]byte(a.Body), &said) != nil || said.Visits == nil {
		return 0, false
	}
	return *said.Visits, true
}
