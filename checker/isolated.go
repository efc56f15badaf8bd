package main

import (
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/exercises"
)

// A check that runs in a separate process is this same program in another part, which must
// know the exercises, too.
func init() { isolated.Serve(exercises.Numbered, nil) }
