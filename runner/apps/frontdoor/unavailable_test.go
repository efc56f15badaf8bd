package frontdoor_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

func TestARequestIsHeldUntilAnInstanceIsReady(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	door.Add(0, refusing(t)) // dead, and not yet noticed
	held := getSoon(client(t), url(door))
	require.Eventually(t, func() bool { return waiting() == 1 }, platformtest.Patience(t), pollEvery)
	_, addr := service(t, saying("served"))
	door.Add(1, addr)
	a := receive(t, held, "the held request is served")
	require.NoError(t, a.err)
	assert.Equal(t, "served", a.body)
}

func TestWithoutAnInstanceTheAnswerIs503InWords(t *testing.T) {
	errored := func() string { return "errored: exited with code 1" }
	for name, c := range map[string]struct {
		hold  time.Duration
		state func() string
		dead  bool // an instance is there, but refuses
		want  string
	}{
		"at once":           {0, errored, false, "hello-world has no instance ready (errored: exited with code 1). Try again in a second."},
		"after Hold":        {time.Millisecond, errored, false, "hello-world has no instance ready (errored: exited with code 1)"},
		"no state known":    {0, nil, false, "hello-world has no instance ready. Try"},
		"instance refuses":  {0, errored, true, "hello-world has no instance ready (errored"},
		"refuses past Hold": {time.Millisecond, errored, true, "hello-world has no instance ready (errored"},
	} {
		t.Run(name, func(t *testing.T) {
			door := openDoor(t, frontdoor.Options{Hold: c.hold, State: c.state})
			if c.dead {
				door.Add(0, refusing(t))
			}
			a := get(client(t), url(door))
			require.NoError(t, a.err)
			assert.Equal(t, http.StatusServiceUnavailable, a.status)
			assert.Equal(t, "1", a.header.Get("Retry-After"))
			assert.Equal(t, "text/plain; charset=utf-8", a.header.Get("Content-Type"))
			assert.Contains(t, a.body, c.want)
		})
	}
}

func TestThe503IsAProblemForThoseWhoAskForJSON(t *testing.T) {
	door := openDoor(t, frontdoor.Options{State: func() string { return "stopped" }})
	req, err := http.NewRequest(http.MethodGet, url(door), nil)
	require.NoError(t, err)
	req.Header.Set("Accept", "application/json")
	a := do(client(t), req)
	require.NoError(t, a.err)
	assert.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	var problem map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &problem))
	assert.Equal(t, "hello-world", problem["app"])
	assert.Equal(t, "stopped", problem["state"])
	assert.Equal(t, "503", fmt.Sprint(problem["status"]))
}

func TestAHeldRequestGetsIts503WhenTheDoorCloses(t *testing.T) {
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	held := getSoon(client(t), url(door))
	require.Eventually(t, func() bool { return waiting() == 1 }, platformtest.Patience(t), pollEvery)
	require.NoError(t, door.Close(within(t)))
	a := receive(t, held, "the held request is let go")
	require.NoError(t, a.err)
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
}
