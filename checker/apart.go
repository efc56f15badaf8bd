package main

import (
	"workshop.example/processes/checker/apart"
	"workshop.example/processes/exercises"
)

// A check that runs apart is this same program in another part, which must
// know the exercises, too.
func init() { apart.Serve(exercises.Numbered, nil) }
