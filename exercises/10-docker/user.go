package docker

import (
	"context"
	"fmt"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns the user as which the container runs.

// notRoot looks at the processes themselves: the image only says as which user they
// start.
func notRoot(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	var err error
	if n.processes, err = docker.Top(ctx, n.first.id); err != nil {
		return trouble(err)
	}
	for _, p := range n.processes {
		if p.UID == "0" || p.UID == "root" {
			return n.root(p)
		}
	}
	return nil
}

func (n *notes) root(p docker.Process) *check.Finding {
	finding := &check.Finding{
		ID:       "ROOT",
		Expected: "hello-world to run as a user without rights: an attacker who breaks out of it must not be root",
		Seen:     fmt.Sprintf("`%s` runs as root (uid 0), as everything does in an image that names no user", p.Command),
		Where:    n.startLine(),
		Try:      "Name a user before ENTRYPOINT: USER 10001. A number is enough, and needs no adduser.",
	}
	if user := n.image.Config.User; user != "" {
		finding.Seen = fmt.Sprintf("`%s` runs as root (uid 0); the image's user is %s", p.Command, user)
		if line := lastUser(n); line != 0 {
			finding.Where = n.where(line)
		}
	}
	return finding
}

// lastUser is the line of the last stage's USER; 0 when it has none.
func lastUser(n *notes) (line int) {
	for _, each := range check.LastStage(n.file) {
		if each.Word == "USER" {
			line = each.Line
		}
	}
	return line
}
