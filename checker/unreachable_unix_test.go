//go:build unix

package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/docker/dockertest"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/exercises"
)

// On a busy machine an engine sometimes does not pass on what comes to a
// container's published port. Here it does so for certain: the first container
// loses its network as soon as it is started.
func TestAContainerThatTheEngineDoesNotReachIsReplaced(t *testing.T) {
	dockertest.Needs(t)
	lost := unplugging(t, 1)
	e := exercises.Numbered(10)
	kit, err := filepath.Abs("..")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "Dockerfile")
	text, err := os.ReadFile(filepath.Join(kit, "solutions", e.Folder(), "Dockerfile"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o644))

	result, err := checkInEngine(t.Context(), e, sandbox.Config{Kit: kit, File: file}, e.Time, nil)
	require.NoError(t, err)
	assert.Equal(t, check.Passed, result.Status, "%+v", result.Steps)
	assert.EqualValues(t, 1, lost.Load())
}

// unplugging stands before the engine until the end of the test and takes the
// network from the first containers that are started. It says how many.
func unplugging(t *testing.T, first int64) *atomic.Int64 {
	t.Helper()
	socket, is := strings.CutPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	if !is {
		socket = "/var/run/docker.sock"
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}
	started := new(atomic.Int64)
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "engine"})
	proxy.Transport = transport
	proxy.FlushInterval = -1
	proxy.ModifyResponse = func(r *http.Response) error {
		_, after, is := strings.Cut(r.Request.URL.Path, "/containers/")
		id, start := strings.CutSuffix(after, "/start")
		if !is || !start || started.Load() >= first {
			return nil
		}
		started.Add(1)
		_, err := docker.Run(r.Request.Context(), "network", "disconnect", "--force", "bridge", id)
		return err
	}
	folder, err := os.MkdirTemp("", "e") // a socket's path must be short
	require.NoError(t, err)
	listener, err := net.Listen("unix", filepath.Join(folder, "s"))
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(proxy)
	require.NoError(t, server.Listener.Close())
	server.Listener = listener
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		transport.CloseIdleConnections()
		require.NoError(t, os.RemoveAll(folder))
	})
	t.Setenv("DOCKER_HOST", "unix://"+listener.Addr().String())
	return started
}
