package check

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/system/platform"
)

func TestTroubleOfTheMachineIsNoDefectOfTheKit(t *testing.T) {
	full := errors.New("no space left on device")
	for id, err := range map[string]error{
		"GO-TOOL":        fmt.Errorf("a program could not be built here: %w", &build.Failed{Machine: true, Output: full.Error(), Remedy: "Make room."}),
		"NO-TEMP-FOLDER": fmt.Errorf("copy the kit: %w", &platform.NoTempFolder{Err: full}),
		"TOO-MANY-FILES": fmt.Errorf("copy the kit: %w", &sandbox.TooManyFiles{}),
		"CHECKER":        full,
	} {
		finding := Internal(err)
		assert.Equal(t, id, finding.ID)
		assert.True(t, finding.Trouble, id)
		assert.Equal(t, id == "CHECKER", finding.Try == Internal(errors.New("")).Try, "only the last one may be a defect of the kit: %s", finding.Try)
	}
}
