package verify

import (
	"slices"

	"workshop.example/processes/checker/check"
)

// This file owns the matrix: which promise catches which answers. A promise
// that catches none proves nothing that anybody has seen: it may be unable to
// fail.

// Caught is what one promise of an exercise has caught.
type Caught struct {
	Promise string   // its name
	Answers []string // the names of the answers, in their order
	IDs     []string // under which, sorted, each once
}

// matrixOf is a row for each promise of an exercise, in their order. Only answers
// that were caught as they must be count.
func matrixOf(e *check.Exercise, rows []Row) []Caught {
	matrix := make([]Caught, len(e.Promises))
	for i, p := range e.Promises {
		matrix[i].Promise = p.Name
	}
	for _, r := range rows {
		if r.ID == "" || !r.Right() || r.By < 0 || r.By >= len(matrix) {
			continue
		}
		caught := &matrix[r.By]
		caught.Answers = append(caught.Answers, r.Name)
		if !slices.Contains(caught.IDs, r.ID) {
			caught.IDs = append(caught.IDs, r.ID)
		}
	}
	for i := range matrix {
		slices.Sort(matrix[i].IDs)
	}
	return matrix
}
