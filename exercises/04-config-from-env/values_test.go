package configfromenv

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile"
)

func TestWhatIsLostOfAHardGreetingIsNamed(t *testing.T) {
	greeting := hardGreeting()
	assert.Empty(t, lost(greeting))
	assert.NotEqual(t, greeting, hardGreeting(), "no program can have it built in")
	assert.Equal(t, "the two spaces in a row", lost(strings.Join(strings.Fields(greeting), " ")))
	assert.Equal(t, "the double quotes, the single quotes", lost(strings.NewReplacer(`"`, "", "'", "").Replace(greeting)))
	assert.Equal(t, "$HOME, which must stay as it is", lost(strings.ReplaceAll(greeting, "$HOME", "/home/zoe")))
}

func TestAnotherValueLeavesTheAppAsItWas(t *testing.T) {
	app := processfile.App{Name: "web", Env: map[string]string{"PORT": "1", "GREETING": "a"}}
	other := with(app, "GREETING", "b")
	assert.Equal(t, map[string]string{"PORT": "1", "GREETING": "b"}, other.Env)
	assert.Equal(t, "a", app.Env["GREETING"])
}

func TestAnEmptyGreetingIsNone(t *testing.T) {
	for want, env := range map[string]map[string]string{"Hello, World!": {"GREETING": ""}, "Servus!": {"GREETING": "Servus!"}} {
		assert.Equal(t, want, expected(&processfile.App{Env: env}))
	}
	assert.Equal(t, "Hello, World!", expected(&processfile.App{}))
}
