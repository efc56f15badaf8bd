package main

import (
	"testing"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/console"
	"workshop.example/processes/runner/console/doccalls"
)

func TestThePagesCallOnlyWhatThereIs(t *testing.T) {
	doccalls.Check(t, "..", "checker", func() *cobra.Command { return newRoot(&console.Streams{}) }, 10)
}
