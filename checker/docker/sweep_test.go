package docker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTheEngineIsLookedAtUntilItHasSettled(t *testing.T) {
	for name, c := range map[string]struct {
		ago  time.Duration // since something was called off; 0: never
		want int           // looks
	}{
		"nothing was called off": {0, 1},
		"long ago":               {2 * settling, 1},
		"a moment ago":           {settling / 2, 4},
		"now":                    {time.Nanosecond, 5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer calledOff.Store(0)
				if calledOff.Store(0); c.ago > 0 {
					CalledOff()
					<-time.After(c.ago)
				}
				looks := 0
				assert.NoError(t, untilSettled(t.Context(), func() error { looks++; return nil }))
				assert.Equal(t, c.want, looks)
				assert.True(t, calledOff.Load() == 0 || time.Since(time.Unix(0, calledOff.Load())) > settling)
			})
		})
	}
}

func TestAnEngineThatCannotBeAskedIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer calledOff.Store(0)
		CalledOff()
		broken := errors.New("broken")
		looks := 0
		assert.ErrorIs(t, untilSettled(t.Context(), func() error { looks++; return broken }), broken)
		assert.Equal(t, 1, looks)

		ctx, cancel := context.WithTimeout(t.Context(), between/2)
		defer cancel()
		assert.ErrorIs(t, untilSettled(ctx, func() error { return nil }), context.DeadlineExceeded)
	})
}
