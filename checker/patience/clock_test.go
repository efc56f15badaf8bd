package patience

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestATurnCountsNoMoreThanATick(t *testing.T) {
	for name, c := range map[string]struct {
		late  time.Duration // from one turn to the next
		share float64
		turns int
		want  time.Duration
	}{
		"in time":             {tick, 1, 20, time.Second},
		"early":               {tick / 2, 1, 20, time.Second / 2},
		"late":                {4 * tick, 1, 20, time.Second},
		"suspended":           {time.Hour, 1, 1, tick},
		"set back":            {-time.Hour, 1, 1, 0},
		"a tenth of the time": {tick, 0.1, 20, time.Second / 10},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			clock := newClock(now, nil)
			clock.share = c.share
			for range c.turns {
				now = now.Add(c.late)
				clock.turn(now)
			}
			assert.Equal(t, c.want, clock.counted)
		})
	}
}

func TestTheShareIsWhatWasNotLostToWaiting(t *testing.T) {
	for name, c := range map[string]struct {
		span, ran, waited time.Duration
		want              float64
	}{
		"nobody wants anything":            {250, 0, 0, 1},
		"a processor for each":             {250, 500, 0, 1},
		"one of them waits for a while":    {250, 10, 50, 0.8},
		"always at work, a tenth is given": {250, 25, 225, 0.1},
		"four at work on two processors":   {250, 500, 500, 0.5},
		"hardly anything is given":         {250, 1, 249, slowest},
		"no time has passed":               {0, 1, 1, 1},
	} {
		assert.InDelta(t, c.want, shareOf(c.span, c.ran, c.waited), 1e-9, name)
	}
}

// started is a clock at the pace of a share that the test can change.
func started(share *float64) *Clock {
	c := newClock(time.Now(), func() float64 { return *share })
	go c.run()
	return c
}

func TestALimitIsOverOnTheClockAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		share := 0.1
		clock := started(&share)
		defer clock.Stop()
		begun := time.Now()
		ctx, cancel := clock.Within(t.Context(), Noticed)
		defer cancel()
		<-ctx.Done()
		assert.InDelta(t, 10*Noticed.Time, time.Since(begun), float64(5*time.Second))
		assert.True(t, IsOver(ctx, Noticed))
		assert.False(t, IsOver(ctx, Hoped))
		assert.Equal(t, "it took longer than 20s", context.Cause(ctx).Error())
	})
}

func TestBuildingIsNoPartOfTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		share := 1.0
		clock := started(&share)
		defer clock.Stop()
		ctx, cancel := clock.Within(t.Context(), Hoped)
		defer cancel()
		built, cancelBuild := clock.Within(t.Context(), Build)
		defer cancelBuild()
		done := clock.Building()
		<-time.After(Build.Time / 2)
		require.NoError(t, ctx.Err())
		require.NoError(t, built.Err())
		<-time.After(Build.Time)
		assert.Equal(t, "compiling took longer than 15m0s", context.Cause(built).Error(), "it does not build for ever")
		done()
		done() // once is enough
		<-time.After(Hoped.Time + time.Second)
		require.Error(t, ctx.Err(), "it goes on")
	})
}

func TestAnotherTryHasMorePatienceWithTheMachineAndNotWithTheLearner(t *testing.T) {
	clock := newClock(time.Now(), nil)
	clock.More(4)
	assert.Equal(t, 4*Online.Time, clock.Of(Online))
	assert.Equal(t, Idle.Time, clock.Of(Idle))
	assert.Equal(t, Online.Time, (*Clock)(nil).Of(Online))
}

func TestWhatIsTimedStrictlyIsTimedByRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		share := slowest
		clock := started(&share)
		defer clock.Stop()
		<-time.After(time.Second) // until the share was asked for
		come, late := make(chan time.Time, 1), make(chan time.Time, 1)
		begun := time.Now()
		off := clock.Strictly()
		clock.AfterFunc(time.Second, func() { come <- time.Now() })
		off()
		clock.AfterFunc(time.Second, func() { late <- time.Now() })
		assert.Equal(t, time.Second, (<-come).Sub(begun))
		assert.Greater(t, (<-late).Sub(begun), 15*time.Second)
	})
}

func TestATimerThatIsCalledOffDoesNothing(t *testing.T) {
	now := time.Now()
	clock := newClock(now, nil)
	stop := clock.after(&timer{at: tick, do: func() { t.Error("it was called off") }})
	assert.True(t, stop())
	for _, do := range clock.turn(now.Add(tick)) {
		do()
	}
	assert.False(t, stop(), "there is nothing to be called off")
}

func TestWithoutAClockTimeIsReal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var clock *Clock
		begun := time.Now()
		require.NoError(t, clock.Wait(t.Context(), time.Minute))
		assert.Equal(t, time.Minute, time.Since(begun))
		assert.Equal(t, clock.Now(), time.Now())
		ctx, cancel := clock.Within(t.Context(), Hoped)
		defer cancel()
		<-ctx.Done()
		assert.True(t, IsOver(ctx, Hoped))
		clock.Building()()
		clock.Strictly()()
		clock.Stop()
	})
}
