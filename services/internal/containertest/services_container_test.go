package containertest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/moby/moby/client"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

const helloWorld, fixtures = "../../hello-world", "../../world-cup-fixtures"

func TestPasswordIsUsedAndNeverPrinted(t *testing.T) {
	docker := engine(t)
	redis := start(t, volume(t, docker))

	right := servicetest.StartPackage(t, fixtures, redis.url(inURL))
	status, body := call(t, "GET", right.URL(t)+"/fixtures")
	assert.Equal(t, 200, status)
	assert.Equal(t, 64, matches(body))

	wrong := servicetest.StartPackage(t, fixtures, redis.url("s3cret-guess"))
	assert.Equal(t, 69, wrong.ExitCode(t))
	require.Len(t, wrong.Stderr.Lines(), 1)
	assert.Contains(t, wrong.Stderr.String(), "WRONGPASS")
	assert.Contains(t, wrong.Stderr.String(), redis.address)

	late := servicetest.StartPackage(t, helloWorld, redis.url("s3cret-guess")) // Needs no Redis to start.
	status, body = call(t, "POST", late.URL(t)+"/visits")
	assert.Equal(t, 503, status)
	assert.Contains(t, body, "WRONGPASS")

	for _, p := range []*servicetest.Process{right, wrong, late} {
		assert.NotContains(t, p.Stdout.String()+p.Stderr.String()+body, "s3cret")
	}
}

func TestRestartOfTheContainerCosts503AndNoData(t *testing.T) {
	docker := engine(t)
	redis := start(t, volume(t, docker))
	hello := servicetest.StartPackage(t, helloWorld, redis.url(inURL)).URL(t)
	matchesOf := servicetest.StartPackage(t, fixtures, redis.url(inURL))
	cup := matchesOf.URL(t)
	for range 3 {
		status, body := call(t, "POST", hello+"/visits")
		require.Equal(t, 200, status, body)
	}
	before := becomes(t, 200, cup+"/fixtures")

	redis.halt(t)
	becomes(t, 503, hello+"/visits")
	becomes(t, 503, cup+"/readyz")
	status, _ := call(t, "GET", cup+"/healthz")
	assert.Equal(t, 200, status)
	status, _ = call(t, "GET", hello+"/")
	assert.Equal(t, 200, status)

	require.NoError(t, redis.Start(t.Context()))
	assert.Contains(t, becomes(t, 200, hello+"/visits"), visits(3))
	assert.Equal(t, before, becomes(t, 200, cup+"/fixtures"))
	assert.Equal(t, 1, strings.Count(matchesOf.Stdout.String(), "msg=seeded"), "nothing was missing when it was back")
}

func TestANewContainerWithTheOldVolumeHasTheOldData(t *testing.T) {
	docker := engine(t)
	data := volume(t, docker)
	first := start(t, data)
	hello := servicetest.StartPackage(t, helloWorld, first.url(inURL)).URL(t)
	status, _ := call(t, "POST", hello+"/visits")
	require.Equal(t, 200, status)
	servicetest.StartPackage(t, fixtures, first.url(inURL)).URL(t) // Seeds.
	require.NoError(t, first.Terminate(t.Context()))

	second, err := startAt(t, data, first.address)
	require.NoError(t, err)
	assert.NotEqual(t, first.GetContainerID(), second.GetContainerID())
	assert.Contains(t, becomes(t, 200, hello+"/visits"), visits(1))
	later := servicetest.StartPackage(t, fixtures, second.url(inURL))
	assert.Equal(t, 64, matches(becomes(t, 200, later.URL(t)+"/fixtures")))
	assert.NotContains(t, later.Stdout.String(), "msg=seeded")
}

func TestRedisIsPublishedOnLoopbackAlone(t *testing.T) {
	docker := engine(t)
	redis := start(t, volume(t, docker))
	seen, err := docker.ContainerInspect(t.Context(), redis.GetContainerID(), client.ContainerInspectOptions{})
	require.NoError(t, err)
	ports, err := json.Marshal(seen.Container.NetworkSettings.Ports)
	require.NoError(t, err)
	require.Contains(t, string(ports), `"HostIp":"127.0.0.1"`)
	for _, bindings := range seen.Container.NetworkSettings.Ports {
		for _, b := range bindings {
			assert.True(t, b.HostIP.IsLoopback(), string(ports))
		}
	}
}
