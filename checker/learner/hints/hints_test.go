package hints_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/learner/hints"
)

const page = `# Hints for exercise 7

For authors: keep them short.

## it comes online

Words between are for authors, too.

### A nudge

Read its last words.

They say why.

### Nearly the answer

` + "```sh" + `
## not a heading
### nor this
` + "```" + `

## In general
### One
1
### Two
2
### Three
3
`

var promises = []string{"the file can be read", "it comes online"}

func TestAPageIsItsLadders(t *testing.T) {
	all := hints.Parse(page)
	require.Len(t, all, 2)
	assert.Equal(t, hints.Ladder{Step: "it comes online", Hints: []hints.Hint{
		{Title: "A nudge", Text: "Read its last words.\n\nThey say why."},
		{Title: "Nearly the answer", Text: "```sh\n## not a heading\n### nor this\n```"},
	}}, all[0])
	assert.Len(t, all[1].Hints, 3)
	assert.Empty(t, all.Faults(promises))
	assert.Empty(t, hints.Parse(""))
}

func TestAStepWithoutALadderGetsTheGeneralOne(t *testing.T) {
	all := hints.Parse(page + "\n## the file can be read\n")
	for step, want := range map[string]string{
		"it comes online":      "it comes online",
		"":                     hints.General, // nothing was checked, or it passed
		"another promise":      hints.General, // the exercise has changed since
		"the file can be read": hints.General, // a ladder without a hint is none
	} {
		assert.Equal(t, want, all.For(step).Step, step)
	}
	assert.Empty(t, hints.Parse("").For("").Hints)
}

func TestHintsComeOneAtATimeAndThenBeginAnew(t *testing.T) {
	all := hints.Parse(page)
	online, general := all.For("it comes online"), all.For("")
	var place hints.Place
	for i, c := range []struct {
		on   hints.Ladder
		want int
	}{
		{online, 1}, {online, 2},
		{online, 1},  // after the last one
		{general, 1}, // another step failed, or none
		{general, 2}, {general, 3}, {general, 1},
		{online, 1}, // begins at its first again
	} {
		place = place.Next(c.on)
		assert.Equal(t, hints.Place{Step: c.on.Step, Shown: c.want}, place, "call %d", i+1)
	}
	shorter := hints.Place{Step: online.Step, Shown: 7} // hints were taken out of the page meanwhile
	assert.Equal(t, 1, shorter.Next(online).Shown)
	assert.Equal(t, 1, hints.Place{Step: online.Step, Shown: -1}.Next(online).Shown, "a book that somebody edited")
}

func TestFaultsOfAPageAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a promise that is none": {page + "\n## it comes onlin\n### A\nb\n", "`## it comes onlin` is neither a promise of the exercise nor \"In general\""},
		"twice":                  {page + "\n## it comes online\n### A\nb\n", "`## it comes online` is there twice"},
		"no hint":                {page + "\n## the file can be read\nwords\n", "`## the file can be read` has no hint: no line below it begins with `### `"},
		"no text":                {page + "\n### Four\n\n", "`## In general`: the hint \"Four\" has no title or no text"},
		"too few":                {"## In general\n### A\nb\n### C\nd\n", "`## In general` needs at least 3 hints and has 2"},
		"nothing":                {"", "`## In general` needs at least 3 hints and has 0"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []string{c.want}, hints.Parse(c.text).Faults(promises))
		})
	}
}
