// Package exercises lists the workshop's exercises, in their order. Each is a
// folder in which its task, its hints, its known wrong answers and its check
// live together.
package exercises

import (
	helloworld "workshop.example/processes/exercises/01-hello-world"
	scaling "workshop.example/processes/exercises/02-scaling"
	fixtures "workshop.example/processes/exercises/03-world-cup-fixtures"

	"workshop.example/processes/checker/check"
)

// All is every exercise, by number.
var All = []*check.Exercise{
	&helloworld.Exercise,
	&scaling.Exercise,
	&fixtures.Exercise,
}
