package docker

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// heard lets a log be read as it comes from docker build --progress=plain.
func heard(text string) *buildLog {
	log := &buildLog{}
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			log.line(line)
		}
	}
	return log
}

// The accounts are BuildKit's own words, shortened.

const failedAccount = `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 101B done
#1 DONE 0.0s

#4 [1/3] FROM docker.io/library/alpine:3.22
#4 CACHED

#6 [2/3] COPY a.txt /
#6 DONE 0.1s

#7 [3/3] RUN go build -o /app .
#7 0.651 /bin/sh: go: not found
#7 ERROR: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 127
------
 > [3/3] RUN go build -o /app .:
0.651 /bin/sh: go: not found
------
Dockerfile:3
--------------------
   1 |     FROM alpine:3.22
   2 |     COPY a.txt /
   3 | >>> RUN go build -o /app .
--------------------
ERROR: failed to solve: process "/bin/sh -c go build -o /app ." did not complete successfully: exit code: 127
`

func TestAFailedBuildTellsItsStepItsLineAndItsLastWords(t *testing.T) {
	log := heard(failedAccount)
	built := Built{Steps: log.steps, Line: log.at}
	assert.Equal(t, 3, built.Line)
	step := built.FailedStep()
	require.NotNil(t, step)
	assert.Equal(t, "[3/3] RUN go build -o /app .", step.Name)
	assert.Equal(t, []string{"/bin/sh: go: not found"}, step.Lines, "without the time before it, and once")
	assert.Contains(t, step.Error, "exit code: 127")
	assert.False(t, step.Done)
	assert.Equal(t, []int{1, 4, 6, 7}, numbers(built.Steps))
	assert.True(t, built.Steps[1].Cached)
	assert.True(t, built.Steps[2].Done)
}

func numbers(steps []BuildStep) (all []int) {
	for _, s := range steps {
		all = append(all, s.Number)
	}
	return all
}

func TestStepsThatSpeakAtTheSameTimeAreKeptApart(t *testing.T) {
	log := heard(`#12 [build 4/4] RUN go build
#8 [stage-1 2/3] RUN adduser -D app
#12 0.201 go: downloading a.example/b v1.0.0
#8 0.311 made
#8 DONE 0.4s

#12 [build 4/4] RUN go build
#12 0.501 go: downloading a.example/c v1.0.0
#12 ...
#12 DONE 2.1s
`)
	require.Equal(t, []int{8, 12}, numbers(log.steps))
	assert.Equal(t, []string{"made"}, log.steps[0].Lines)
	assert.Equal(t, []string{"go: downloading a.example/b v1.0.0", "go: downloading a.example/c v1.0.0"}, log.steps[1].Lines)
	assert.True(t, log.steps[1].Done)
	assert.Zero(t, log.at)
}

func TestProgressTellsTheDockerfilesStepsAlone(t *testing.T) {
	var told []string
	log := &buildLog{progress: func(step string) { told = append(told, step) }}
	for _, line := range []string{
		"#1 [internal] load build definition from Dockerfile", "#4 [1/2] FROM docker.io/library/alpine:3.22", "#4 CACHED",
		"#5 [2/2] RUN <<EOF (echo one...)", "#5 0.2 one", "#6 exporting to image",
	} {
		log.line(line)
	}
	assert.Equal(t, []string{"[1/2] FROM docker.io/library/alpine:3.22", "[2/2] RUN <<EOF (echo one...)"}, told)
}

func TestAFloodOfLinesIsNotKept(t *testing.T) {
	log := heard("#5 [2/2] RUN yes\n" + strings.Repeat("#5 0.1 y\n", 10*mostStepLines))
	require.Len(t, log.steps, 1)
	assert.LessOrEqual(t, len(log.steps[0].Lines), mostStepLines)
	assert.NotEmpty(t, log.steps[0].Lines)
}
