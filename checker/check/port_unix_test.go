//go:build unix

package check

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

// takePort sits down on the sandbox's port between the sandbox's choosing it
// and the program's binding it, which waits for the file "go" meanwhile.
func takePort(t *testing.T, r *Run, signal string) {
	t.Helper()
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(r.Box.Inside(3000))))
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	require.NoError(t, os.WriteFile(signal, nil, 0o644))
}

func TestAStrangerOnTheSandboxsOwnPortIsTroubleAndTriedAgain(t *testing.T) {
	if !platform.OwnersKnown {
		t.Skip("this system does not tell who listens on a port")
	}
	signal := filepath.Join(t.TempDir(), "go")
	runs := 0
	e := exercise(promise("online", func(ctx context.Context, r *Run) *Finding {
		if finding := r.Start(ctx); finding != nil {
			return finding
		}
		if runs++; runs == 1 {
			takePort(t, r, signal)
			finding := r.ComesOnline(ctx, &r.File.Apps[0])
			require.NotNil(t, finding)
			assert.True(t, finding.Trouble, "the learner is not to blame: %v", finding)
			assert.Contains(t, finding.Seen, "a port that the sandbox had chosen was taken by")
			assert.Contains(t, finding.Seen, strconv.Itoa(os.Getpid()))
			return finding
		}
		return r.ComesOnline(ctx, &r.File.Apps[0])
	}))
	text := `module.exports = { name: 'web', args: 'serve-after ` + signal + `', SELF }`
	result := do(t, e, answer(t, text))
	assert.Equal(t, Passed, result.Status, "on other ports: %+v", result.Steps)
	assert.Equal(t, 2, runs)
}

func TestALostSharedPortIsTrouble(t *testing.T) {
	finding := (&Run{}).appFailed(&processfile.App{Name: "web"}, &ecosystem.PortTaken{App: "web", Port: 25000, Owners: []platform.Owner{{Pid: 12, Name: "node"}}})
	assert.True(t, finding.Trouble)
	assert.Equal(t, "CHECKER", finding.ID)
	assert.Contains(t, finding.Seen, "node (pid 12)")
}

func TestAProgramsComplaintAboutItsPortIsUnderstood(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	taken := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	for name, words := range map[string]string{
		"Go":     "listen tcp 127.0.0.1:" + taken + ": bind: address already in use",
		"Node":   "Error: listen EADDRINUSE: address already in use :::" + taken,
		"Python": "OSError: [Errno 98] Address already in use: port " + taken,
		"words":  "port " + taken + " is in use",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Regexp(t, inUse, words)
			assert.Equal(t, taken, strconv.Itoa(portNamed("first line\n"+words+"\nlast line")))
		})
	}
	for name, words := range map[string]string{
		"no number":         "address already in use",
		"another complaint": "cannot reach 127.0.0.1:" + taken,
	} {
		t.Run(name, func(t *testing.T) { assert.Zero(t, portNamed(words)) })
	}
}
