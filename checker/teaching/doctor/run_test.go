package doctor

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAnswerComesThoughTheSystemDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ever := make(chan bool)
		defer close(ever)
		stuck := Check{Name: "disk", Limit: soon, look: func(context.Context, func(Progress)) finding {
			<-ever
			return ok("much later")
		}}
		began := time.Now()
		got := stuck.Run(t.Context(), nil)
		assert.Equal(t, Warn, got.Status)
		assert.True(t, got.Late)
		assert.Contains(t, got.Seen, "could not be checked within 1 minute")
		assert.Contains(t, got.Do, "go run ./checker doctor")
		assert.Equal(t, soon+grace, time.Since(began))
	})
}

func TestLookThatHeedsItsTimeHasTheLastWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := Check{Name: "Docker", Limit: soon, look: func(ctx context.Context, _ func(Progress)) finding {
			<-ctx.Done()
			return warn("stopped in good order", "")
		}}
		assert.Equal(t, "stopped in good order", slow.Run(t.Context(), nil).Seen)
	})
}

// What a look says whose time is over is said of the time, not of the machine.
func TestWhatWasNotSeenInTimeIsNotMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := Check{Name: "Go", Limit: asking, look: func(ctx context.Context, _ func(Progress)) finding {
			<-ctx.Done()
			return judgeGo(goFacts{err: context.Cause(ctx), said: "context deadline exceeded"})
		}}
		got := busy.Run(t.Context(), nil)
		assert.True(t, got.Late)
		assert.True(t, Ready([]Result{got}))
		assert.NotContains(t, got.Seen, "deadline")
	})
}

func TestNothingIsToldOfAQuestionThatIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan bool)
		late := Check{Name: "libraries", Limit: soon, look: func(_ context.Context, progress func(Progress)) finding {
			<-over
			progress(Progress{Line: "late"})
			return ok("")
		}}
		late.Run(t.Context(), func(Progress) { assert.Fail(t, "told") })
		close(over)
		synctest.Wait()
	})
}

func TestWhereNothingIsAskedThereIsNoAnswer(t *testing.T) {
	d := dockerState{kit: t.TempDir()}
	none := Check{Name: "container part", Limit: soon, look: d.prepare}
	assert.Empty(t, none.Run(t.Context(), nil).Status, "no Docker, and nobody has asked for it")
}

func TestInterruptEndsAQuestionAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		slow := Check{Name: "compiled", Limit: time.Hour, look: func(ctx context.Context, _ func(Progress)) finding {
			cancel()
			<-ctx.Done()
			return ok("")
		}}
		began := time.Now()
		slow.Run(ctx, nil)
		assert.Zero(t, time.Since(began))
	})
}

func TestEveryQuestionHasANameOfItsOwnAndALimit(t *testing.T) {
	for _, pull := range []bool{false, true} {
		names := map[string]bool{}
		for _, c := range Checks(t.TempDir(), pull) {
			assert.False(t, names[c.Name], c.Name)
			names[c.Name] = true
			assert.Positive(t, c.Limit, c.Name)
		}
		assert.Contains(t, names, "Go")
		assert.Equal(t, pull, names["image alpine"])
	}
}
