package parallel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAllAreDoneAndToldInOrder(t *testing.T) {
	for _, c := range []struct{ n, jobs, most int }{{0, 2, 0}, {1, 2, 1}, {5, 0, 1}, {5, 2, 2}, {3, 9, 3}} {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			now, most := 0, 0
			var told []int
			err := Do(t.Context(), c.n, c.jobs, func(_ context.Context, i int) error {
				mu.Lock()
				now++
				most = max(most, now)
				mu.Unlock()
				<-time.After(time.Duration(10-i) * time.Second) // the later ones end first
				mu.Lock()
				defer mu.Unlock()
				now--
				return nil
			}, func(i int) { told = append(told, i) })
			require.NoError(t, err)
			assert.Equal(t, c.most, most)
			require.Len(t, told, c.n)
			for i, n := range told {
				assert.Equal(t, i, n)
			}
		})
	}
}

func TestTheFirstErrorEndsTheOthers(t *testing.T) {
	broken := errors.New("broken")
	begun := make(chan struct{})
	var under, told atomic.Int32
	err := Do(t.Context(), 100, 2, func(ctx context.Context, i int) error {
		under.Add(1)
		defer under.Add(-1)
		if i == 0 {
			close(begun)
			<-ctx.Done() // longer than the one that breaks
			return ctx.Err()
		}
		<-begun
		return broken
	}, func(int) { told.Add(1) })
	assert.ErrorIs(t, err, broken)
	assert.Zero(t, told.Load())
	assert.Zero(t, under.Load(), "nothing is under way any more")
}

func TestAnEndFromOutsideIsHeard(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Do(ctx, 3, 1, func(ctx context.Context, _ int) error {
		cancel()
		<-ctx.Done()
		return nil
	}, func(int) {})
	assert.ErrorIs(t, err, context.Canceled)
}
