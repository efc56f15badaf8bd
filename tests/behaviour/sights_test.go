//go:build unix

package behaviour

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// This file owns the words for what is to be seen: in the status, in the
// processes, on ports and in files.

// shows is how everything stands at once; until, how it does in the end. Each
// row is "NAME.INSTANCE MODE STATUS RESTARTS"; a word may be * or end in it, and
// the last one may be 5+ for at least five. No rows: nothing is known.
func shows(rows ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		now := p.rows()
		require.True(p.t, agree(rows, now), "expected %q, seen %v", rows, now)
	})
}

func until(rows ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		var now []row
		require.True(p.t, p.eventually(func() bool { now = p.rows(); return agree(rows, now) }), "expected %q, seen at last %v", rows, now)
	})
}

// agree takes the rows in any order: a * in place of an instance fits each.
func agree(want []string, have []row) bool {
	left := slices.Clone(have)
	for _, w := range want {
		i := slices.IndexFunc(left, func(r row) bool { return fits(w, r) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return len(left) == 0
}

func fits(want string, have row) bool {
	for i, w := range strings.Fields(want) {
		h := strings.Fields(have.String())[i]
		if least, ok := strings.CutSuffix(w, "+"); ok {
			n, err := strconv.Atoi(least)
			if err != nil || have.restarts < n {
				return false
			}
			continue
		}
		if any, ok := strings.CutSuffix(w, "*"); !ok && w != h || ok && !strings.HasPrefix(h, any) {
			return false
		}
	}
	return true
}

// remember notes the processes of instances; same and replaced say afterwards
// whether they are still those.
func remember(labels ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		for _, l := range labels {
			p.pids[l] = p.row(l).pid
		}
	})
}

func same(label string) step {
	return does(func(p *play) { p.t.Helper(); assert.Equal(p.t, p.pids[label], p.row(label).pid, label) })
}

func replaced(label string) step {
	return does(func(p *play) { p.t.Helper(); assert.NotEqual(p.t, p.pids[label], p.row(label).pid, label) })
}

// starts says how many processes have begun so far.
func starts(n int) step {
	return does(func(p *play) {
		p.t.Helper()
		p.eventually(func() bool { return len(p.records()) >= n })
		assert.Len(p.t, p.records(), n, "starts")
	})
}

// pauses says how long it was, at least, from one start to the next. It was
// less than twice as long, but for what the machine needs for a start.
func pauses(least ...time.Duration) step {
	return does(func(p *play) {
		p.t.Helper()
		require.True(p.t, p.eventually(func() bool { return len(p.records()) > len(least) }))
		records := p.records()
		for i, l := range least {
			pause := time.Duration(records[i+1].At-records[i].At) * time.Millisecond
			assert.GreaterOrEqual(p.t, pause, l, "pause %d", i+1)
			assert.Less(p.t, pause, l*2+p.slowness(), "pause %d", i+1)
		}
	})
}

// settled waits until no process has begun for a second, which is the usual
// min_uptime. PM2 takes a restart on request that comes sooner for one more
// failure.
func settled() step { return settledFor(time.Second) }

func settledFor(minUptime time.Duration) step {
	return does(func(p *play) {
		p.t.Helper()
		require.True(p.t, p.eventually(func() bool {
			records := p.records()
			return len(records) > 0 && time.Now().UnixMilli()-records[len(records)-1].At > minUptime.Milliseconds()+100
		}))
	})
}

// record is what the process of an instance said when it began.
func record(p *play, label string) seen {
	p.t.Helper()
	var found []seen
	var pid int
	require.True(p.t, p.eventually(func() bool {
		pid = p.row(label).pid
		found = slices.DeleteFunc(p.records(), func(s seen) bool { return s.Pid != pid })
		return len(found) > 0
	}), "%s, pid %d, has said nothing; those did: %v", label, pid, p.records())
	return found[len(found)-1]
}

// env is what an instance's process sees: A=1, or "A unset".
func env(label string, want ...string) step {
	return does(func(p *play) {
		p.t.Helper()
		sees := record(p, label).Env
		for _, w := range want {
			name, _, _ := strings.Cut(strings.TrimSuffix(w, " unset"), "=")
			now := name + " unset"
			if value, set := sees[name]; set {
				now = name + "=" + value
			}
			assert.Equal(p.t, os.Expand(w, func(port string) string { return strconv.Itoa(p.port(port)) }), now, "the environment of %s", label)
		}
	})
}

// args are the arguments that an instance's program sees.
func args(label string, want ...string) step {
	return does(func(p *play) { p.t.Helper(); assert.Equal(p.t, want, record(p, label).Args) })
}

// flags are those of an instance's interpreter.
func flags(label string, want ...string) step {
	return does(func(p *play) { p.t.Helper(); assert.Subset(p.t, record(p, label).Flags, want) })
}

// cwd is the folder of an instance's process, below the project.
func cwd(label, want string) step {
	return does(func(p *play) {
		p.t.Helper()
		assert.Equal(p.t, filepath.Join(p.project, want), record(p, label).Cwd)
	})
}

// answers: a port answers in the end, and each of these instances does.
func answers(port string, instances ...int) step {
	return does(func(p *play) {
		p.t.Helper()
		met := map[string]bool{}
		require.True(p.t, p.eventually(func() bool {
			text, err := p.fetch(port)
			if err == nil {
				met[text] = true
			}
			return err == nil && len(met) >= len(instances)
		}), "instances that answer on %s: %v", port, met)
		for _, i := range instances {
			assert.Contains(p.t, met, strconv.Itoa(i), "instances that answer on %s", port)
		}
	})
}

// silent: nobody listens on a port.
func silent(port string) step {
	return does(func(p *play) {
		p.t.Helper()
		_, err := p.fetch(port)
		assert.ErrorIs(p.t, err, syscall.ECONNREFUSED)
	})
}

// fetch opens a connection for each request: one that is kept would stay with
// one instance.
func (p *play) fetch(port string) (string, error) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: platformtest.Patience(p.t)}
	answer, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/", p.port(port)))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", answer.Status, body)
	}
	return string(body), err
}

// signalled is the signal that ended a program.
func signalled(want string) step {
	return does(func(p *play) {
		p.t.Helper()
		text, err := os.ReadFile(filepath.Join(p.root, "tmp", "signal"))
		require.NoError(p.t, err)
		assert.Equal(p.t, want, string(text))
	})
}

// has says that a file has, in the end, a whole line that matches. A path that
// begins with logs/ is in the folder of the logs that no process file names.
func has(file, line string) step {
	return does(func(p *play) {
		p.t.Helper()
		pattern := regexp.MustCompile("(?m)^" + line + "$")
		var text []byte
		require.True(p.t, p.eventually(func() bool {
			text, _ = os.ReadFile(p.file(file))
			return pattern.Match(text)
		}), "%s has no line %q:\n%s", file, line, text)
	})
}

func lacks(file, line string) step {
	return does(func(p *play) {
		p.t.Helper()
		text, _ := os.ReadFile(p.file(file))
		assert.NotRegexp(p.t, "(?m)^"+line+"$", string(text), file)
	})
}

func absent(file string) step {
	return does(func(p *play) { p.t.Helper(); assert.NoFileExists(p.t, p.file(file)) })
}

func (p *play) file(name string) string {
	if below, ok := strings.CutPrefix(name, "logs/"); ok {
		return filepath.Join(p.with.logs(), below)
	}
	return filepath.Join(p.project, name)
}

// children says how many processes that programs started themselves live on:
// those that have begun and are no instance's.
func children(want int) step {
	return does(func(p *play) {
		p.t.Helper()
		var alive []int
		p.eventually(func() bool {
			alive = alive[:0]
			instances := p.rows()
			for _, s := range p.records() {
				ofOurs := slices.ContainsFunc(instances, func(r row) bool { return r.pid == s.Pid })
				if !ofOurs && syscall.Kill(s.Pid, 0) == nil {
					alive = append(alive, s.Pid)
				}
			}
			return len(alive) == want
		})
		assert.Len(p.t, alive, want, "processes that live on")
	})
}
