package check

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox"
)

// recorded are the matches as the service keeps them.
func recorded(t *testing.T) []map[string]any {
	t.Helper()
	text, err := os.ReadFile("../../services/world-cup-fixtures/fixtures.json")
	require.NoError(t, err)
	var list []map[string]any
	require.NoError(t, json.Unmarshal(text, &list))
	return list
}

func TestWhatIsNotAllTheMatches(t *testing.T) {
	said := func(value any) Answer {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		return Answer{Status: 200, Body: string(text)}
	}
	assert.Empty(t, NotTheMatches(said(recorded(t))), "what the service has")

	fakes := make([]map[string]int, AllMatches)
	for i := range fakes {
		fakes[i] = map[string]int{"fake": i}
	}
	numbered := make([]map[string]int, AllMatches)
	for i := range numbered {
		numbered[i] = map[string]int{"id": i + 1}
	}
	twice := recorded(t)
	twice[1] = twice[0]
	wrong := recorded(t)
	wrong[63]["score"] = map[string]int{"home": 0, "away": 1}
	for says, answer := range map[string]Answer{
		"got no list":                     {Status: 200, Body: "<html>"},
		"got 0 matches":                   said([]int{}),
		"got 63 matches":                  said(recorded(t)[1:]),
		"none of them is match 1":         said(fakes),
		"match 1, RUS – KSA 5 : 0":        said(numbered),
		"none of them is match 2":         said(twice),
		"FRA – CRO 0 : 1”; what was play": said(wrong),
	} {
		assert.Contains(t, NotTheMatches(answer), says)
	}
}

func TestWhatWasPlayedIsWhatTheServiceTells(t *testing.T) {
	for _, one := range recorded(t) {
		text, err := json.Marshal(one)
		require.NoError(t, err)
		var m match
		require.NoError(t, json.Unmarshal(text, &m))
		if known := played[m.ID]; known != "" {
			assert.Equal(t, known, m.String())
		}
	}
	assert.Contains(t, fmt.Sprint(played), "RUS")
}

func TestARedisThatIsSlowForAMomentIsPutUpWith(t *testing.T) {
	for name, c := range map[string]struct{ slow, want int }{
		"twice":    {2, http.StatusOK},
		"for ever": {fewTries, http.StatusServiceUnavailable},
	} {
		asked := 0
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked <= c.slow {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}))
		r := &Run{Box: &sandbox.Box{}}
		answer := r.SendPatiently(t.Context(), Request{Port: service.Listener.Addr().(*net.TCPAddr).Port})
		service.Close()
		assert.Equal(t, c.want, answer.Status, name)
	}
}
