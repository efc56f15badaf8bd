package docker

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

func TestAProgramIsReachedOrElsewhere(t *testing.T) {
	const inside = 3000
	for p, want := range map[place]struct{ at, elsewhere bool }{
		{"[::]", inside}:      {true, false},
		{"0.0.0.0", inside}:   {true, false},
		{"127.0.0.1", inside}: {false, true},
		{"127.1.2.3", inside}: {false, true},
		{"localhost", inside}: {false, true},
		{"[::1]", inside}:     {false, true},
		{"[::]", 8080}:        {false, true},
		{}:                    {false, false},
	} {
		assert.Equal(t, want.at, p.isAt(inside), p)
		assert.Equal(t, want.elsewhere, p.isElsewhere(inside), p)
	}
}

func TestVisitsAreReadFromAnAnswerThatIsOne(t *testing.T) {
	for name, c := range map[string]struct {
		answer check.Answer
		n      int
		ok     bool
	}{
		"a number":       {check.Answer{Status: 200, Body: `{"visits":3}`}, 3, true},
		"none yet":       {check.Answer{Status: 200, Body: `{"visits":0}`}, 0, true},
		"another answer": {check.Answer{Status: 200, Body: `{"teams":[]}`}, 0, false},
		"no JSON":        {check.Answer{Status: 200, Body: "3"}, 0, false},
		"an error":       {check.Answer{Status: 503, Body: `{"visits":3}`}, 0, false},
		"no answer":      {check.Answer{Err: errors.New("refused")}, 0, false},
	} {
		n, ok := visits(c.answer)
		assert.Equal(t, c.ok, ok, name)
		assert.Equal(t, c.n, n, name)
	}
}

func TestTheUserOfTheLastStageCounts(t *testing.T) {
	for text, line := range map[string]int{
		"FROM a\nUSER 1\n":                    2,
		"FROM a\nUSER 1\nRUN x\nUSER 2\n":     4,
		"FROM a AS b\nUSER 1\nFROM c\n":       0,
		"FROM a AS b\nFROM c\nuser app\n":     3,
		"FROM a\n# USER 1\nRUN echo USER x\n": 0,
	} {
		assert.Equal(t, line, lastUser(written(text)), text)
	}
}

func TestTheRootIsToldWhereItsUserIsNamed(t *testing.T) {
	k := written("FROM a\nUSER root\nCMD x\n")
	k.image.Config.User = "root"
	assert.Equal(t, "ROOT", k.root(docker.Process{UID: "0"}).ID)
	assert.Equal(t, "Dockerfile:2", k.root(docker.Process{UID: "0"}).Where)
	assert.Equal(t, "Dockerfile:2", written("FROM a\nCMD x\n").root(docker.Process{UID: "0"}).Where, "no user is named: where it starts")
}

func TestTheLineThatCopiesEverythingIsNamed(t *testing.T) {
	for text, where := range map[string]string{
		"FROM a AS b\nCOPY . .\nFROM c\nCOPY --from=b /app /app\n": "Dockerfile:4",
		"FROM c\nCOPY go.mod ./\nCOPY . .\nADD x y\n":              "Dockerfile:3",
		"FROM c\nADD x y\nCOPY z y\n":                              "Dockerfile:2",
	} {
		assert.Equal(t, where, written(text).copyLine(), text)
	}
	k := written("FROM c\nCOPY . .\n")
	assert.Equal(t, "SECRET-FILE", k.secretInside("srv/.env").ID)
	several := k.sourceInside([]string{"f.go", "e.go", "d.go", "c.go", "b.go", "a.go", "a.go"})
	assert.Equal(t, "SOURCE-INSIDE", several.ID)
	assert.Contains(t, several.Seen, "/a.go, /b.go, /c.go, /d.go")
	assert.NotContains(t, several.Seen, "e.go", "two more, and not by name")
}

func TestSourcesAreKnownByTheirContent(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"main.go": "package main\n", "go.mod": "module a\n", "empty.go": "", "notes.txt": "words\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	all, err := sourcesIn(folder)
	require.NoError(t, err)
	assert.Equal(t, map[sum256]bool{sumOf([]byte("package main\n")): true, sumOf([]byte("module a\n")): true}, all)
	_, err = sourcesIn(filepath.Join(folder, "missing"))
	assert.Error(t, err)
}

func TestAShellIsKnownWithItsPath(t *testing.T) {
	for command, shell := range map[string]bool{
		"/bin/sh": true, "bash": true, "/bin/ash": true, "/app": false, "/srv/sh/hello": false, "": false,
	} {
		assert.Equal(t, shell, isShell(command), command)
	}
}

func TestASizeIsTheSumOfItsLayers(t *testing.T) {
	assert.EqualValues(t, 15, sum([]docker.Layer{{Size: 5}, {Size: 0}, {Size: 10}}))
	assert.Equal(t, "14.1 MB", megabytes(14_123_456))
}

func TestOnlyAnotherPortBecomesAFixedOne(t *testing.T) {
	k := written("FROM a\n")
	assert.Equal(t, "PORT-FIXED", k.fixed(&check.Finding{ID: "OTHER-PORT"}, anotherPort).ID)
	assert.Equal(t, "ENDED", k.fixed(&check.Finding{ID: "ENDED"}, anotherPort).ID)
}
