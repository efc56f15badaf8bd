// Package containers does with libraries what the checker itself cannot do
// without compiling a Docker client: starting containers, and reading compose
// files. It is linked into checker/containers/engine alone.
package containers

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"strconv"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/log"

	"workshop.example/processes/checker/containers/docker"
)

// Parts is docker.Parts.
type Parts struct{}

var _ docker.Parts = Parts{}

// Bounds of every container, whatever runs in it.
const (
	mostMemory    = 256 << 20 // bytes, swap included
	mostProcesses = 128
	mostLog       = "1m" // of the log that the engine keeps
)

func init() { settle() }

// settle tells testcontainers how it works here.
func settle() {
	// What a check makes is in its own ledger and removed by it: no reaper, for
	// which an image would have to be pulled. And the engine is always asked on
	// this machine, also where the checker itself runs in a container.
	_ = os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
	_ = os.Setenv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
}

// Start starts a container, and returns as soon as the engine has started it:
// what becomes of it is for the caller to see.
func (Parts) Start(ctx context.Context, s *docker.Session, spec docker.Spec) (string, error) {
	port, err := network.ParsePort(strconv.Itoa(spec.Port) + "/tcp")
	if err != nil {
		return "", fmt.Errorf("a port to publish: %w", err)
	}
	started, err := testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{
		ContainerRequest: testcontainers.ContainerRequest{
			Image: spec.Image, Name: s.Name + "-" + spec.Name, Env: spec.Env, Labels: s.Labels(),
			// Without one the library publishes every port that the image exposes,
			// on all addresses of this machine.
			ExposedPorts:       []string{port.String()},
			HostConfigModifier: func(c *container.HostConfig) { bound(c, port) },
		},
		Started: true,
		Logger:  log.NewNoopLogger(),
	})
	if ctx.Err() != nil {
		docker.CalledOff() // the engine may still make it
	}
	if started == nil {
		return "", err
	}
	return started.GetContainerID(), err
}

// bound limits what the container may take, and publishes its port on the
// loopback address alone: without that the library would take every address.
func bound(c *container.HostConfig, port network.Port) {
	processes := int64(mostProcesses)
	c.Memory, c.MemorySwap, c.PidsLimit = mostMemory, mostMemory, &processes
	c.LogConfig = container.LogConfig{Type: "json-file", Config: map[string]string{"max-size": mostLog, "max-file": "1"}}
	c.PortBindings = network.PortMap{port: {{HostIP: netip.MustParseAddr("127.0.0.1")}}}
}
