package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/control"
)

func TestWhatAStartCameTo(t *testing.T) {
	rows := []control.Row{{Name: "web", Pid: 1}, {Name: "web", Pid: 2}, {Name: "one", Pid: 3}, {Name: "lazy"}}
	for _, c := range []struct {
		change control.Change
		want   string
	}{
		{control.Change{App: "web", What: "added"}, "started, 2 instances"},
		{control.Change{App: "one", What: "added"}, "started"},
		{control.Change{App: "lazy", What: "added"}, "added"},
		{control.Change{App: "one", What: "added", Problem: "it crashes"}, ""},
		{control.Change{App: "one", What: "changed", Details: []string{"instances: 2 → 3", "env.X"}}, "changed: instances: 2 → 3, env.X"},
		{control.Change{App: "one", What: "started"}, "started"},
		{control.Change{App: "gone", What: "removed"}, "stopped and removed; it is in the file no more"},
		{control.Change{App: "one", What: "unchanged"}, ""},
	} {
		assert.Equal(t, c.want, changeWords(c.change, rows), "%+v", c.change)
	}
}

func TestAFileIsToldFromAName(t *testing.T) {
	for word, want := range map[string]bool{
		"services.config.js": true, "a/b": true, "x.yaml": true, "main.go": true, "hello-world": false, "all": false, "0": false, "testdata": false,
	} {
		assert.Equal(t, want, looksLikeFile(word), word)
	}
}
