package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// raceDetector: these tests were built with -race.
var raceDetector bool

// pages are all that this package is about.
func pages(t *testing.T) []string {
	found, err := filepath.Glob("*.md")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return append(found, filepath.Join("..", "README.md"))
}

// linked finds [words](target) and ![words](target).
var linked = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)\s]+)\)`)

func TestLinksAndPicturesOfThePagesAreThere(t *testing.T) {
	for _, path := range pages(t) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range linked.FindAllStringSubmatch(string(text), -1) {
			target, anchor, _ := strings.Cut(m[3], "#")
			if strings.Contains(m[3], "://") {
				continue
			}
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), target)
			}
			assert.FileExists(t, strings.TrimSuffix(file, "/"), "%s: %s", path, m[0])
			if anchor != "" {
				assert.Contains(t, anchors(t, file), anchor, "%s: %s", path, m[0])
			}
			if m[1] == "!" {
				assert.Greater(t, len(m[2]), 30, "%s: %s tells its story to those who do not see it", path, m[3])
			}
		}
	}
}

// anchors are the names under which a page's headings can be linked to: as
// GitHub makes them, in small letters, with hyphens for spaces.
func anchors(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var all []string
	for line := range strings.Lines(string(text)) {
		if heading, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "#") {
			all = append(all, slug(strings.TrimSpace(heading)))
		}
	}
	return all
}

func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// named finds the kit's own folders and files where a page names them.
var named = regexp.MustCompile("`((?:\\.ci|checker|docs|exercises|runner|services|solutions|tests|tools)/[^` *…]*)`")

func TestPathsInThePagesForMaintainersAreThere(t *testing.T) {
	for _, page := range []string{"authoring.md", "contributing.md", "how-it-is-built.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		found := named.FindAllStringSubmatch(string(text), -1)
		require.NotEmpty(t, found, page)
		for _, m := range found {
			if !strings.Contains(m[1], "N") { // exercises/NN-name, wrong/NAME
				_, err := os.Stat(filepath.Join("..", m[1]))
				assert.NoError(t, err, "%s names %s", page, m[0])
			}
		}
	}
}

func TestEveryPictureIsOnAPage(t *testing.T) {
	var all strings.Builder
	for _, path := range pages(t) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all.Write(text)
	}
	found, err := filepath.Glob("pictures/*.*")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	for _, path := range found {
		assert.True(t, strings.Contains(all.String(), path), "no page shows %s", path)
	}
}

func TestAnchorsAreMadeAsTheReadersOfThePagesMakeThem(t *testing.T) {
	for heading, want := range map[string]string{
		"In the background: `start`": "in-the-background-start",
		"Twelve-factor app":          "twelve-factor-app",
		"1 · hello-world":            "1--hello-world",
	} {
		assert.Equal(t, want, slug(heading))
	}
}

func TestTheIdsForInstructorsAreThoseOfKnownWrongAnswers(t *testing.T) {
	page, err := os.ReadFile("instructors.md")
	require.NoError(t, err)
	ids := regexp.MustCompile(`E\d+-[A-Z0-9-]+`).FindAllString(string(page), -1)
	require.NotEmpty(t, ids)
	known := map[string]bool{}
	answers, err := filepath.Glob("../exercises/*/wrong/*/about.md")
	require.NoError(t, err)
	for _, path := range answers {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(text), "\n")
		known[strings.TrimSpace(strings.TrimPrefix(first, "caught by:"))] = true
	}
	for _, id := range ids {
		assert.True(t, known[id], "%s: no known wrong answer is caught by it", id)
	}
}
