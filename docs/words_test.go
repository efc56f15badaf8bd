package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
	{regexp.MustCompile(`(?i)\banew\b`), "anew", "again, once more, from the start; “made anew” is “replaced”"},
	{regexp.MustCompile(`(?i)\bshall\b`), "shall", "must, should, is to"},
	{regexp.MustCompile(`(?i)\b(is|are|was) nobody's\b`), "is nobody's", "belongs to no one; or say whose it is not"},
	{regexp.MustCompile(`(?i)\bto nobody\b`), "to nobody", "to no one; or turn the sentence round"},
	{regexp.MustCompile(`(?i)\bwhich there (are|is)\b`), "which there are", "which ones exist; or list, find"},
	{regexp.MustCompile(`(?i)\bfor the sake of\b`), "for the sake of", "for, because of"},
	{regexp.MustCompile(`(?i)\b(is|are|was|were|be|been|being) told of\b`), "told of", "told about, reported, hears"},
	{regexp.MustCompile(`(?i)\black(s|ed|ing)?\b`), "lacks", "has no, does not have, is missing"},
	{regexp.MustCompile(`(?i)\bfor want of\b`), "for want of", "because there is no"},
	{regexp.MustCompile(`(?i)\bbelongs? into\b`), "belongs into", "belongs in, goes in"},
	{regexp.MustCompile(`(?i)\bruns? still\b`), "runs still", "still runs"},
	{regexp.MustCompile(`(?:^|[.:;] |\*\*)Who (has|wants|needs|reads|does|asks|opens|writes)\b[^?]*[.,:;]`), "Who has …, adds …", "If you have …, add …"},
	{regexp.MustCompile(`(?i)\bof (no|little) use to\b`), "of no use to", "no help to, does not help"},
}

// written are the places with pages of the kit: a learner may have others.
var written = []string{"README.md", "checker", "docs", "exercises", "runner", "services", "solutions", "tests", "tools"}

func TestNoWordsThatMakeAReaderStop(t *testing.T) {
	read := 0
	for _, place := range written {
		require.NoError(t, filepath.WalkDir(filepath.Join("..", place), func(path string, entry fs.DirEntry, err error) error {
			name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(strings.TrimSuffix(name, ".tmpl"), ".md"):
				return nil
			}
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			for _, found := range wordsIn(name, string(text)) {
				t.Error(found)
			}
			read++
			return nil
		}))
	}
	assert.Greater(t, read, 100, "files that were read")
}

// wordsIn are the avoided words of one file, each with its place.
func wordsIn(name, text string) (found []string) {
	for _, line := range proseOfPage(name, text) {
		for _, a := range avoided {
			if word := a.pattern.FindString(line.text); word != "" {
				found = append(found, line.at(name)+": “"+strings.TrimSpace(word)+"”: better "+a.better)
			}
		}
	}
	return found
}

func TestWordsToAvoidAreFoundWhereTheyStand(t *testing.T) {
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
		"a name":                  {"a.md", "Set `Lacking: true`.", ""},
		"at a beginning":          {"a.md", "Shall it?", "a.md:1: “Shall”"},
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
