package doctor

import (
	"context"
	"errors"
	"strings"
)

// This file owns the question about Docker. Exercises 1 to 9 do without it, so
// nothing here is ever missing.

type dockerFacts struct {
	server     string // the engine's version
	said       string // the last words when it did not answer
	err        error
	compose    string // Compose's version
	composeErr error
}

func lookAtDocker(ctx context.Context) dockerFacts {
	var facts dockerFacts
	lines, err := command{}.run(ctx, "docker", "version", "--format", "{{.Server.Version}}")
	if err != nil {
		facts.said, facts.err = lastWords(lines, err), err
		return facts
	}
	facts.server = lastWords(lines, errors.New("unknown"))
	lines, facts.composeErr = command{}.run(ctx, "docker", "compose", "version", "--short")
	facts.compose = strings.TrimPrefix(lastWords(lines, errors.New("unknown")), "v")
	return facts
}

func judgeDocker(f dockerFacts) finding {
	const purpose = "exercises 1 to 9 do not need it; to use it: "
	switch {
	case errors.Is(f.err, errNotHere):
		return warn("there is no docker on the PATH", purpose+"install it, see https://docs.docker.com/get-started/get-docker/")
	case errors.Is(f.err, context.DeadlineExceeded):
		return warn("its engine does not answer", purpose+"start Docker Desktop again, or:\nsudo systemctl restart docker")
	case f.err != nil && strings.Contains(f.said, "permission denied"):
		return warn("you may not talk to its engine", purpose+"log in again after this:\nsudo usermod -aG docker $USER")
	case f.err != nil:
		return warn("its engine does not answer: "+strings.TrimSuffix(f.said, ". Is the docker daemon running?"), purpose+"start Docker Desktop, or:\nsudo systemctl start docker")
	case f.composeErr != nil:
		return warn("version "+f.server+" answers, but Compose is not there", "exercises 1 to 9 do not need it; to have it, install the package docker-compose-plugin")
	}
	return ok("version %s answers, with Compose %s", f.server, f.compose)
}
