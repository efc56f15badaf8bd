package console_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/screen/console"
)

func TestNoStreamPrintsThePasswordOfAURL(t *testing.T) {
	var out, messages bytes.Buffer
	streams := &console.Streams{Out: &out, Err: &messages}
	streams.Printf("%s\n", `{"where": "redis://user:sesame@localhost:6379/0"}`)
	streams.Say("dialling redis://:sesame@localhost")
	assert.Equal(t, `{"where": "redis://user:***@localhost:6379/0"}`+"\n", out.String())
	assert.Equal(t, "dialling redis://:***@localhost\n", messages.String())
}
