package environtest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// This file owns a visit as the test sees it: what is asked for, and how the
// process is sent that enters an environment, see Place, and does it there, see
// Session.

// visit is one row, with all paths in it.
type visit struct {
	Place     Place
	Env       []string // the whole Environment of the commands
	Kit       string   // the clone that is visited
	Row       string   // the row's own folder
	Temporary string   // in which nothing may be left
	Programs  string
	Exercises []int
	Trouble   []string
	Starts    bool // what the runner starts can be started all the same
	Port      int  // for the runner
}

// visit prepares a row's folder.
func (s *shared) visit(t *testing.T, e Environment, row string) visit {
	t.Helper()
	in := func(text string) string { return strings.ReplaceAll(text, "ROW/", row+"/") }
	v := visit{
		Place: e.Place, Row: row, Kit: s.kit, Programs: s.programs(),
		Exercises: e.Exercises, Trouble: e.Trouble, Starts: e.Compiled || len(e.Trouble) == 0, Port: freePort(t),
	}
	env := s.variables(row)
	for _, pair := range e.Env {
		name, value, given := strings.Cut(pair, "=")
		if delete(env, name); given {
			env[name] = in(value)
		}
	}
	v.Temporary = env["TMPDIR"]
	for _, folder := range []string{"home", "state", "cache"} {
		require.NoError(t, os.Mkdir(filepath.Join(row, folder), 0o700))
	}
	require.NoError(t, os.Mkdir(v.Temporary, 0o700))
	if e.Clone != "" {
		v.Kit = filepath.Join(row, e.Clone)
		cloneTo(t, v.Kit)
	}
	if e.Alter != nil {
		e.Alter(t, row, v.Kit)
	}
	v.Place.Mounts = nil
	for _, m := range e.Place.Mounts {
		m.Folder = in(m.Folder)
		v.Place.Mounts = append(v.Place.Mounts, m)
	}
	if v.Place.User != 0 {
		v.Place.Folder, v.Place.Modules, v.Place.Cache = row, env["GOMODCACHE"], env["GOCACHE"]
		env["GOCACHE"], env["XDG_CACHE_HOME"] = overlay(row), filepath.Join(row, "cache")
	}
	withGroups(t, &v.Place)
	for name, value := range env {
		v.Env = append(v.Env, name+"="+value)
	}
	return v
}

// variables are those that every row begins with.
func (s *shared) variables(row string) map[string]string {
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "LANG": "C.UTF-8", "HOME": filepath.Join(row, "home"), "TMPDIR": filepath.Join(row, "tmp"),
		"XDG_CACHE_HOME": s.cache(), "RUNNER_HOME": filepath.Join(row, "state"),
	}
	for name, value := range s.goes {
		env[name] = value
	}
	return env
}

func freePort(t *testing.T) int {
	t.Helper()
	held, err := platform.ReservePorts(1)
	require.NoError(t, err)
	t.Cleanup(held.ReleaseAll)
	port := held.First
	held.ReleaseAll()
	return port
}

// send has a process enter the Environment and make the visit. It returns what
// was wrong there, a sentence each.
func (v visit) send(t *testing.T) []string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	cmd, err := selfexec.Command(t.Context(), "visit")
	require.NoError(t, err)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &said, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: v.Place.spaces(), Pdeathsig: syscall.SIGKILL}
	// The kernel ends it when the thread ends that has started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	require.NoError(t, cmd.Run(), "the visit did not come to its end")
	var wrong []string
	require.NoError(t, json.Unmarshal(said.Bytes(), &wrong))
	return wrong
}

// report says what was wrong.
func (v visit) report(t *testing.T, wrong []string) {
	t.Helper()
	for _, w := range wrong {
		assert.Fail(t, w)
	}
	assert.Empty(t, running(platformtest.Patience(t), v.Row), "left running")
}
