package check

import (
	"strings"

	"workshop.example/processes/checker/docker"
)

// This file owns what a check says where containers are concerned and the
// learner is not.

// NoEngine is the finding for what this machine's Docker lacks.
func NoEngine(p *docker.Problem) *Finding {
	return &Finding{
		ID: strings.ToUpper(string(p.Kind)), Lacking: true,
		Expected: "a container engine that this exercise can use",
		Seen:     p.Seen,
		Try:      p.Do,
	}
}
