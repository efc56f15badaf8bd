package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/exercises"
)

func TestEveryLadderOfHintsBelongsToAPromise(t *testing.T) {
	for _, e := range exercises.All {
		t.Run(e.Folder(), func(t *testing.T) {
			var promises []string
			for _, p := range e.Promises {
				promises = append(promises, p.Name)
			}
			ladders, err := readHints(e)
			require.NoError(t, err)
			assert.Empty(t, ladders.Faults(promises))
		})
	}
}
