package check

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
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
		if words := r.wrongProgram(r.App, row, sandbox.HelloWorld); words != "" {
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

// wrongProgram says, for one instance, which program sits behind its port in
// place of one of the kit's services; "" when it is that service, or when the
// system cannot tell.
func (r *Run) wrongProgram(app *processfile.App, row supervise.Status, service string) string {
	owners, err := platform.PortOwners(cmp.Or(row.Port, r.Box.Inside(r.Box.PortOf(app))), row.Pid)
	if err != nil {
		return ""
	}
	for _, o := range owners {
		if other := r.Box.Impostor(o.Pid, service); other != "" {
			return fmt.Sprintf("the process that listens there (pid %d) was not built from the kit's %s; it is %s, started by %s", o.Pid, service, other, app.Script)
		}
	}
	return ""
}

// NotFixtures says why one of Fixtures' instances is not the kit's
// world-cup-fixtures, started by this very run; "" when all are. It asks the same
// of each as IsTheKitsHelloWorld does.
func (r *Run) NotFixtures(ctx context.Context) string {
	for _, row := range r.Rows(r.Fixtures) {
		answer := r.Send(ctx, Request{App: r.Fixtures, Port: row.Port, Path: "/healthz"})
		if words := r.Identity(answer, sandbox.Fixtures); words != "" {
			return "GET /healthz: " + words
		}
		if words := r.wrongProgram(r.Fixtures, row, sandbox.Fixtures); words != "" {
			return words
		}
	}
	return ""
}

// Impostor is the finding that another program than the kit's
// world-cup-fixtures runs as Fixtures; nil without words.
func (r *Run) Impostor(words string) *Finding {
	if words == "" {
		return nil
	}
	return &Finding{
		ID:       "NOT-FIXTURES",
		Expected: fmt.Sprintf("the kit's own service, services/%s, to answer for %s on port %d", sandbox.Fixtures, r.Fixtures.Name, r.Box.PortOf(r.Fixtures)),
		Seen:     words,
		Where:    Where(r.Fixtures, "script"),
		Try:      "Start the kit's service: script: './services/" + sandbox.Fixtures + "'.",
	}
}

func (r *Run) impostor(seen string) *Finding {
	return &Finding{
		ID:       "NOT-HELLO-WORLD",
		Expected: fmt.Sprintf("the kit's own service, services/hello-world, to answer on port %d", r.Port),
		Seen:     seen,
		Where:    Where(r.App, "script"),
		Try:      "Start the kit's service: script: './services/hello-world'.",
	}
}

// Programs are the programs that serve for App's instances now, each once, as a
// hash of their content: a wrapper may put the same one into another place at
// every start. It is empty on a system that shows no process's program.
func (r *Run) Programs() []string {
	var hashes []string
	for _, row := range r.Rows(r.App) {
		owners, _ := platform.PortOwners(cmp.Or(row.Port, r.Port), row.Pid)
		for _, owner := range owners {
			if hash := contentOf(owner.Pid); hash != "" && !slices.Contains(hashes, hash) {
				hashes = append(hashes, hash)
			}
		}
	}
	return hashes
}

// contentOf is a hash of the program that a process runs; "" when nobody tells.
func contentOf(pid int) string {
	path, err := platform.Program(pid)
	if err != nil {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}
