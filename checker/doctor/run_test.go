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
		stuck := Check{"disk", soon, func(context.Context, func(Progress)) finding {
			<-ever
			return ok("much later")
		}}
		began := time.Now()
		got := stuck.Run(t.Context(), nil)
		assert.Equal(t, Result{"disk", Warn, "no answer within 10s", ""}, got)
		assert.Equal(t, soon+grace, time.Since(began))
	})
}

func TestLookThatHeedsItsTimeHasTheLastWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := Check{"Docker", soon, func(ctx context.Context, _ func(Progress)) finding {
			<-ctx.Done()
			return warn("stopped in good order", "")
		}}
		assert.Equal(t, "stopped in good order", slow.Run(t.Context(), nil).Seen)
	})
}

func TestInterruptEndsAQuestionAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		slow := Check{"compiled", time.Hour, func(ctx context.Context, _ func(Progress)) finding {
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
