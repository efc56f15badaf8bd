package frontdoor_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/runner/system/selfexec"
)

// This file has the helper processes: this test binary itself, started once
// more. Each prints its address and ends when its stdin closes, which happens
// at the latest when the test process ends, however it does.

func TestMain(m *testing.M) {
	selfexec.Play()
	os.Exit(m.Run())
}

func init() {
	selfexec.Register("frontdoor-service", playService)
	selfexec.Register("frontdoor-door", playDoor)
}

// playService is a service as small as they come. With the argument "hang" it
// never answers /slow.
func playService(args []string) int {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1
	}
	go http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" && len(args) > 0 && args[0] == "hang" {
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, "Hello, World!\n")
	}))
	return untilStdinCloses(ln.Addr())
}

// playDoor is a door before the services at the given addresses.
func playDoor(addrs []string) int {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1
	}
	door := frontdoor.Open(ln, frontdoor.Options{App: "hello-world"})
	for i, addr := range addrs {
		door.Add(i, addr)
	}
	return untilStdinCloses(door.Addr())
}

func untilStdinCloses(addr net.Addr) int {
	fmt.Println(addr)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// startPart starts a helper process and returns it with its address. It is
// gone when the test has ended.
func startPart(tb testing.TB, part string, args ...string) (*exec.Cmd, string) {
	tb.Helper()
	cmd, err := selfexec.Command(context.Background(), part, args...)
	require.NoError(tb, err)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(tb, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	tb.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(tb, err, "the helper process prints its address")
	return cmd, strings.TrimSpace(line)
}
