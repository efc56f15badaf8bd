package isolated_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/tests/platformtest"
)

const suspensions = 2

func TestASuspendedMachineChangesNoVerdict(t *testing.T) {
	// given is what the check may take, and suspensions last longer together, each
	// of them longer than kill_timeout and the time after which a program that
	// does nothing has shown what it does.
	given, suspended := 5*time.Second, 2600*time.Millisecond
	if platformtest.Race { // the check itself takes several times as long
		given, suspended = 4*given, 4*suspended
	}
	cfg, marked := kit(t)
	self, err := os.Executable()
	require.NoError(t, err)
	cfg.File = filepath.Join(cfg.Kit, "services.config.js")
	require.NoError(t, os.WriteFile(cfg.File, fmt.Appendf(nil,
		`module.exports = { name: 'web', script: %q, args: 'serve', exec_mode: 'cluster', instances: 2, env: { PORT: 3000, %s: 1 } }`, self, asApp), 0o600))
	came := make(chan check.Result, 1)
	go func() {
		r, _ := isolated.Do(t.Context(), exercise(isBusy), cfg, given)
		came <- r
	}()
	for n := range suspensions {
		require.Eventually(t, func() bool {
			text, _ := os.ReadFile(marked)
			round, err := strconv.Atoi(string(text))
			return err == nil && round > 2*n || len(came) > 0
		}, time.Minute, 5*time.Millisecond)
		resume := suspend(t)
		<-time.After(suspended)
		resume()
	}
	r := <-came
	assert.Equal(t, check.Passed, r.Status)
	for _, s := range r.Steps {
		if s.Finding != nil {
			assert.Fail(t, s.ID, s.Finding.Seen)
		}
	}
	assert.Greater(t, r.Duration, given, "it was suspended for so long")
}

// suspend stops all that this process has started, and whatever that has.
func suspend(t *testing.T) (resume func()) {
	t.Helper()
	stopped := map[int]bool{os.Getpid(): true}
	for more := true; more; {
		more = false
		for pid, parent := range parents(t) {
			if stopped[parent] && !stopped[pid] {
				stopped[pid], more = true, true
				_ = syscall.Kill(pid, syscall.SIGSTOP)
			}
		}
	}
	delete(stopped, os.Getpid())
	assert.NotEmpty(t, stopped, "there was nothing to be suspended")
	return func() {
		for pid := range stopped {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
}

func parents(t *testing.T) map[int]int {
	t.Helper()
	all := map[int]int{}
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	for _, file := range files {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		all[pid], _ = strconv.Atoi(fields[1])
	}
	return all
}
