//go:build unix

package ecosystem_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

// Requests of several people at once, kills among them, and a stop in the
// middle of it all: no process may be left, and no goroutine.
func TestNothingStaysWhateverIsAskedAtOnce(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	for round := range 4 {
		web, single := cluster(t, "web", 2), app(t, "single", "stay")
		whole, events := start(t, ecosystem.Options{}, web, single)
		var people sync.WaitGroup
		for n := range 4 {
			dice := rand.New(rand.NewPCG(uint64(round), uint64(n)))
			people.Go(func() { meddle(t, whole, dice) })
		}
		awaitSome(t, whole, events, "web", 10+round*5)
		whole.Stop(bounded(t))
		people.Wait()
		for _, name := range []string{"web", "single"} {
			for _, e := range events.of(name, supervise.Started) {
				assert.False(t, platform.Alive(e.Pid), "pid %d of %s", e.Pid, name)
			}
		}
	}
	client.CloseIdleConnections()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+3 }, platformtest.Patience(t), time.Millisecond,
		"goroutines: %d before, and now %d", goroutines, runtime.NumGoroutine())
}

func awaitSome(t *testing.T, whole *ecosystem.Ecosystem, events *record, name string, starts int) {
	t.Helper()
	require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
		return len(events.of(name, supervise.Started)) >= starts
	}))
}

// meddle asks for one thing after the other until the whole is being stopped.
func meddle(t *testing.T, whole *ecosystem.Ecosystem, dice *rand.Rand) {
	for range 200 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+dice.IntN(2000))*time.Millisecond)
		var err error
		switch dice.IntN(6) {
		case 0:
			err = whole.Restart(ctx, "web")
		case 1:
			err = whole.Reload(ctx, "web")
		case 2:
			err = whole.Scale(ctx, "web", 1+dice.IntN(4))
		case 3:
			err = whole.StopApp(ctx, "single")
		case 4:
			err = whole.StartApp(ctx, "single")
		case 5:
			if all := rows(whole, "web"); all[0].Pid != 0 {
				_ = syscall.Kill(all[0].Pid, syscall.SIGKILL)
			}
		}
		cancel()
		if err != nil && (err.Error() == "web is being stopped" || err.Error() == "single is being stopped") {
			return
		}
	}
}
