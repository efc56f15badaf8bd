//go:build unix

package sandbox

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePageHasTheEvaluatorsLimits(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/how-it-is-built.md")
	require.NoError(t, err)
	var waits []string
	for _, wait := range patience {
		waits = append(waits, wait.String())
	}
	limits := Limits()
	for what, times := range map[string]string{
		"the file is interrupted":                               (time.Duration(limits.ScriptMillis) * time.Millisecond).String(),
		"the child ends itself":                                 (time.Duration(limits.HardMillis) * time.Millisecond).String(),
		"the system ends the child (not on Windows)":            (cpuSeconds * time.Second).String(),
		"the parent gives the child up, and begins another one": strings.Join(waits, ", "),
	} {
		assert.Contains(t, string(page), fmt.Sprintf("\n| %s | %s | ", what, times))
	}
}
