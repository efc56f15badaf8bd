// Package doccalls holds the pages to the programs: every `go run ./runner …`
// and `go run ./checker …` in them must be a call that the program understands.
// It is for tests.
package doccalls

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// Check looks at every page below folder. There must be at least atLeast calls
// of the program in them, or the search itself is broken.
func Check(t *testing.T, folder, program string, newRoot func() *cobra.Command, atLeast int) {
	t.Helper()
	// Arguments begin with a space: ./checker/containers/engine is another program.
	called := regexp.MustCompile("go run \\./" + program + "\\b((?: [^`\n|#;&)\"]*)?)")
	calls := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range called.FindAllStringSubmatch(string(text), -1) {
			calls++
			call, _, _ := strings.Cut(match[1], "-->") // in a comment of the page
			understood(t, newRoot(), path, strings.TrimRight(call, " .,:…?"))
		}
		return err
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, calls, atLeast, "calls of %s in the pages", program)
}

func understood(t *testing.T, root *cobra.Command, path, line string) {
	t.Helper()
	words := strings.Fields(line)
	for i, w := range words { // stand-ins, as in [FILE]
		words[i] = strings.Trim(w, "[]")
	}
	command, rest, err := root.Find(words)
	require.NoError(t, err, "%s: %s", path, line)
	for _, w := range rest {
		name, isFlag := strings.CutPrefix(w, "--")
		name, _, _ = strings.Cut(name, "=")
		if isFlag && name != "help" {
			known := command.Flags().Lookup(name) != nil || command.InheritedFlags().Lookup(name) != nil
			require.True(t, known, "%s: %s: there is no --%s", path, line, name)
		}
	}
}
