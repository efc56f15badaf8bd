package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

func TestAProblemIsToldWithAllThatIsKnown(t *testing.T) {
	s := &console.Streams{}
	full := processfile.Problem{
		At: processfile.Position{File: "services.config.js", Line: 3, Column: 5}, Message: "no such field",
		Source: "  instanses: 2,\n  ^", Expected: "a field", Found: "instanses", Hint: "instances",
	}
	assert.Equal(t, `services.config.js:3:5: no such field
      instanses: 2,
      ^
    expected: a field
    found:    instanses
    try:      instances
`, problemText(s, full))
	bare := processfile.Problem{At: processfile.Position{File: "a.json"}, Message: "it is empty"}
	assert.Equal(t, "a.json: it is empty\n", problemText(s, bare))

	narrow := &console.Streams{Width: 40}
	bare.Hint = "the fields are listed in the docs; a variable for the program belongs in env"
	assert.Equal(t, `a.json: it is empty
    try:      the fields are listed in
              the docs; a variable for
              the program belongs in env
`, problemText(narrow, bare))
}
