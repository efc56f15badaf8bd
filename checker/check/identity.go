package check

import (
	"context"
	"fmt"
	"net/http"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/supervise"
)

// IsTheKitsHelloWorld checks that what answers on the app's port is the kit's
// hello-world, started by this very run: it knows the run's tag, the process
// that holds the listening socket was started here, and that process was built
// from the kit's sources.
func (r *Run) IsTheKitsHelloWorld(ctx context.Context) *Finding {
	answer := r.Ask(ctx, "/")
	if answer.Err == nil && answer.Run == r.Box.Run && answer.Status != http.StatusOK {
		return r.impostor(fmt.Sprintf("it answered with %s", answer))
	}
	if answer.Err != nil {
		return r.noAnswer(ctx, answer)
	}
	if words := r.Identity(answer, sandbox.HelloWorld); words != "" {
		return r.impostor(words)
	}
	for _, row := range r.Rows(r.App) {
		if words := r.wrongProgram(row); words != "" {
			return r.impostor(words)
		}
	}
	return nil
}

// noAnswer is about a port that accepts and then does not speak HTTP, or an
// app that has ended since it was online.
func (r *Run) noAnswer(ctx context.Context, answer Answer) *Finding {
	for _, row := range r.Rows(r.App) {
		if row.State != supervise.Online {
			return r.diagnose(r.App, row)
		}
	}
	if ctx.Err() != nil {
		return r.outOfTime(ctx)
	}
	return r.impostor(answer.String())
}

// wrongProgram says, for one instance, which other program sits behind its
// port; "" when it is the kit's or when the system cannot tell.
func (r *Run) wrongProgram(row supervise.Status) string {
	port := row.Port
	if port == 0 {
		port = r.Port
	}
	owners, err := platform.PortOwners(port, row.Pid)
	if err != nil || len(owners) == 0 {
		return ""
	}
	for _, o := range owners {
		service, known := sandbox.BuiltFrom(o.Pid)
		if known && service != sandbox.HelloWorld {
			if service == "" {
				service = o.Name
			}
			return fmt.Sprintf("the process that listens there (pid %d) was not built from the kit's hello-world; it is %s, started by %s", o.Pid, service, r.App.Script)
		}
	}
	return ""
}

func (r *Run) impostor(seen string) *Finding {
	return &Finding{
		ID:       "NOT-HELLO-WORLD",
		Expected: fmt.Sprintf("the kit's own service, services/hello-world, to answer on port %d", r.Port),
		Seen:     seen,
		Where:    Where(r.App, "script"),
		Try:      "Let the script be the kit's service: script: './services/hello-world'.",
	}
}
