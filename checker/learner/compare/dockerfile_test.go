package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/learner/compare"
)

const image = `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
ENV CGO_ENABLED=0
RUN --mount=type=cache,target=/root/.cache go build -o /app ./services/hello-world

FROM alpine:3.22
LABEL a=1 b=2
USER 10001
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`

// differences are the lines of a comparison that change what happens.
func differences(c compare.Comparison) []compare.Line {
	var all []compare.Line
	for _, l := range c.Lines {
		if l.Kind == compare.Behaviour {
			all = append(all, l)
		}
	}
	return all
}

func TestDockerfilesAreTheSameHoweverTheyAreWritten(t *testing.T) {
	for name, text := range map[string]string{
		"comments and empty lines": "# syntax=docker/dockerfile:1\n" + replace(image, "WORKDIR", "# where\n\nWORKDIR"),
		"the case":                 replace(image, "FROM golang:1.26-alpine AS build", "from golang:1.26-alpine as build", "ENTRYPOINT", "entrypoint"),
		"lines that go on":         replace(image, "go build -o /app ./services", "\\\n    # the service\n    go build \\\n\n -o /app ./services"),
		"another escape":           "# escape=`\n" + replace(image, "go build -o", "go build `\n -o"),
		"labels apart":             replace(image, "LABEL a=1 b=2\nUSER 10001", "USER 10001\nLABEL b=\"2\"\nLABEL a 1"),
		"the old form of ENV":      replace(image, "ENV CGO_ENABLED=0", "ENV CGO_ENABLED 0"),
		"spaces in a list":         replace(image, `["/app"]`, `[ "/app" ]`),
		"the order in a mount":     replace(image, "type=cache,target=/root/.cache", "target=/root/.cache,type=cache"),
		"another name of a stage":  replace(image, "AS build", "AS compiler", "--from=build", "--from=compiler"),
		"a stage by its number":    replace(image, "--from=build", "--from=0"),
		"Windows line ends":        replace(image, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c := compare.Dockerfiles(compare.Text{Name: "Dockerfile", Text: text}, compare.Text{Name: "s", Text: image})
			assert.Empty(t, differences(c))
			assert.NotEqual(t, compare.Behaviour, c.Verdict)
		})
	}
	same := compare.Dockerfiles(compare.Text{Text: image + "\n"}, compare.Text{Text: image})
	assert.Equal(t, compare.Same, same.Verdict)
	style := compare.Dockerfiles(compare.Text{Text: "# mine\n" + image}, compare.Text{Text: image})
	assert.Equal(t, compare.Style, style.Verdict)
}

func TestWhatDockerfilesDoInAnotherWayIsShownWithBothLines(t *testing.T) {
	line := func(app, field, theirs, solution, where string) compare.Line {
		return compare.Line{Kind: compare.Behaviour, App: app, Field: field, Theirs: theirs, Solution: solution, Where: where}
	}
	for name, c := range map[string]struct {
		text string
		want []compare.Line
	}{
		"shell form":        {replace(image, `["/app"]`, "/app"), []compare.Line{line("last stage", "ENTRYPOINT", "/app", `["/app"]`, "Dockerfile:11")}},
		"spaces in quotes":  {replace(image, "a=1", `a="1  1"`), []compare.Line{line("last stage", "LABEL.a", `1  1`, "1", "Dockerfile:8")}},
		"root":              {replace(image, "USER 10001\n", ""), []compare.Line{line("last stage", "USER", "", "USER 10001", "")}},
		"one step more":     {replace(image, "WORKDIR /src", "WORKDIR /src\nRUN apk add git"), []compare.Line{line("build", "RUN", "RUN apk add git", "", "Dockerfile:3"), line("build", "ENV.CGO_ENABLED", "0, after the first RUN", "0, after 0 RUNs", "Dockerfile:5")}},
		"another image":     {replace(image, "alpine:3.22", "debian"), []compare.Line{line("last stage", "FROM", "debian", "alpine:3.22", "Dockerfile:7")}},
		"a variable late":   {replace(image, "ENV CGO_ENABLED=0\n", "", "\n\nFROM", "\nENV CGO_ENABLED=0\n\nFROM"), []compare.Line{line("build", "ENV.CGO_ENABLED", "0, after the first RUN", "0, after 0 RUNs", "Dockerfile:5")}},
		"another order":     {replace(image, "WORKDIR /src\nCOPY . .", "COPY . .\nWORKDIR /src"), []compare.Line{line("build", "COPY", "COPY . .", "", "Dockerfile:2"), line("build", "COPY", "", "COPY . .", "")}},
		"one stage":         {"FROM golang:1.26-alpine\nENTRYPOINT [\"/app\"]\nLABEL a=1 b=2\nUSER 10001\nCOPY --from=build /app /app\n", []compare.Line{line("build", "FROM", "", "golang:1.26-alpine", ""), line("last stage", "FROM", "golang:1.26-alpine", "alpine:3.22", "Dockerfile:1")}},
		"a stage more":      {"FROM scratch AS more\n" + replace(image, "--from=build", "--from=1"), []compare.Line{line("more", "FROM", "scratch", "", "Dockerfile:1")}},
		"text of a heredoc": {replace(image, "USER 10001", "USER 10001\nRUN <<EOF\n# a\nEOF"), []compare.Line{line("last stage", "RUN", "RUN <<EOF\n# a\nEOF", "", "Dockerfile:10")}},
		"nothing":           {"", []compare.Line{line("build", "FROM", "", "golang:1.26-alpine", ""), line("last stage", "FROM", "", "alpine:3.22", "")}},
	} {
		t.Run(name, func(t *testing.T) {
			got := compare.Dockerfiles(compare.Text{Name: "Dockerfile", Text: c.text}, compare.Text{Name: "s", Text: image})
			assert.Equal(t, compare.Behaviour, got.Verdict)
			assert.ElementsMatch(t, c.want, differences(got))
		})
	}
}
