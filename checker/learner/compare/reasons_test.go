package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/runner/processfile"
)

const words = `# Differences

## instances

Two is the smallest number
that shows everything.

## ` + "`env.*`" + `
Up to you.

## env.PORT
The port.

## hello-world.env.PORT
Everybody knows 3000.

## proxy.rules
First match wins.
`

func TestTheReasonThatSaysMostCounts(t *testing.T) {
	reasons := compare.ParseReasons(words)
	for _, c := range []struct{ app, field, want string }{
		{"hello-world", "instances", "Two is the smallest number that shows everything."},
		{"hello-world", "env.GREETING", "Up to you."},
		{"fixtures", "env.PORT", "The port."},
		{"hello-world", "env.PORT", "Everybody knows 3000."},
		{"", "proxy.rules[1]", "First match wins."},
		{"", "proxy.port", ""},
		{"hello-world", "env_production.GREETING", ""},
		{"hello-world", "kill_timeout", ""},
	} {
		assert.Equal(t, c.want, reasons.For(c.app, c.field), "%s %s", c.app, c.field)
	}
	all := append(reasons, compare.Reason{Pattern: "*", Text: "As you like."})
	assert.Equal(t, "As you like.", all.For("hello-world", "kill_timeout"))
	assert.Equal(t, "The port.", all.For("fixtures", "env.PORT"))
	assert.Empty(t, compare.ParseReasons("").For("", "instances"))
}

func TestADifferenceWithoutTheInstructorsWordsHasItsMeaning(t *testing.T) {
	c := compare.Comparison{Lines: []compare.Line{
		{Kind: compare.Behaviour, App: "a", Field: "instances"},
		{Kind: compare.Behaviour, App: "a", Field: "kill_timeout"},
		{Kind: compare.Same, App: "a", Field: "instances"},
		{Kind: compare.Style, App: "a", Field: "instances"},
	}}
	c.Explain(compare.ParseReasons(words))
	assert.Equal(t, "Two is the smallest number that shows everything.", c.Lines[0].Reason)
	assert.False(t, c.Lines[0].General)
	assert.Equal(t, "the time from the stop signal to SIGKILL", c.Lines[1].Reason)
	assert.True(t, c.Lines[1].General)
	assert.Empty(t, c.Lines[2].Reason)
	assert.Empty(t, c.Lines[3].Reason)
}

func TestEverythingThatCanDifferHasAMeaning(t *testing.T) {
	for _, f := range processfile.Fields() {
		assert.NotEmpty(t, compare.Meaning(f.Name), f.Name)
	}
	for _, field := range []string{"apps", "proxy", "proxy.port", "proxy.rules[0]", "env.PORT", "env_production.GREETING"} {
		assert.NotEmpty(t, compare.Meaning(field), field)
	}
	assert.Empty(t, compare.Meaning("nonsense"))
}
