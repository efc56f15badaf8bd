package docker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/patience"
)

var impatient = removal{settling: patience.Settling.Time, stuck: patience.Stuck.Time}

func TestTheEngineIsLookedAtUntilItHasSettled(t *testing.T) {
	for name, c := range map[string]struct {
		ago  time.Duration // since something was called off; 0: never
		slow time.Duration // what a look takes
		want int           // looks
	}{
		"nothing was called off":   {0, 0, 1},
		"long ago":                 {2 * patience.Settling.Time, 0, 1},
		"a moment ago":             {patience.Settling.Time / 2, 0, 4},
		"now":                      {time.Nanosecond, 0, 5},
		"long ago, looks are slow": {2 * patience.Settling.Time, time.Second, 3},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer calledOff.Store(0)
				if calledOff.Store(0); c.ago > 0 {
					CalledOff()
					<-time.After(c.ago)
				}
				looks := 0
				assert.NoError(t, impatient.until(t.Context(), func() (int, error) { looks++; <-time.After(c.slow); return 0, nil }))
				assert.Equal(t, c.want, looks)
				assert.True(t, calledOff.Load() == 0 || time.Since(time.Unix(0, calledOff.Load())) > patience.Settling.Time)
			})
		})
	}
}

func TestWhatCannotBeRemovedIsTriedAgain(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		how   removal
		found func(look int) int // -1: nobody can say; 0: all is gone
		fails bool
		takes time.Duration // at most
	}{
		"until it is gone":                      {impatient, func(look int) int { return max(0, 3-look) }, false, 2 * time.Second},
		"until the engine is back":              {impatient, func(look int) int { return min(0, look-4) }, false, 8 * time.Second},
		"until nothing has changed for long":    {impatient, func(int) int { return 2 }, true, 30 * time.Second},
		"as long as less is left each time":     {impatient, func(look int) int { return max(0, 200-look) }, false, 2 * time.Minute},
		"by a keeper, until its time is over":   {removal{}, func(int) int { return 2 }, true, 15 * time.Minute},
		"by a keeper, until the engine is back": {removal{}, func(look int) int { return min(0, look-20) }, false, 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
				defer cancel()
				begun, looks := time.Now(), 0
				err := c.how.until(ctx, func() (int, error) {
					looks++
					if found := c.found(looks); found != 0 {
						return max(found, -1), broken
					}
					return 0, nil
				})
				assert.Equal(t, c.fails, errors.Is(err, broken), err)
				assert.LessOrEqual(t, time.Since(begun), c.takes)
			})
		})
	}
}

// A single look may take long on a busy machine: that is no sign that nothing
// goes on.
func TestFewSlowLooksAreNoReasonToGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		assert.NoError(t, impatient.until(t.Context(), func() (int, error) {
			<-time.After(time.Minute)
			if looks++; looks < fewestLooks {
				return 1, errors.New("removal is already in progress")
			}
			return 0, nil
		}))
	})
}

func TestARemovalEndsWithItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken, late := errors.New("broken"), errors.New("late")
		ctx, cancel := context.WithTimeoutCause(t.Context(), patience.Between.Time/2, late)
		defer cancel()
		err := impatient.until(ctx, func() (int, error) { return 1, broken })
		assert.ErrorIs(t, err, late)
		assert.ErrorIs(t, err, broken)
	})
}

func TestWhatSomebodyElseRemovesIsNotGoneYet(t *testing.T) {
	for words, gone := range map[string]bool{
		"Error response from daemon: No such container: 4f5a1c":                                  true,
		"Error response from daemon: network 4f5a1c not found":                                   true,
		"Error response from daemon: removal of container 4f5a1c is already in progress":         false,
		"Error response from daemon: error while removing network: network has active endpoints": false,
		"Cannot connect to the Docker daemon at unix:///var/run/docker.sock":                     false,
	} {
		assert.Equal(t, gone, isGone(errors.New(words)), words)
	}
}
