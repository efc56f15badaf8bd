package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

// get gives the status and the body of a request.
func get(t *testing.T, method, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestInstancesOfHelloWorldCountTogetherInIt(t *testing.T) {
	p := servicetest.Start(t, "REDIS_CREDENTIALS=ada:s%40cret")
	attached := "REDIS_URL=" + as(p.URL(t), "ada:s%40cret") + "/7"
	one := servicetest.StartPackage(t, "../hello-world", attached)
	two := servicetest.StartPackage(t, "../hello-world", attached, "NODE_APP_INSTANCE=1")

	get(t, "POST", one.URL(t)+"/visits")
	get(t, "POST", two.URL(t)+"/visits")
	_, body := get(t, "GET", one.URL(t)+"/visits")
	assert.Contains(t, body, `"visits": 2`)
	assert.Contains(t, body, `"kept_in": "redis"`)
}

func TestFixturesFindTheMatchesAgainInAnEmptyOne(t *testing.T) {
	first := servicetest.Start(t)
	redisURL := first.URL(t)
	fixtures := servicetest.StartPackage(t, "../world-cup-fixtures", "REDIS_URL="+redisURL)
	url := fixtures.URL(t)
	status, body := get(t, "GET", url+"/fixtures")
	assert.Equal(t, 200, status)
	assert.Equal(t, 64, strings.Count(body, `"kickoff"`))

	first.Kill()
	status, _ = get(t, "GET", url+"/readyz")
	assert.Equal(t, 503, status)
	status, _ = get(t, "GET", url+"/healthz")
	assert.Equal(t, 200, status)

	again := servicetest.Start(t, "PORT="+redisURL[strings.LastIndex(redisURL, ":")+1:])
	require.Equal(t, redisURL, again.URL(t))
	status, body = get(t, "GET", url+"/fixtures")
	assert.Equal(t, 200, status)
	assert.Equal(t, 64, strings.Count(body, `"kickoff"`))
}
