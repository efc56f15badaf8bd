// Package exercises lists the workshop's exercises in order. Each is a folder
// that holds its hints, its known right and wrong answers, and its check.
package exercises

import (
	helloworld "workshop.example/processes/exercises/01-hello-world"
	scaling "workshop.example/processes/exercises/02-scaling"
	fixtures "workshop.example/processes/exercises/03-world-cup-fixtures"
	configfromenv "workshop.example/processes/exercises/04-config-from-env"
	restarts "workshop.example/processes/exercises/05-restarts"
	backingservice "workshop.example/processes/exercises/06-backing-service"
	stateless "workshop.example/processes/exercises/07-stateless"
	pathaliases "workshop.example/processes/exercises/08-path-aliases"
	disposability "workshop.example/processes/exercises/09-disposability"
	docker "workshop.example/processes/exercises/10-docker"
	compose "workshop.example/processes/exercises/11-compose"

	"workshop.example/processes/checker/check"
)

// All is every exercise, by number.
var All = []*check.Exercise{
	&helloworld.Exercise,
	&scaling.Exercise,
	&fixtures.Exercise,
	&configfromenv.Exercise,
	&restarts.Exercise,
	&backingservice.Exercise,
	&stateless.Exercise,
	&pathaliases.Exercise,
	&disposability.Exercise,
	&docker.Exercise,
	&compose.Exercise,
}

// Numbered is the exercise with a number, or nil.
func Numbered(number int) *check.Exercise {
	for _, e := range All {
		if e.Number == number {
			return e
		}
	}
	return nil
}
