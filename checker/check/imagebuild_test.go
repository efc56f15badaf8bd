package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
)

// The words are those of docker build, as they were seen.
func TestWhyAnImageIsNotBuiltIsKnownByTheWordsOfTheBuild(t *testing.T) {
	const file = "FROM golang:1.26-alpine AS build\nCOPY services .\nRUN go build -o /app\nFROM alpine:3.22\nCOPY --from=biuld /app /app\nCOPY --from=build /bin/x /app\n"
	process := "ERROR: failed to solve: process \"/bin/sh -c x\" did not complete successfully: exit code: 1"
	checksum := "ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref c6::wa: "
	for name, test := range map[string]struct {
		line int
		said string
		id   string
		says string
	}{
		"empty":                 {0, "ERROR: failed to solve: the Dockerfile cannot be empty", "NO-FROM", "golang:1.26-alpine AS build"},
		"no FROM":               {1, "ERROR: failed to solve: no build stage in current context", "NO-FROM", "no FROM"},
		"misspelt":              {2, "ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)", "UNKNOWN-INSTRUCTION", "Write RUN instead of RUNN"},
		"nonsense":              {2, "ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: BUILD", "UNKNOWN-INSTRUCTION", "BUILD is no instruction"},
		"no image":              {1, "ERROR: failed to solve: dockerfile parse error on line 1: FROM requires either one or three arguments", "SYNTAX", "one or three arguments"},
		"flag":                  {2, "ERROR: failed to solve: dockerfile parse error on line 2: unknown flag: chmood (did you mean chmod?)", "SYNTAX", "chmood"},
		"not there":             {2, checksum + `"/src": not found`, "NOTHING-TO-COPY", "src is to be copied, and there is no such"},
		"ignored":               {2, checksum + `"/services": not found`, "NOTHING-TO-COPY", "!services"},
		"not there in a stage":  {6, checksum + `"/bin/x": not found`, "NOTHING-TO-COPY", "--from=build wants /bin/x"},
		"no user":               {3, "unable to find user app: no matching entries in passwd file", "NO-USER", "adduser -D -u 10001 app"},
		"no shell":              {3, "0.1 runc run failed: unable to start container process: exec: \"/bin/sh\": stat /bin/sh: no such file or directory\n" + process, "NO-SHELL", "needs a shell"},
		"old Go":                {3, "0.2 go: go.mod requires go >= 1.26.0 (running go 1.22.4; GOTOOLCHAIN=local)\n" + process, "OLD-GO", "the image has Go 1.22.4"},
		"no module":             {3, "0.2 go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n" + process, "GO-MODULE", "WORKDIR /src"},
		"does not compile":      {3, "0.9 services/hello-world/main.go:3:1: undefined: x\n" + process, "DOES-NOT-COMPILE", "undefined: x"},
		"no go":                 {3, "0.651 /bin/sh: go: not found\n" + process, "NO-SUCH-COMMAND", "no command go"},
		"no bash in a debian":   {3, "0.2 /bin/sh: 1: curl: not found\n" + process, "NO-SUCH-COMMAND", "apk add --no-cache curl"},
		"anything else":         {3, "0.2 oh no\n" + process, "BUILD-FAILS", "did not complete successfully"},
		"misspelt stage":        {5, "ERROR: failed to solve: biuld: failed to resolve source metadata for docker.io/library/biuld:latest: failed to do request: dial tcp: lookup registry-1.docker.io: no such host", "UNKNOWN-STAGE", "--from=build"},
		"no such image":         {1, "ERROR: failed to solve: golang:1.62: failed to resolve source metadata for docker.io/library/golang:1.62: docker.io/library/golang:1.62: not found", "UNKNOWN-IMAGE", "golang:1.62"},
		"nothing that is known": {0, "something new", "BUILD-FAILS", "something new"},
	} {
		t.Run(name, func(t *testing.T) {
			f := failedBuild{
				name: "Dockerfile", file: dockerfile.Instructions(file), said: test.said, built: docker.Built{Line: test.line},
				isThere: func(path string) bool { return path == "services" },
			}
			finding := f.finding()
			require.Equal(t, test.id, finding.ID, finding.Seen)
			assert.Contains(t, finding.Seen+"\n"+finding.Try, test.says)
			assert.False(t, finding.Lacking || finding.Trouble, "it is the learner's")
			assert.NotEmpty(t, finding.Expected)
			assert.True(t, strings.HasPrefix(finding.Where, "Dockerfile"))
		})
	}
}

func TestABuildThatTheMachineCannotDoIsNotTheLearners(t *testing.T) {
	for said, id := range map[string]string{
		"ERROR: failed to solve: alpine:3.22: failed to resolve source metadata for docker.io/library/alpine:3.22: failed to do request: Head \"https://registry-1.docker.io/v2/library/alpine/manifests/3.22\": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host": "CANNOT-PULL",
		"0.2 write /app: no space left on device\nERROR: failed to solve: process \"x\" did not complete successfully: exit code: 1":                                                                                                                                                 "DISK-FULL",
		"0.4 go: a.example/b@v1: Get \"https://proxy.golang.org/a\": dial tcp: lookup proxy.golang.org on 10.0.0.2:53: no such host\nERROR: failed to solve: process":                                                                                                                "NO-NETWORK",
	} {
		f := failedBuild{name: "Dockerfile", said: said, isThere: func(string) bool { return false }}
		finding := f.finding()
		assert.Equal(t, id, finding.ID)
		assert.True(t, finding.Lacking)
	}
}

func TestTheLastStageIsWhatTheImageIsMadeOf(t *testing.T) {
	last := LastStage(dockerfile.Instructions("ARG A=1\nFROM a\nRUN b\nFROM c\nCOPY d e\n"))
	require.Len(t, last, 2)
	assert.Equal(t, 4, last[0].Line)
	assert.Empty(t, LastStage(nil))
}
