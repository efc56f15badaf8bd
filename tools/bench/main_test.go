package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tools/bench/internal/peer"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

// TestAQuickRunMeasuresOursAndTheFloor looks at the shape of the report, never
// at the figures: other tests load the machine.
func TestAQuickRunMeasuresOursAndTheFloor(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the runner")
	}
	t.Setenv("TMPDIR", t.TempDir()) // so that what is left there is seen
	var out, messages bytes.Buffer
	code := Main(t.Context(), []string{"--quick", "--json", "--rows", "start,stop,left", "--peers", "floor"}, &out, &messages)
	require.Zero(t, code, "%s", messages.String())
	var report struct {
		Rows []struct {
			Row, Case, Unit string
			Peers           []struct {
				Peer   string
				N      int
				Median float64
			}
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &report), "%s", out.String())
	measured := map[string]int{}
	for _, row := range report.Rows {
		for _, p := range row.Peers {
			measured[row.Row+" "+row.Case+" "+p.Peer] += p.N
		}
	}
	for _, want := range []string{"start 1 service", "start 10 services", "stop 1 service", "stop 10 services"} {
		assert.Equal(t, 1, measured[want+" ours"], want)
		assert.Equal(t, 1, measured[want+" floor"], want)
	}
	// The runner's folder for sockets whose own path is too long stays, empty.
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "workshop-run-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestAWrongCallIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		args  []string
		words string
	}{
		"a row":     {[]string{"--rows", "starts"}, `there is no row "starts"; there are start, cold,`},
		"a manager": {[]string{"--peers", "pm3"}, `there is no manager "pm3"; there are ours, floor, pm2,`},
		"a path":    {[]string{"--pm2", "missing"}, "--pm2: "},
		"rounds":    {[]string{"--rounds", "0"}, "between 1 and 100"},
		"a word":    {[]string{"start"}, "rows are chosen with --rows"},
		"a flag":    {[]string{"--fast"}, "unknown flag"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, messages bytes.Buffer
			assert.Equal(t, 2, Main(t.Context(), c.args, &out, &messages))
			assert.Contains(t, messages.String(), c.words)
			assert.Contains(t, messages.String(), "Try: ")
			assert.Empty(t, out.String())
		})
	}
}

func TestAManagerThatIsNotInstalledIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := (&options{rounds: 1, peers: []string{"pm2"}}).plan()
	assert.ErrorContains(t, err, "pm2 is not on the PATH")
}

func TestOursIsAlwaysMeasuredAndTheRestIsWhatIsInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	p, err := (&options{rounds: 5, quick: true}).plan()
	require.NoError(t, err)
	assert.Equal(t, []string{"ours", "floor"}, names(p.kinds))
	assert.Equal(t, 1, p.rounds)
	assert.Len(t, p.rows, len(rows))

	program := filepath.Join(t.TempDir(), "somewhere")
	require.NoError(t, os.WriteFile(program, nil, 0o700))
	p, err = (&options{rounds: 5, pm2: program, peers: []string{"pm2"}, rows: []string{"kill"}}).plan()
	require.NoError(t, err)
	assert.Equal(t, []string{"ours", "pm2"}, names(p.kinds))
	assert.Equal(t, []string{"kill"}, p.rows)
}

func names(kinds []peer.Kind) []string {
	var all []string
	for _, k := range kinds {
		all = append(all, k.Name)
	}
	return all
}

func TestEveryRowHasAProbeAndEveryProbeARow(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rows {
		known[r.name] = false
	}
	for _, p := range probes(false) {
		for _, r := range p.rows {
			assert.Contains(t, known, r)
			known[r] = true
		}
	}
	for name, probed := range known {
		assert.True(t, probed, name)
	}
	for _, g := range goals() {
		assert.Contains(t, known, g.Row, g.Words)
	}
}

func TestWrkReportsAreRead(t *testing.T) {
	got, err := readWrk(`Running 2s test @ http://127.0.0.1:1/
  Latency Distribution
     50%  500.00us
     99%    2.57ms
  120 requests in 2.00s, 1.00MB read
  Socket errors: connect 1, read 2, write 0, timeout 3
  Non-2xx or 3xx responses: 4
Requests/sec:  21173.48
`)
	require.NoError(t, err)
	assert.Equal(t, pressure{perSecond: 21173.48, slow: 2.57, failed: 10, asked: 120}, got)
	_, err = readWrk("unable to connect")
	assert.ErrorContains(t, err, "unable to connect")
}
