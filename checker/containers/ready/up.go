package ready

import (
	"maps"
	"regexp"
	"slices"
)

// This file owns what the words of `docker compose up` mean.

// pullError is how Compose says that it could not pull what a service needs. It
// names the service, newer versions the image.
var pullError = regexp.MustCompile(`(?m)^\s*(?:Image )?(\S+) Error\b`)

// UnderstandUp is Understand for what `docker compose up` said. Compose often
// leaves away which image could not be pulled; images has it, by service.
func UnderstandUp(output string, images map[string]string) *Problem {
	problem := Understand(output)
	if problem == nil || problem.Image != "" || problem.Kind != UnknownImage && problem.Kind != CannotPull {
		return problem
	}
	for _, parts := range pullError.FindAllStringSubmatch(output, -1) {
		image := images[parts[1]]
		if image == "" && slices.Contains(slices.Collect(maps.Values(images)), parts[1]) {
			image = parts[1]
		}
		if image == "" {
			continue
		}
		if named := understandPull(image, output); named != nil {
			return named
		}
	}
	return problem
}
