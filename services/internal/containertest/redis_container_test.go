// Package containertest sees the services use a real Redis in a container, as
// they do in production: with a password, over a restart, over the end of the
// container. It has tests only, so that no program and no other test compiles a
// Docker client for them.
package containertest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/log"
	"github.com/testcontainers/testcontainers-go/wait"

	"workshop.example/processes/services/internal/servicetest"
)

const (
	image = "redis:7-alpine"
	// password has a character that a URL needs to have written otherwise.
	password, inURL = "s3cret/word", "s3cret%2Fword"
	// label is on everything that these tests make.
	label = "workshop.services-test"
	// abandoned is the age at which what carries the label is nobody's any more.
	abandoned = 10 * time.Minute
)

// TestMain keeps the library from two things that would fail here: starting its
// cleaner, whose image would have to be pulled, and, where the tests themselves
// run in a container, looking for published ports outside this machine.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"TESTCONTAINERS_RYUK_DISABLED": "true",
		"TESTCONTAINERS_HOST_OVERRIDE": "127.0.0.1",
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// engine gives a client of this machine's engine, with the image there and what
// killed tests have left removed. Without the one or the other the test is
// skipped, except in CI, where the environment says CI=true and a skipped test
// would go unseen.
func engine(t *testing.T) *testcontainers.DockerClient {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err == nil {
		t.Cleanup(func() { _ = docker.Close() })
		_, err = docker.Ping(ctx, client.PingOptions{})
	}
	if err != nil {
		lacking(t, "no Docker engine answers: %s", err)
	}
	if _, err := docker.ImageInspect(ctx, image); err != nil {
		if err := pull(ctx); err != nil {
			lacking(t, "the image %s is not here and cannot be fetched (docker pull %s): %s", image, image, err)
		}
	}
	sweep(t, ctx, docker)
	return docker
}

func lacking(t *testing.T, format string, values ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("CI=true, but "+format, values...)
	}
	t.Skipf(format, values...)
}

func pull(ctx context.Context) error {
	provider, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(log.NewNoopLogger()))
	if err != nil {
		return err
	}
	defer provider.Close()
	return provider.PullImage(ctx, image)
}

// sweep leaves alone what is young: it may be another run's.
func sweep(t *testing.T, ctx context.Context, docker *testcontainers.DockerClient) {
	t.Helper()
	ours := client.Filters{}.Add("label", label)
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	require.NoError(t, err)
	for _, c := range containers.Items {
		if time.Since(time.Unix(c.Created, 0)) > abandoned {
			_, _ = docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		}
	}
	volumes, err := docker.VolumeList(ctx, client.VolumeListOptions{Filters: ours})
	require.NoError(t, err)
	for _, v := range volumes.Items {
		if made, err := time.Parse(time.RFC3339, v.CreatedAt); err == nil && time.Since(made) > abandoned {
			_, _ = docker.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{})
		}
	}
}

// volume makes a volume that lives as long as the test.
func volume(t *testing.T, docker *testcontainers.DockerClient) (name string) {
	t.Helper()
	made, err := docker.VolumeCreate(t.Context(), client.VolumeCreateOptions{Labels: map[string]string{label: t.Name()}})
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := docker.VolumeRemove(context.Background(), made.Volume.Name, client.VolumeRemoveOptions{})
		assert.NoError(t, err)
	})
	return made.Volume.Name
}

// server is a Redis with a password that writes down every change at once. Its
// port stays the same when its container is stopped and started again.
type server struct {
	testcontainers.Container
	address string
}

// start starts a Redis that keeps its data in a volume.
func start(t *testing.T, volume string) server {
	t.Helper()
	var err error
	for range 3 { // Between our asking for a port and its taking it, another may come first.
		var s server
		if s, err = startAt(t, volume, servicetest.FreeAddr(t)); err == nil {
			return s
		}
	}
	require.NoError(t, err)
	return server{}
}

func startAt(t *testing.T, volume, address string) (server, error) {
	t.Helper()
	_, port, _ := strings.Cut(address, ":")
	published := network.MustParsePort("6379/tcp")
	redis, err := testcontainers.Run(t.Context(), image,
		testcontainers.WithLogger(log.NewNoopLogger()),
		testcontainers.WithLabels(map[string]string{label: t.Name()}),
		testcontainers.WithCmd("redis-server", "--requirepass", password, "--appendonly", "yes", "--appendfsync", "always"),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) {
			c.Binds = []string{volume + ":/data"}
			c.PortBindings = network.PortMap{published: {{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: port}}}
		}),
		testcontainers.WithWaitStrategy(wait.ForLog("Ready to accept connections").WithStartupTimeout(servicetest.Patience(t))))
	testcontainers.CleanupContainer(t, redis)
	return server{redis, address}, err
}

// url is what a service is given.
func (s server) url(password string) string {
	return fmt.Sprintf("REDIS_URL=redis://:%s@%s", password, s.address)
}

// halt ends the server without giving it time to put its house in order.
func (s server) halt(t *testing.T) {
	t.Helper()
	none := time.Duration(0)
	require.NoError(t, s.Stop(context.Background(), &none))
}

// call sends a request and gives the status and the body of the answer.
func call(t require.TestingT, method, url string) (int, string) {
	request, err := http.NewRequest(method, url, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

// becomes waits until a URL answers with a status, and gives the body.
func becomes(t *testing.T, status int, url string) (body string) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		var got int
		got, body = call(c, "GET", url)
		assert.Equal(c, status, got, body)
	}, servicetest.Patience(t), 20*time.Millisecond)
	return body
}

func visits(n int) string { return `"visits": ` + strconv.Itoa(n) + "," }

// matches counts the matches in an answer of /fixtures.
func matches(body string) int { return strings.Count(body, `"kickoff"`) }
