package main

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/control"
)

func TestScaleIsTypedJustSo(t *testing.T) {
	for typed, want := range map[string]control.Scale{
		"4": {N: 4}, "+2": {By: 2}, "-1": {By: -1}, "max": {N: runtime.NumCPU()},
	} {
		app, to, err := scaleWords([]string{"web", typed})
		assert.NoError(t, err, typed)
		assert.Equal(t, "web", app)
		assert.Equal(t, want, to, typed)
	}
	for typed, words := range map[string]string{
		"0": "`stop web`", "+0": "changes nothing", "-0": "changes nothing", "many": "no number", "1.5": "no number", "": "no number",
		"99999999999999999999": "no number",
	} {
		_, _, err := scaleWords([]string{"web", typed})
		assert.ErrorContains(t, err, words, "%q", typed)
	}
	for _, args := range [][]string{nil, {"web"}, {"web", "1", "2"}} {
		_, _, err := scaleWords(args)
		assert.Error(t, err)
	}
}

func TestAMinusIsNoFlagOfScale(t *testing.T) {
	for _, c := range []struct{ typed, want []string }{
		{[]string{"scale", "web", "-1"}, []string{"scale", "web", "--", "-1"}},
		{[]string{"scale", "web", "-12", "--json"}, []string{"scale", "web", "--json", "--", "-12"}},
		{[]string{"--no-color", "scale", "web", "-1"}, []string{"--no-color", "scale", "web", "--", "-1"}},
		{[]string{"scale", "web", "--", "-1"}, []string{"scale", "web", "--", "-1"}},
		{[]string{"scale", "web", "3"}, []string{"scale", "web", "3"}},
		{[]string{"scale", "--help"}, []string{"scale", "--help"}},
		{[]string{"logs", "web", "-1"}, []string{"logs", "web", "-1"}},
		{[]string{"-1"}, []string{"-1"}},
		{nil, nil},
	} {
		assert.Equal(t, c.want, minusIsNoFlag(c.typed), "%q", c.typed)
	}
}
