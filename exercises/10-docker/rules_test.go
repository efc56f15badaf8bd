package docker

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/checker/patience"
)

// written is what is known of a Dockerfile, and of its image's history.
func written(text string, history ...string) *notes {
	n := &notes{shown: "Dockerfile", text: text, file: dockerfile.Instructions(text)}
	for _, by := range history {
		n.layers = append(n.layers, docker.Layer{By: by})
	}
	return n
}

func TestSecretsThatAnImageTellsAreFoundWithTheirLine(t *testing.T) {
	const from = "FROM alpine:3.22\n"
	for name, test := range map[string]struct {
		text, history string
		line          int // 0: it tells none
	}{
		"a password":                {from + "ENV DB_PASSWORD=abc\n", "ENV DB_PASSWORD=abc", 2},
		"a token of a build":        {from + "ARG API_TOKEN\nRUN x\n", "RUN |1 API_TOKEN=abc /bin/sh -c x", 2},
		"a label":                   {from + "LABEL my.secret=abc\n", "LABEL my.secret=abc", 2},
		"quoted":                    {from + `ENV SECRET="a b"` + "\n", "ENV SECRET=a b", 2},
		"an address":                {from + "ENV A=1\nENV REDIS_URL=redis://u:pw@h\n", "ENV REDIS_URL=redis://u:pw@h", 3},
		"an address without a name": {from + "ENV REDIS_URL=redis://:pw@h\n", "ENV REDIS_URL=redis://:pw@h", 2},
		"an address without one":    {from + "ENV REDIS_URL=redis://h:6379\n", "ENV REDIS_URL=redis://h:6379", 0},
		"no value":                  {from + "ENV API_TOKEN=\n", "ENV API_TOKEN=", 0},
		"where it is to be found":   {from + "ENV API_TOKEN=/run/secrets/token\n", "ENV API_TOKEN=/run/secrets/token", 0},
		"a file's name":             {from + "ENV PASSWORD_FILE=abc\n", "ENV PASSWORD_FILE=abc", 0},
		"a secret mount":            {from + "RUN --mount=type=secret,id=token x\n", "RUN /bin/sh -c x # buildkit", 0},
		"read when it runs":         {from + "RUN TOKEN=$(cat /run/x) y\n", "RUN /bin/sh -c TOKEN=$(cat /run/x) y", 0},
		"a word with key in it":     {from + "ENV KEYBOARD=de MONKEY=1\n", "ENV KEYBOARD=de MONKEY=1", 0},
		"of the base image":         {from, "ENV GPG_SECRET=abc", 0},
		"an address of the base":    {from, "ENV REDIS_URL=redis://u:pw@h", 0},
		"in a comment alone":        {from + "# DB_PASSWORD=abc\n", "ENV DB_PASSWORD=abc", 0},
	} {
		t.Run(name, func(t *testing.T) {
			told := written(test.text, test.history).visibleSecret()
			require.Equal(t, test.line != 0, told != nil)
			if told != nil {
				assert.Equal(t, test.line, told.line)
				assert.NotContains(t, written(test.text).secretTold(*told).Seen, "abc")
				assert.NotContains(t, written(test.text).secretTold(*told).Seen, "pw@")
			}
		})
	}
}

func TestTheLargestLayersAreToldWithWhatMadeThem(t *testing.T) {
	lines := biggest([]docker.Layer{
		{By: `ENTRYPOINT ["/app"]`}, {By: "COPY /app   /app", Size: 12_000_000},
		{By: "RUN " + strings.Repeat("x", 200), Size: 80_000_000}, {Size: 227_000_000}, {By: "COPY . .", Size: 5_000_000},
	})
	require.Len(t, lines, 3)
	assert.Equal(t, "   227.0 MB  the image that FROM names", lines[0])
	assert.Equal(t, "    80.0 MB  RUN "+strings.Repeat("x", longestBy-4)+"…", lines[1])
	assert.Equal(t, "    12.0 MB  COPY /app /app", lines[2])
	assert.Len(t, biggest([]docker.Layer{{By: "a", Size: 90_000_000}, {By: "b", Size: 10}}), 1, "a layer of nothing made nothing big")
}

const sourcesFirst = "FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN <<EOF\nset -e\ngo mod download\nEOF\nRUN go build -o /app\nFROM alpine:3.22\nRUN apk add --no-cache curl\n"

func TestAStepThatDownloadsOnceMoreIsNamed(t *testing.T) {
	for name, test := range map[string]struct {
		step    docker.BuildStep
		command string
		modules int
	}{
		"a build that fetches":    {docker.BuildStep{Name: "[build 5/5] RUN go build -o /app", Lines: []string{"go: downloading a v1", "go: downloading b v1", "ok"}}, "", 2},
		"in a here-document":      {docker.BuildStep{Name: "[build 4/5] RUN <<EOF (set -e...)"}, "go mod download", 0},
		"packages":                {docker.BuildStep{Name: "[stage-1 2/2] RUN apk add --no-cache curl"}, "apk add", 0},
		"unknown to the file":     {docker.BuildStep{Name: "[other 7/9] RUN wget http://a.example/b"}, "wget", 0},
		"taken from the cache":    {docker.BuildStep{Name: "[stage-1 2/2] RUN apk add --no-cache curl", Cached: true}, "none", 0},
		"a cache mount":           {docker.BuildStep{Name: "[other 7/9] RUN --mount=type=cache,target=/go/pkg/mod go mod download"}, "none", 0},
		"a build that does not":   {docker.BuildStep{Name: "[build 5/5] RUN go build -o /app", Lines: []string{"ok"}}, "none", 0},
		"a copy of such a file":   {docker.BuildStep{Name: "[other 3/9] COPY wget /bin/wget"}, "none", 0},
		"of the engine's own":     {docker.BuildStep{Name: "[internal] load build context", Lines: []string{"go: downloading a v1"}}, "none", 0},
		"the image to begin with": {docker.BuildStep{Name: "[build 1/5] FROM docker.io/library/golang:1.26-alpine"}, "none", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := repeatedDownload(docker.Built{Steps: []docker.BuildStep{test.step}}, dockerfile.Instructions(sourcesFirst))
			if test.command == "none" {
				assert.Nil(t, got)
				return
			}
			require.NotNil(t, got)
			assert.Equal(t, test.command, got.command)
			assert.Equal(t, test.modules, got.modules)
		})
	}
}

func TestWhyAContainerDoesNotRunIsKnownByTheEnginesWords(t *testing.T) {
	const runc = "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
	n := written("FROM scratch\nCOPY --from=build /app /bin/hello\nUSER app\nCMD [\"/app\"]\n")
	for said, id := range map[string]string{
		"Error response from daemon: no command specified":                   "NO-COMMAND",
		"unable to find user app: no matching entries in passwd file":        "NO-USER",
		"exec /x: exec format error":                                         "NOT-A-PROGRAM",
		"exec /app: no such file or directory":                               "NO-LIBRARY",
		runc + `exec: "/app": stat /app: no such file or directory: unknown`: "NO-SUCH-PROGRAM",
		runc + `exec: "hello": executable file not found in $PATH: unknown`:  "NO-SUCH-PROGRAM",
		runc + `exec: "/etc": permission denied: unknown`:                    "NOT-EXECUTABLE",
		"/bin/sh: [/app]: not found":                                         "NO-SUCH-PROGRAM",
		"msg=\"REDIS_URL is not set\"":                                       "OTHER-SERVICE",
		"panic: runtime error":                                               "",
		"":                                                                   "",
	} {
		finding := n.cause(said)
		if id == "" {
			assert.Nil(t, finding, said)
			continue
		}
		require.NotNil(t, finding, said)
		assert.Equal(t, id, finding.ID, said)
	}
	assert.Contains(t, n.cause(runc+`exec: "/app": stat /app: no such file or directory`).Try, `ENTRYPOINT ["/bin/hello"]`)
	assert.Equal(t, "Dockerfile:3", n.cause("unable to find user app: no matching").Where)
	assert.Equal(t, "Dockerfile:4", n.cause("exec /x: exec format error").Where)
}

func TestWhereAProgramListensIsReadInItsOwnWords(t *testing.T) {
	for line, elsewhere := range map[string]bool{
		"msg=listening url=http://[::]:3000 instance=0 pid=1":      false,
		"msg=listening url=http://0.0.0.0:3000 instance=0":         false,
		"msg=listening url=http://127.0.0.1:3000 instance=0 pid=1": true,
		"msg=listening url=http://localhost:3000 instance=0":       true,
		"msg=listening url=http://[::1]:3000":                      true,
		"msg=listening url=http://[::]:8080 instance=0":            true,
		"starting on port 8080":                                    false,
	} {
		assert.Equal(t, elsewhere, listens([]string{"before", line, "after"}).isElsewhere(3000), line)
	}
}

func TestASignalThatIsSwallowedIsLaidToTheFirstProcess(t *testing.T) {
	for first, id := range map[string]string{
		"/bin/sh -c /app | tee /tmp/log": "SHELL-FORM",
		"bash /start.sh":                 "SCRIPT-WITHOUT-EXEC",
		"/app":                           "KILLED",
		"/bin/sh":                        "KILLED",
	} {
		n := written("FROM a\nCMD x\n")
		n.processes = []docker.Process{{UID: "1", Command: first}, {UID: "1", Command: "/srv/hello --fast"}}
		finding := n.swallowed(patience.ContainerStop.Time, patience.ContainerStop.Time)
		assert.Equal(t, id, finding.ID, first)
		assert.Equal(t, "Dockerfile:2", finding.Where)
		if id != "KILLED" {
			assert.Contains(t, finding.Try, "/srv/hello")
		}
	}
	assert.Equal(t, "KILLED", written("FROM a\n").swallowed(patience.ContainerStop.Time, patience.ContainerStop.Time).ID, "also when nobody knows its processes")
}

func TestFilesOfAnImageAreKnownByTheirContent(t *testing.T) {
	ours := []byte("package main\n")
	f := findings{sources: map[sum256]bool{sumOf(ours): true}}
	for path, text := range map[string]string{
		"src/main.go": string(ours), "src/other.go": "package other\n", "bin/app": string(ours),
		"srv/.env": "A=1\n" + canary + "\n", "srv/.git/config": "[core]\n", "srv/.gitignore": "x\n",
	} {
		require.NoError(t, f.inspect(docker.File{Path: path, Content: strings.NewReader(text)}))
	}
	assert.ElementsMatch(t, []string{"src/main.go", "srv/.git/config"}, f.source)
	assert.Equal(t, []string{"srv/.env"}, f.secret)
	assert.Error(t, f.inspect(docker.File{Path: "a", Content: &broken{}}))
}

// broken is a file that cannot be read to its end.
type broken struct{ bytes.Buffer }

func (*broken) Read([]byte) (int, error) { return 0, errors.New("cut off") }

func TestLooksAndNotSecondsSayWhatAContainerWillDo(t *testing.T) {
	const inside = 3000
	times := func(n int, p place) (all []place) { return slices.Repeat([]place{p}, n) }
	there, elsewhere := place{"[::]", inside}, place{"127.0.0.1", inside}
	for name, c := range map[string]struct {
		said []place
		is   outlook
	}{
		"it has said nothing yet":             {times(mostPolls, place{}), mayAnswer},
		"it never says anything":              {times(mostPolls+1, place{}), isSilent},
		"it has just said where it listens":   {append(times(50, place{}), there), mayAnswer},
		"it said so long ago":                 {times(mostSilent+1, there), isSilent},
		"it said once that it cannot be seen": {times(1, elsewhere), mayAnswer},
		"it says so again and again":          {times(believed+1, elsewhere), isElsewhere},
		"it has another port":                 {times(believed+1, place{"[::]", inside + 1}), isElsewhere},
		"it has moved to where it should be":  {append(times(believed, elsewhere), times(mostSilent, there)...), mayAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			var seen polls
			last := mayAnswer
			for i, p := range c.said {
				assert.Equal(t, mayAnswer, last, "before look %d", i)
				last = seen.judge(p, inside, mostSilent)
			}
			assert.Equal(t, c.is, last)
		})
	}
}
