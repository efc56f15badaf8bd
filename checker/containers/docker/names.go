package docker

import (
	"slices"

	"workshop.example/processes/checker/containers/composefile"
)

// DockerfileName is the name under which `docker build` looks for one.
const DockerfileName = "Dockerfile"

// AnswerNames are all names of files that an exercise with containers may ask
// for.
var AnswerNames = append(slices.Clone(composefile.Names), DockerfileName)
