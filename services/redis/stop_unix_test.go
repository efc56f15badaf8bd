//go:build !windows

package main

import (
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
)

func TestSignalEndsWith0ThoughClientsAreConnected(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			p := servicetest.Start(t)
			address := strings.TrimPrefix(p.URL(t), "redis://")
			idle, waiting := dial(t, address), dial(t, address)
			say(t, idle, "*1\r\n$4\r\nPING\r\n", "+PONG")
			say(t, waiting, "*3\r\n$9\r\nSUBSCRIBE\r\n$1\r\na\r\n$1\r\nb\r\n", "subscribe")

			p.Signal(t, signal)
			assert.Equal(t, 0, p.ExitCode(t))
			assert.Contains(t, p.Stdout.String(), "msg=stopped")
			assert.Empty(t, p.Stderr.String())
		})
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(servicetest.Patience(t))))
	return conn
}

// say sends a command as it stands on the wire and expects an answer.
func say(t *testing.T, conn net.Conn, command, answer string) {
	t.Helper()
	_, err := conn.Write([]byte(command))
	require.NoError(t, err)
	got := make([]byte, 512)
	n, err := conn.Read(got)
	require.NoError(t, err)
	require.Contains(t, string(got[:n]), answer)
}
