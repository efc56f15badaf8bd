package compare_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/learner/compare"
)

const stack = `services:
  hello-world:
    build:
      context: .
      args:
        SERVICE: hello-world
    environment:
      PORT: "3000"
      GREETING: Hi
    ports:
      - "127.0.0.1:3000:3000"
    depends_on:
      redis:
        condition: service_started
    healthcheck:
      test: wget -q http://127.0.0.1:3000/
      interval: 60s
  redis:
    image: redis:7-alpine
    volumes:
      - redis-data:/data
volumes:
  redis-data:
`

// replace replaces each odd text by the one behind it.
func replace(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

func TestComposeFilesAreTheSameHoweverTheyAreWritten(t *testing.T) {
	for name, text := range map[string]string{
		"quotes":              replace(stack, `"3000"`, "3000", "GREETING: Hi", `GREETING: "Hi"`),
		"a list of variables": replace(stack, "PORT: \"3000\"\n      GREETING: Hi", "- PORT=3000\n      - GREETING=Hi"),
		"a short build":       replace(stack, "context: .\n", "context: ./\n      dockerfile: Dockerfile\n"),
		"a list of services":  replace(stack, "redis:\n        condition: service_started", "- redis"),
		"a long port":         replace(stack, `- "127.0.0.1:3000:3000"`, "- target: 3000\n        published: 3000\n        host_ip: 127.0.0.1\n        protocol: tcp"),
		"a long volume":       replace(stack, "- redis-data:/data", "- {type: volume, source: redis-data, target: /data}"),
		"a test as a list":    replace(stack, "wget -q http://127.0.0.1:3000/", `["CMD-SHELL", "wget -q http://127.0.0.1:3000/"]`),
		"another unit":        replace(stack, "60s", "1m"),
		"a version":           "version: '3'\n" + stack,
		"an empty volume":     replace(stack, "redis-data:\n", "redis-data: {}\n"),
		"the order":           replace(stack, "volumes:\n  redis-data:\n", "", "services:", "volumes: {redis-data: }\nservices:"),
		"an anchor":           replace(stack, "environment:\n", "environment:\n      <<: &same {GREETING: Hi}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c, err := compare.ComposeFiles(compare.Text{Name: "compose.yaml", Text: text}, compare.Text{Text: stack})
			require.NoError(t, err)
			assert.Empty(t, differences(c))
			assert.Equal(t, compare.Style, c.Verdict)
		})
	}
	c, err := compare.ComposeFiles(compare.Text{Text: stack}, compare.Text{Text: stack})
	require.NoError(t, err)
	assert.Equal(t, compare.Same, c.Verdict)
}

func TestWhatComposeFilesDoInAnotherWayIsShownWithBothValues(t *testing.T) {
	line := func(app, field, theirs, solution, where string) compare.Line {
		return compare.Line{Kind: compare.Behaviour, App: app, Field: field, Theirs: theirs, Solution: solution, Where: where}
	}
	for name, c := range map[string]struct {
		text string
		want []compare.Line
	}{
		"a value":        {replace(stack, "GREETING: Hi", "GREETING: Ho"), []compare.Line{line("hello-world", "environment.GREETING", "Ho", "Hi", "compose.yaml:9")}},
		"in a list":      {replace(stack, "PORT: \"3000\"\n      GREETING: Hi", "- PORT=3001\n      - GREETING=Hi"), []compare.Line{line("hello-world", "environment.PORT", "3001", "3000", "compose.yaml:7")}},
		"a condition":    {replace(stack, "service_started", "service_healthy"), []compare.Line{line("hello-world", "depends_on.redis.condition", "service_healthy", "service_started", "compose.yaml:14")}},
		"an open port":   {replace(stack, "127.0.0.1:3000:3000\"", "3000:3000\""), []compare.Line{line("hello-world", "ports", `["3000:3000"]`, `["127.0.0.1:3000:3000"]`, "compose.yaml:10")}},
		"no port":        {replace(stack, "    ports:\n      - \"127.0.0.1:3000:3000\"\n", ""), []compare.Line{line("hello-world", "ports", "", `["127.0.0.1:3000:3000"]`, "")}},
		"another folder": {replace(stack, "redis-data:/data", "./data:/data"), []compare.Line{line("redis", "volumes", `["./data:/data"]`, `["redis-data:/data"]`, "compose.yaml:20")}},
		"a list that is another command": {
			replace(stack, "wget -q http://127.0.0.1:3000/", `["CMD", "wget", "-q", "http://127.0.0.1:3000/"]`),
			[]compare.Line{line("hello-world", "healthcheck.test", `["CMD", "wget", "-q", "http://127.0.0.1:3000/"]`, `["CMD-SHELL", "wget -q http://127.0.0.1:3000/"]`, "compose.yaml:16")},
		},
		"no volume":      {replace(stack, "volumes:\n  redis-data:\n", ""), []compare.Line{line("", "volumes.redis-data", "", "{}", "")}},
		"a service more": {replace(stack, "  redis:\n    image", "  more: {image: x}\n  redis:\n    image"), []compare.Line{line("more", "services", "more", "", "compose.yaml:18")}},
		"a service less": {"services:\n  hello-world:\n" + between(stack, "hello-world:\n", "  redis:\n    image") + "volumes: {redis-data: }\n", []compare.Line{line("redis", "services", "", "redis", "")}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := compare.ComposeFiles(compare.Text{Name: "compose.yaml", Text: c.text}, compare.Text{Name: "s", Text: stack})
			require.NoError(t, err)
			assert.Equal(t, compare.Behaviour, got.Verdict)
			assert.Equal(t, c.want, differences(got))
		})
	}
}

func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}

func TestAComposeFileThatIsNoneIsAnError(t *testing.T) {
	for _, text := range []string{"services: [", "a: 1\na: 2\n", "- 1\n"} {
		_, err := compare.ComposeFiles(compare.Text{Name: "mine", Text: text}, compare.Text{Text: stack})
		assert.ErrorContains(t, err, "mine: ")
	}
	for _, text := range []string{"", "services: 3", "services: {hello-world: }"} {
		_, err := compare.ComposeFiles(compare.Text{Name: "mine", Text: text}, compare.Text{Text: stack})
		assert.NoError(t, err, "what lacks is a difference")
	}
}
