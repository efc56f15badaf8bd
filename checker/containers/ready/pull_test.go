package ready

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/docker"
)

// newDeadline is a context that ends soon.
func newDeadline(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), 100*time.Millisecond)
}

func TestPullCountsLayers(t *testing.T) {
	withDocker(t, answers{"pull golang:1": {Out: `1: Pulling from library/golang
f637881d1138: Already exists
4f4fb700ef54: Pulling fs layer
aaaaaaaaaaaa: Pulling fs layer
4f4fb700ef54: Verifying Checksum
4f4fb700ef54: Download complete
4f4fb700ef54: Pull complete
aaaaaaaaaaaa: Pull complete
Digest: sha256:8f5bd1b6
Status: Downloaded newer image for golang:1
docker.io/library/golang:1
`}})
	var steps [][2]int
	require.NoError(t, Pull(t.Context(), "golang:1", func(done, layers int) { steps = append(steps, [2]int{done, layers}) }))
	assert.Equal(t, [][2]int{{1, 1}, {1, 2}, {1, 3}, {2, 3}, {3, 3}}, steps)
}

func TestPullSaysWhyItCannot(t *testing.T) {
	withDocker(t, answers{"pull": {Out: "1: Pulling from library/golang\n", Err: "error pulling image configuration: download failed after attempts=6: dial tcp 104.16.100.215:443: i/o timeout", Code: 1}})
	err := Pull(t.Context(), "golang:1", nil)
	var problem *Problem
	require.ErrorAs(t, err, &problem)
	assert.Equal(t, CannotPull, problem.Kind)
	assert.Equal(t, "golang:1", problem.Image)
}

func TestPullWithUnknownWordsIsTheCommandsFailure(t *testing.T) {
	withDocker(t, answers{"pull": {Err: "something new", Code: 1}})
	var failed *docker.Failed
	require.ErrorAs(t, Pull(t.Context(), "golang:1", nil), &failed)
}

func TestPullThatIsCalledOffEnds(t *testing.T) {
	withDocker(t, answers{"pull": {Hang: true}})
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	assert.ErrorIs(t, Pull(ctx, "golang:1", nil), why)
}
