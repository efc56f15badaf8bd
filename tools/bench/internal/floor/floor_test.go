package floor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tools/bench/internal/floor"
	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/proc"
)

func init() {
	// waits writes its number down and stays until it is asked to end.
	selfexec.Register("waits", func(args []string) int {
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		appendLine(args[0], strconv.Itoa(os.Getpid()))
		<-asked
		return 0
	})
	// stubborn does not hear.
	selfexec.Register("stubborn", func(args []string) int {
		signal.Ignore(syscall.SIGTERM)
		appendLine(args[0], strconv.Itoa(os.Getpid()))
		<-time.After(time.Minute)
		return 0
	})
	selfexec.Register("prints", func([]string) int {
		fmt.Print("one\ntwo\nlast words")
		return 0
	})
}

func TestMain(m *testing.M) {
	selfexec.Play()
	os.Exit(m.Run())
}

func appendLine(path, text string) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, _ = f.WriteString(text + "\n")
		_ = f.Close()
	}
}

func app(t *testing.T, part string, args ...string) floor.App {
	t.Helper()
	cmd, err := selfexec.Command(t.Context(), part, args...)
	require.NoError(t, err)
	return floor.App{Program: cmd.Path, Args: cmd.Args[1:]}
}

// pids waits until n programs have written their numbers down.
func pids(t *testing.T, path string, n int) []int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	defer cancel()
	for {
		text, _ := os.ReadFile(path)
		words := strings.Fields(string(text))
		if len(words) >= n {
			var all []int
			for _, w := range words {
				pid, err := strconv.Atoi(w)
				require.NoError(t, err)
				all = append(all, pid)
			}
			return all
		}
		require.NoError(t, load.Pause(ctx, time.Millisecond), "%d of %d programs came", len(words), n)
	}
}

func TestAProgramThatEndsIsStartedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pids")
	a := app(t, "waits", path)
	a.Restart = true
	var s floor.Supervisor
	require.NoError(t, s.Start([]floor.App{a}))
	first := pids(t, path, 1)[0]
	proc.Kill(first)
	second := pids(t, path, 2)[1]
	assert.NotEqual(t, first, second)
	s.Stop()
	assert.False(t, proc.Running(second))
}

func TestAStopEndsEveryProgramAndTheNextStartWorks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pids")
	a := app(t, "waits", path)
	a.Restart = true
	var s floor.Supervisor
	for round := range 2 {
		require.NoError(t, s.Start([]floor.App{a, a, a}))
		for _, pid := range pids(t, path, 3*(round+1))[3*round:] {
			defer func() { assert.False(t, proc.Running(pid)) }()
		}
		s.Stop()
	}
	assert.Len(t, pids(t, path, 6), 6, "what was stopped is not started again")
}

func TestAStubbornProgramIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pids")
	var s floor.Supervisor
	require.NoError(t, s.Start([]floor.App{app(t, "stubborn", path)}))
	pid := pids(t, path, 1)[0]
	s.Stop()
	assert.False(t, proc.Running(pid))
}

func TestWhatIsPrintedComesIntoTheFileToTheLastWord(t *testing.T) {
	a := app(t, "prints")
	a.Log = filepath.Join(t.TempDir(), "log")
	var s floor.Supervisor
	require.NoError(t, s.Start([]floor.App{a}))
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	defer cancel()
	for text := []byte(nil); string(text) != "one\ntwo\nlast words"; text, _ = os.ReadFile(a.Log) {
		require.NoError(t, load.Pause(ctx, time.Millisecond), "in the file: %q", text)
	}
	s.Stop()
}

func TestOrdersAreAnsweredAndTheEndOfInputStopsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pids")
	var orders, answers strings.Builder
	for _, o := range []floor.Order{
		{Do: "start", Apps: []floor.App{app(t, "waits", path)}},
		{Do: "status"},
		{Do: "start", Apps: []floor.App{{Program: filepath.Join(t.TempDir(), "missing")}}},
	} {
		require.NoError(t, json.NewEncoder(&orders).Encode(o))
	}
	// The input ends only when the program runs.
	started := make(chan struct{})
	go func() {
		pids(t, path, 1)
		close(started)
	}()
	floor.Serve(io.MultiReader(strings.NewReader(orders.String()), endAfter(started)), &answers)
	lines := strings.Split(answers.String(), "\n")
	assert.Equal(t, []string{"ok", "ok"}, lines[:2])
	assert.Contains(t, lines[2], "missing")
	assert.False(t, proc.Running(pids(t, path, 1)[0]))
}

// endAfter is an input that ends when a channel is closed.
type endAfter <-chan struct{}

func (e endAfter) Read([]byte) (int, error) {
	<-e
	return 0, io.EOF
}
