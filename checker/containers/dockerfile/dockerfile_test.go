package dockerfile

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const twoStages = `# syntax=docker/dockerfile:1
FROM golang:1.26-alpine AS build
WORKDIR /src
copy . .
ARG SERVICE=hello-world
RUN --mount=type=cache,target=/go/pkg/mod \
    # a comment in between
    go build \
    -o /app
RUN <<EOF
set -e
USER of no meaning here
EOF

FROM alpine:3.22
COPY --from=build /app /app
COPY <<-"END" /start.sh
	exec /app
	END
CMD ["/app"]
`

func TestInstructionsAreReadWithTheirLines(t *testing.T) {
	assert.Equal(t, []Instruction{
		{2, "FROM", "golang:1.26-alpine AS build", 0},
		{3, "WORKDIR", "/src", 0},
		{4, "COPY", ". .", 0},
		{5, "ARG", "SERVICE=hello-world", 0},
		{6, "RUN", "--mount=type=cache,target=/go/pkg/mod go build -o /app", 0},
		{10, "RUN", "<<EOF\nset -e\nUSER of no meaning here", 0},
		{15, "FROM", "alpine:3.22", 1},
		{16, "COPY", "--from=build /app /app", 1},
		{17, "COPY", "<<-\"END\" /start.sh\n\texec /app", 1},
		{20, "CMD", `["/app"]`, 1},
	}, Instructions(twoStages))
}

func TestAnInstructionsLineIsTheLastOfItsWord(t *testing.T) {
	for word, line := range map[string]int{"cmd": 20, "COPY": 17, "RUN": 10, "USER": 0, "-o": 0, "ENTRYPOINT": 0} {
		assert.Equal(t, line, Line(twoStages, word), word)
	}
	assert.Zero(t, Line("", "FROM"))
}

func TestOddDockerfilesAreReadToTheirEnd(t *testing.T) {
	for text, want := range map[string][]Instruction{
		"RUN x":                             {{1, "RUN", "x", -1}},
		"FROM a\r\nRUN b\r\n":               {{1, "FROM", "a", 0}, {2, "RUN", "b", 0}},
		"FROM a\nRUN b \\":                  {{1, "FROM", "a", 0}, {2, "RUN", "b", 0}},
		"FROM a\nRUN cat <<EOF\nno end":     {{1, "FROM", "a", 0}, {2, "RUN", "cat <<EOF\nno end", 0}},
		"FROM a\nRUN echo $((1<<2))\nRUN b": {{1, "FROM", "a", 0}, {2, "RUN", "echo $((1<<2))", 0}, {3, "RUN", "b", 0}},
	} {
		assert.Equal(t, want, Instructions(text), text)
	}
}

func TestAStepIsMadeOfItsInstruction(t *testing.T) {
	all := Instructions(twoStages)
	for name, line := range map[string]int{
		"[build 1/5] FROM docker.io/library/golang:1.26-alpine": 2,
		"[build 3/5] COPY . .":                             4,
		"[build 5/5] RUN <<EOF (set -e...)":                10,
		"[linux/amd64 build 4/5] RUN --mount=type=cache x": 6,
		"[stage-1 2/3] COPY --from=build /app /app":        16,
		"[internal] load build context":                    0,
		"[hello-world build 4/5] RUN --mount=type=cache x": 6,
		"[hello-world stage-1 2/3] COPY --from=build /app": 16,
		"exporting to image":                               0,
		"[build 3/5] RUN another word":                     0,
		"[stage-1 9/9] COPY x":                             0,
	} {
		at, ok := OfStep(name, all)
		assert.Equal(t, line != 0, ok, name)
		if ok {
			assert.Equal(t, line, at.Line, name)
		}
	}
	single := Instructions("FROM a\nENV b=c\nRUN d\n")
	at, ok := OfStep("[2/2] RUN d", single)
	require.True(t, ok)
	assert.Equal(t, 3, at.Line)
	at, ok = OfStep("[hello-world 2/2] RUN d", single)
	require.True(t, ok, "one stage, and the name is a service's")
	assert.Equal(t, 3, at.Line)
}
