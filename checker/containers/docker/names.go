package docker

import (
	"slices"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/dockerfile"
)

// AnswerNames are all names of files that an exercise with containers may ask
// for.
var AnswerNames = append(slices.Clone(composefile.Names), dockerfile.Name)
