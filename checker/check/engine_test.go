package check

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/patience"
)

func TestTheEndOfACheckWaitsForTheEngineAndNotForEver(t *testing.T) {
	for name, c := range map[string]struct {
		over time.Duration // when the check is called off; -1: never
		ends time.Duration
	}{
		"as long as it takes":               {-1, patience.TakeDown.Time},
		"called off before":                 {0, patience.Close.Time},
		"called off meanwhile":              {time.Minute, time.Minute + patience.Close.Time},
		"called off shortly before the end": {patience.TakeDown.Time - time.Second, patience.TakeDown.Time},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, callOff := context.WithCancel(t.Context())
				defer callOff()
				if c.over >= 0 {
					time.AfterFunc(c.over, callOff)
				}
				begun := time.Now()
				bounded, cancel := ending(ctx)
				defer cancel()
				<-bounded.Done()
				assert.Equal(t, c.ends, time.Since(begun))
			})
		})
	}
}
