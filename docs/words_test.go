package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// avoided are words that make a reader stop, each with a better one. The page
// for contributors shows the same table.
var avoided = []struct {
	pattern       *regexp.Regexp
	words, better string
}{
	{regexp.MustCompile(`\banew\b`), "anew", "again, once more, from the start; “made anew” is “replaced”"},
	{regexp.MustCompile(`\bshall\b`), "shall", "must, should, is to"},
	{regexp.MustCompile(`\b(is|are|was) nobody's\b`), "is nobody's", "belongs to no one; or say whose it is not"},
	{regexp.MustCompile(`\bto nobody\b`), "to nobody", "to no one; or turn the sentence round"},
	{regexp.MustCompile(`\bwhich there (are|is)\b`), "which there are", "which ones exist; or list, find"},
	{regexp.MustCompile(`\bfor the sake of\b`), "for the sake of", "for, because of"},
	{regexp.MustCompile(`\b(is|are|was|were|be|been|being) told of\b`), "told of", "told about, reported, hears"},
	{regexp.MustCompile(`\black(s|ed|ing)?\b`), "lacks", "has no, does not have, is missing"},
	{regexp.MustCompile(`\bfor want of\b`), "for want of", "because there is no"},
	{regexp.MustCompile(`\bbelongs? into\b`), "belongs into", "belongs in, goes in"},
	{regexp.MustCompile(`\bruns? still\b`), "runs still", "still runs"},
	{regexp.MustCompile(`(?:^|[.:;] |\*\*)Who (has|wants|needs|reads|does|asks|opens|writes)\b[^?]*[.,:;]`), "Who has …, adds …", "If you have …, add …"},
	{regexp.MustCompile(`\bof (no|little) use to\b`), "of no use to", "no help to, does not help"},
}

// goToo: the words of the programs and of the comments are read as well. They
// are not ready for it yet.
const goToo = false

// notYet are folders whose Go files may still use such words.
var notYet = []string{}

func TestNoWordsThatMakeAReaderStop(t *testing.T) {
	read := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isForeign(name):
			return filepath.SkipDir
		case entry.IsDir() || name == "docs/words_test.go" || !hasWords(name):
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, found := range wordsIn(name, string(text)) {
			t.Error(found)
		}
		read++
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, read, 100, "files that were read")
}

// isForeign: nobody has written what is below such a folder for these readers.
func isForeign(folder string) bool {
	base := filepath.Base(folder)
	return folder != ".." && strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" || slices.Contains(notYet, folder)
}

func hasWords(file string) bool {
	return strings.HasSuffix(strings.TrimSuffix(file, ".tmpl"), ".md") || goToo && filepath.Ext(file) == ".go"
}

// wordsIn are the avoided words of one file, each with its place.
func wordsIn(name, text string) (found []string) {
	lines := proseOfPage(name, text)
	if filepath.Ext(name) == ".go" {
		lines = proseOfGo(text)
	}
	for _, line := range lines {
		for _, a := range avoided {
			if word := a.pattern.FindString(line.text); word != "" {
				found = append(found, line.at(name)+": “"+strings.TrimSpace(word)+"”: better "+a.better)
			}
		}
	}
	return found
}

func TestWordsToAvoidAreFoundWhereTheyStand(t *testing.T) {
	const source = "package p\n\n// It is built anew.\nvar anew = \"nothing lacks\"\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"a page":                  {"a.md", "Fine.\nThis shall do.", "a.md:2: “shall”"},
		"a sentence about people": {"a.md", "Who has Docker adds a flag.", "a.md:1: “Who has Docker adds a flag.”"},
		"a question":              {"a.md", "Who has the port?", ""},
		"a part of a word":        {"a.md", "The shallow end is slack, and black.", ""},
		"the words of a program":  {"a.md", "```console\n$ x\nbuilt anew\n```\n", ""},
		"below them":              {"a.md", "```console\n$ x\n```\nbuilt anew\n", "a.md:4: “anew”"},
		"the name of a promise":   {"hints.md", "## all is started anew\n", ""},
		"the title of a hint":     {"hints.md", "### Start anew\n", "hints.md:1: “anew”"},
		"words of a message":      {"about.md", "says: told of, built anew\n", ""},
		"the table":               {"a.md", avoidedBegin + "\nanew\n" + avoidedEnd + "\nanew", "a.md:4: “anew”"},
		"a comment":               {"a.go", source, "a.go:3: “anew”"},
		"a text":                  {"a.go", source, "a.go:4: “lacks”"},
	} {
		t.Run(name, func(t *testing.T) {
			found := strings.Join(wordsIn(c.file, c.text), "\n")
			if c.want == "" {
				assert.Empty(t, found)
			}
			assert.Contains(t, found, c.want)
		})
	}
}

func TestThePageForContributorsHasTheWordsToAvoid(t *testing.T) {
	page, err := os.ReadFile("contributing.md")
	require.NoError(t, err)
	var table strings.Builder
	table.WriteString(avoidedBegin + "\n\n| avoid | better |\n|---|---|\n")
	for _, a := range avoided {
		table.WriteString("| " + a.words + " | " + a.better + " |\n")
	}
	table.WriteString("\n" + avoidedEnd + "\n")
	assert.True(t, strings.Contains(string(page), table.String()), "docs/contributing.md must have this table:\n%s", table.String())
}
