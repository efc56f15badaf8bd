package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryTermOfAFailureIsInTheGlossary(t *testing.T) {
	glossary, err := os.ReadFile("../../../docs/glossary.md")
	require.NoError(t, err)
	headings := map[string]bool{}
	for line := range strings.Lines(string(glossary)) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			headings[strings.ToLower(strings.TrimSpace(heading))] = true
		}
	}
	for failure, term := range terms {
		assert.True(t, headings[strings.ToLower(term)], "%s: %q is not in the glossary", failure, term)
	}
}

func TestEveryFailureWithATermIsOneThatHappens(t *testing.T) {
	found, err := filepath.Glob("../../../exercises/*/wrong/*/about.md")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	// Only a registry can say it: checker/unknown_image_test.go has one of its own.
	happens := map[string]bool{"UNKNOWN-IMAGE": true}
	for _, path := range found {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(text), "\n")
		_, failure, _ := strings.Cut(strings.TrimPrefix(first, "caught by: "), "-")
		happens[strings.TrimSpace(failure)] = true
	}
	for failure := range terms {
		assert.True(t, happens[failure], "no known wrong answer is caught by %s", failure)
	}
}

func TestAFailureNamesTheWordThatExplainsIt(t *testing.T) {
	assert.Equal(t, "what is “cluster mode”? docs/glossary.md#cluster-mode", explained("E2-PORT-COLLISION"))
	assert.Equal(t, "what is “SIGKILL”? docs/glossary.md#sigkill", explained("E9-KILLED"))
	assert.Empty(t, explained("E1-SYNTAX"))
	assert.Empty(t, explained(""))
}
