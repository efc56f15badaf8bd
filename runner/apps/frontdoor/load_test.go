package frontdoor_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
)

// loading asks from several clients at once, n requests in all.
func loading(t *testing.T, clients, n int, ask func(c *http.Client) error) (failed []error) {
	t.Helper()
	var left atomic.Int64
	left.Store(int64(n))
	var mu sync.Mutex
	var load sync.WaitGroup
	for range clients {
		c := client(t)
		load.Go(func() {
			for left.Add(-1) >= 0 {
				if err := ask(c); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	load.Wait()
	return failed
}

func asked(a answer) error {
	if a.err != nil {
		return a.err
	}
	if a.status != http.StatusOK {
		return fmt.Errorf("%d %s", a.status, a.body)
	}
	return nil
}

func TestRequestsAtOnceAreSharedOutEqually(t *testing.T) {
	const instances, each = 4, 10
	door := openDoor(t, frontdoor.Options{})
	arrived, letGo := make(chan int, instances*each), make(chan struct{})
	for i := range instances {
		_, addr := service(t, func(http.ResponseWriter, *http.Request) { arrived <- i; <-letGo })
		door.Add(i, addr)
	}
	var answers []<-chan answer
	c := client(t)
	for range instances * each {
		answers = append(answers, getSoon(c, url(door)))
	}
	shares := map[int]int{}
	for range answers {
		shares[receive(t, arrived, "another request")]++
	}
	assert.Equal(t, map[int]int{0: each, 1: each, 2: each, 3: each}, shares)
	close(letGo)
	for _, a := range answers {
		assert.NoError(t, asked(receive(t, a, "an answer")))
	}
}

// One instance takes part of the requests and does not finish them: the others
// carry on with all the rest.
func TestUnderLoadAStuckInstanceGetsNoMoreThanItsShare(t *testing.T) {
	const clients, requests = 8, 1000
	door := openDoor(t, frontdoor.Options{})
	var stuck atomic.Int64
	letGo := make(chan struct{})
	_, slow := service(t, func(http.ResponseWriter, *http.Request) { stuck.Add(1); <-letGo })
	door.Add(0, slow)
	var served, atTheEnd atomic.Int64
	for i := range 2 {
		_, addr := service(t, func(http.ResponseWriter, *http.Request) {
			if served.Add(1) == requests-clients {
				atTheEnd.Store(stuck.Load())
				close(letGo)
			}
		})
		door.Add(1+i, addr)
	}
	assert.Empty(t, loading(t, clients, requests, func(c *http.Client) error { return asked(get(c, url(door))) }))
	// With three instances and eight clients, no instance has more than a
	// third of what is in flight when it is chosen.
	assert.LessOrEqual(t, atTheEnd.Load(), int64(clients/3+1))
	assert.Positive(t, atTheEnd.Load())
}

// What a kill costs: a POST that was being worked on, and nothing else.
func TestAKillUnderLoadCostsOnlyThePostsInFlight(t *testing.T) {
	const clients, requests = 8, 2000
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	cmd, addr := startPart(t, "frontdoor-service")
	doomed := door.Add(0, addr)
	_, addr = startPart(t, "frontdoor-service")
	door.Add(1, addr)

	var sent atomic.Int64
	failed := loading(t, clients, requests, func(c *http.Client) error {
		if sent.Add(1) == requests/2 {
			require.NoError(t, cmd.Process.Kill())
		}
		req, err := http.NewRequest(http.MethodPost, url(door), strings.NewReader("visit"))
		if err != nil {
			return err
		}
		return asked(do(c, req))
	})
	door.Remove(doomed)
	assert.LessOrEqual(t, len(failed), clients, "each client had one in flight at most")
	for _, err := range failed {
		assert.ErrorContains(t, err, "502")
		assert.ErrorContains(t, err, "it may have been carried out")
	}
}
