//go:build unix

package behaviour

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// This file owns a play: one case with one of the two process managers, in a
// folder of its own.

// play is what steps work on.
type play struct {
	t       *testing.T
	with    manager
	root    string // holds project, tmp and, for PM2, its home
	project string // the process file, its programs, and where commands are typed
	at      string // the folder below project in which commands are typed
	shell   []string
	ports   map[string]int // by the name that stands in the file as $NAME
	// pids of instances as `remember` saw them, by label.
	pids map[string]int
}

// newPlay lays a case out. What the case started is gone when its test ends.
func newPlay(t *testing.T, c *behaviour, with func(root string) manager) *play {
	t.Helper()
	// Not t.TempDir: sockets lie in it, and their paths have to be short.
	root, err := os.MkdirTemp("", "play-")
	require.NoError(t, err)
	root, err = filepath.EvalSymlinks(root)
	require.NoError(t, err)
	p := &play{t: t, root: root, project: filepath.Join(root, "project"), shell: c.shell, ports: map[string]int{}, pids: map[string]int{}}
	p.with = with(root)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(root)) })
	require.NoError(t, os.MkdirAll(filepath.Join(root, "tmp", "seen"), 0o700))
	require.NoError(t, os.CopyFS(p.project, os.DirFS("testdata")))
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.Symlink(self, filepath.Join(p.project, "app")))
	p.write("services.config.js", "module.exports = { apps: ["+c.apps+"] };")
	t.Cleanup(p.end)
	return p
}

// write puts a file into the project; $PORT and the like become free ports.
func (p *play) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.project, name)
	require.NoError(p.t, os.MkdirAll(filepath.Dir(path), 0o700))
	text = os.Expand(text, func(name string) string {
		require.True(p.t, strings.HasPrefix(name, "PORT"), "$%s in %s stands for nothing", name, text)
		return strconv.Itoa(p.port(name))
	})
	require.NoError(p.t, os.WriteFile(path+"~", []byte(text), 0o600))
	require.NoError(p.t, os.Rename(path+"~", path))
}

func (p *play) port(name string) int {
	p.t.Helper()
	if p.ports[name] == 0 {
		p.ports[name] = freePort(p.t)
	}
	return p.ports[name]
}

var given struct {
	sync.Mutex
	ports map[int]bool
}

// freePort never gives a port twice: the case that got it first may only be
// about to listen there.
func freePort(t *testing.T) int {
	t.Helper()
	given.Lock()
	defer given.Unlock()
	if given.ports == nil {
		given.ports = map[int]bool{}
	}
	for {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		require.NoError(t, err)
		port := l.Addr().(*net.TCPAddr).Port
		require.NoError(t, l.Close())
		if !given.ports[port] {
			given.ports[port] = true
			return port
		}
	}
}

// outcome is how a command ended.
type outcome struct {
	code     int
	out, err string
	took     time.Duration
}

// run types a command. What it prints goes to files: a daemon that it starts
// may hold a pipe open for ever.
func (p *play) run(words ...string) outcome {
	p.t.Helper()
	dir, err := os.MkdirTemp(p.root, "command-")
	require.NoError(p.t, err)
	out, err := os.Create(filepath.Join(dir, "out"))
	require.NoError(p.t, err)
	defer out.Close()
	errs, err := os.Create(filepath.Join(dir, "err"))
	require.NoError(p.t, err)
	defer errs.Close()
	cmd := p.with.command(words...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = filepath.Join(p.project, p.at), out, errs
	cmd.Env = append(p.environ(), cmd.Env...)
	begun := time.Now()
	require.NoError(p.t, cmd.Start())
	bound := time.AfterFunc(platformtest.Patience(p.t), func() { _ = cmd.Process.Kill() })
	defer bound.Stop()
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(p.t, err, "%v", cmd.Args)
	}
	return outcome{code: cmd.ProcessState.ExitCode(), out: content(out), err: content(errs), took: time.Since(begun)}
}

func content(f *os.File) string {
	text, _ := os.ReadFile(f.Name())
	return string(text)
}

// handedOver are the variables of the tests' own shell that programs may need
// to start.
var handedOver = []string{"PATH", "HOME", "PYENV_ROOT", "LANG"}

func (p *play) environ() []string {
	env := []string{"TMPDIR=" + filepath.Join(p.root, "tmp"), "GORACE=atexit_sleep_ms=0"}
	for _, name := range handedOver {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return append(env, p.shell...)
}

// rows asks how everything stands, sorted by name and instance.
func (p *play) rows() []row {
	p.t.Helper()
	o := p.run(p.with.status()...)
	require.Zero(p.t, o.code, "the status cannot be had: %s", o.err)
	rows, err := p.with.read(o.out)
	require.NoError(p.t, err, "the status cannot be read: %s", o.out)
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.String(), b.String()) })
	return rows
}

// row finds an instance, such as web.0.
func (p *play) row(label string) row {
	p.t.Helper()
	rows := p.rows()
	i := slices.IndexFunc(rows, func(r row) bool { return r.label() == label })
	require.GreaterOrEqual(p.t, i, 0, "there is no %s in %v", label, rows)
	return rows[i]
}

// records are what all processes of this play said when they began, the oldest
// first.
func (p *play) records() []seen {
	p.t.Helper()
	files, err := filepath.Glob(filepath.Join(p.root, "tmp", "seen", "*.json"))
	require.NoError(p.t, err)
	var all []seen
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(p.t, err)
		var s seen
		require.NoError(p.t, json.Unmarshal(text, &s), "%s", text)
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b seen) int { return int(a.At - b.At) })
	return all
}

// eventually looks again and again, in growing steps, until found.
func (p *play) eventually(found func() bool) bool {
	deadline := time.Now().Add(platformtest.Patience(p.t))
	for pause := 5 * time.Millisecond; !found(); pause = min(pause*3/2, 100*time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
		<-time.After(pause)
	}
	return true
}

// slowness is how much later than on an idle machine a thing may come: a second
// there, and twenty times what a small command takes now.
func (p *play) slowness() time.Duration {
	return time.Second + 20*p.run(p.with.status()...).took
}

// end stops everything. With ours nothing may be left behind then; what PM2
// leaves is known for it, and is ended here.
func (p *play) end() {
	if p.t.Failed() {
		p.t.Logf("the manager's own log:\n%s", p.with.ownLog())
	}
	p.at = ""
	o := p.run("kill")
	if p.with.leavesNothing() {
		require.Zero(p.t, o.code, "kill: %s", o.err)
		require.NotContains(p.t, p.with.ownLog(), "DATA RACE")
	}
	left := p.left()
	if p.with.leavesNothing() && !p.eventually(func() bool { left = p.left(); return len(left) == 0 }) {
		p.t.Errorf("left behind: %v", left)
	}
	for _, pid := range left {
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill()
		}
	}
	if !p.eventually(func() bool { return len(p.left()) == 0 }) {
		p.t.Errorf("cannot be ended: %v", p.left())
	}
}

// left are the processes of this play that live. They have its TMPDIR. Where
// there is no /proc, nobody can tell.
func (p *play) left() []int {
	mark := "TMPDIR=" + filepath.Join(p.root, "tmp")
	entries, _ := os.ReadDir("/proc")
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		environ, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if slices.Contains(strings.Split(string(environ), "\x00"), mark) {
			pids = append(pids, pid)
		}
	}
	return pids
}
