package session

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const page = "# A page\n" +
	"<!-- console: background: web; unordered -->\n" +
	"```console\n$ serve \\\n  --loud\nup\n```\n" +
	"\n<!-- console: file: a.js -->\n```js\nlet a\n```\n" +
	"<!-- console: file: b.js\nlet b\n-->\n" +
	"Words.\n<!-- console: stop -->\n\n<!-- console: run: echo a; echo b -->\nMore words.\n" +
	"```console\nthe rest\n$ one\n1\n$ two\n```\n" +
	"```sh\n$ not played\n```\n"

func TestAPageIsReadAsSteps(t *testing.T) {
	p, err := Parse("page.md", page)
	require.NoError(t, err)
	require.Len(t, p.Steps, 5)
	assert.Equal(t, map[string]string{"background": "web", "unordered": ""}, p.Steps[0].Directives)
	assert.Equal(t, []Command{{
		Words: "serve \\\n  --loud", Typed: []string{"$ serve \\", "  --loud"}, Shown: []string{"up"},
	}}, p.Steps[0].Block.Commands)
	assert.Equal(t, "let a\n", p.Steps[1].Content)
	assert.Equal(t, "let b\n", p.Steps[2].Content, "content in the comment")
	assert.Equal(t, map[string]string{"stop": "", "run": "echo a; echo b"}, p.Steps[3].Directives)
	assert.Nil(t, p.Steps[3].Block, "words have stood between")
	assert.True(t, p.Steps[4].Block.OutputAlone())
	assert.Equal(t, []string{"the rest"}, p.Steps[4].Block.Commands[0].Shown)
	assert.Equal(t, "two", p.Steps[4].Block.Commands[2].Words)
}

func TestAPageThatMakesNoSenseSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"\n<!-- console: unorderly -->\n":             `x.md:2: there is no directive "unorderly"`,
		"<!-- console: skip: -->\n":                   "skip needs a value",
		"<!-- console: unordered: 3 -->":              "unordered has no value",
		"<!-- console: unordered -->\nno":             "x.md:2: unordered belongs to a block",
		"<!-- console: eventually -->":                "eventually belongs to a block",
		"<!-- console: unordered\n":                   "the comment has no end",
		"```console\n$ x\n":                           "the block has no end",
		"<!-- console: unordered -->\n```js\n```\n":   "no console block",
		"<!-- console: unordered\nlet a\n-->\n":       "only `file` has content",
		"<!-- console: file: a.js -->\nno block\n":    "file belongs to a block",
		"<!-- console: config -->\n":                  "config needs a value",
		"<!-- console: run:-->\n```console\nx\n```\n": "run needs a value",
	} {
		_, err := Parse("x.md", text)
		assert.ErrorContains(t, err, want, "%q", text)
	}
}

func TestUpdateReplacesOutputAloneAndLeavesWildcards(t *testing.T) {
	p, err := Parse("page.md", "a\n```console\n$ one\nold\n$ two\n```\nb\n```console\n$ three\n…\n```\nc\n")
	require.NoError(t, err)
	assert.True(t, p.Replace(p.Steps[0].Block, [][]string{{"new", "lines"}, {"more"}}))
	assert.False(t, p.Replace(p.Steps[1].Block, [][]string{{"new"}}))
	assert.Equal(t, "a\n```console\n$ one\nnew\nlines\n$ two\nmore\n```\nb\n```console\n$ three\n…\n```\nc\n", p.Text())
}
