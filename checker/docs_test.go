package main

import (
	"testing"

	"github.com/spf13/cobra"

	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/screen/console/doccalls"
)

func TestThePagesCallOnlyWhatThereIs(t *testing.T) {
	doccalls.Check(t, "..", "checker", func() *cobra.Command { return newRoot(&console.Streams{}) }, 10)
}
