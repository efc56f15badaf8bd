//go:build unix

package checkertest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
)

// Check checks a folder's services.config.js with an exercise, from the
// exercise's own folder.
func Check(t *testing.T, e *check.Exercise, folder string) check.Result {
	t.Helper()
	kit, err := filepath.Abs("../..")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	defer cancel()
	result, err := check.Do(ctx, e, sandbox.Config{Kit: kit, File: filepath.Join(folder, "services.config.js")}, patience.Check.Time, nil)
	require.NoError(t, err)
	return result
}
