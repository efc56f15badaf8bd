package picture

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

func TestWhatWasPrintedIsReadWithItsLook(t *testing.T) {
	green := look{colour: 32}
	for _, c := range []struct {
		line string
		want []span
	}{
		{"", nil},
		{"   ", nil},
		{"one two", []span{{0, "one two", look{}}}},
		{"  one   two ", []span{{2, "one", look{}}, {8, "two", look{}}}},
		{"a \x1b[32mb\x1b[0m c", []span{{0, "a", look{}}, {2, "b", green}, {4, "c", look{}}}},
		{"\x1b[1;36mé\x1b[22mx\x1b[39my", []span{{0, "é", look{36, true, false}}, {1, "x", look{colour: 36}}, {2, "y", look{}}}},
		{"\x1b[2mdim\x1b[m.", []span{{0, "dim", look{dim: true}}, {3, ".", look{}}}},
		{"  … waits\r\x1b[K  ✓ done", []span{{2, "✓ done", look{}}}},
		{"│ 0  │", []span{{0, "│ 0", look{}}, {5, "│", look{}}}},
		{"\x1b[2Jx", []span{{0, "x", look{}}}},
	} {
		assert.Equal(t, c.want, read(c.line), "%q", c.line)
	}
}

func TestATerminalIsDrawnAsText(t *testing.T) {
	svg := Terminal("checker 1 & more", "a <story>", []string{
		"$ go run ./checker 1", "", "  \x1b[32m✓\x1b[0m it is there          \x1b[2m6 ms\x1b[0m", "\x1b[33mNot yet\x1b[0m: a < b",
	})
	wellFormed(t, svg)
	golden(t, "terminal.svg", svg)
}

func TestAProxyIsDrawnAsAMap(t *testing.T) {
	svg := Proxy("map", "where to", &processfile.File{
		Apps: []processfile.App{
			{Name: "web", ExecMode: processfile.Cluster, Instances: 2, Port: 3000},
			{Name: "api", ExecMode: processfile.Fork, Instances: 1, Port: 3001},
		},
		Proxy: &processfile.Proxy{Port: 8080, Rules: []processfile.Rule{
			{Pathname: "/api/**", Methods: []string{"GET", "HEAD"}, Dest: "api"}, {Dest: "web"},
		}},
	})
	wellFormed(t, svg)
	golden(t, "proxy.svg", svg)
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestThePicturesOfTheDocsAreWellFormed(t *testing.T) {
	found, err := filepath.Glob("../../docs/pictures/*.svg")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	for _, path := range found {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		wellFormed(t, string(text))
		assert.NotContains(t, string(text), "\x1b", path)
		assert.Regexp(t, `<desc id="description">[A-Z].{30,}</desc>`, string(text), "%s tells its story to those who do not see it", path)
	}
}
