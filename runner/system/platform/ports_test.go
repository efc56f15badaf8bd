package platform_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

func canListen(port int) bool {
	l, err := platform.ListenLoopback(port)
	if err == nil {
		_ = l.Close()
	}
	return err == nil
}

func TestReservedPortsAreHeldUntilReleased(t *testing.T) {
	ports, err := platform.ReservePorts(5)
	require.NoError(t, err)
	defer ports.ReleaseAll()
	assert.GreaterOrEqual(t, ports.First, 20000)
	assert.Less(t, ports.First+5, 32769, "below the range of outgoing connections")
	for port := ports.First; port < ports.First+5; port++ {
		assert.False(t, canListen(port))
	}
	ports.Release(ports.First + 2)
	ports.Release(ports.First + 2)  // a second time is nothing
	ports.Release(ports.First - 10) // nor is a port of somebody else
	assert.True(t, canListen(ports.First+2))
	assert.False(t, canListen(ports.First+3))
	ports.ReleaseAll()
	for port := ports.First; port < ports.First+5; port++ {
		assert.True(t, canListen(port))
	}
}

func TestPortsThatAreReservedAtOnceAreDisjoint(t *testing.T) {
	var all sync.WaitGroup
	var mu sync.Mutex
	taken := map[int]bool{}
	for range 8 {
		all.Go(func() {
			ports, err := platform.ReservePorts(10)
			if !assert.NoError(t, err) {
				return
			}
			t.Cleanup(ports.ReleaseAll)
			mu.Lock()
			defer mu.Unlock()
			for port := ports.First; port < ports.First+10; port++ {
				assert.False(t, taken[port])
				taken[port] = true
			}
		})
	}
	all.Wait()
	assert.Len(t, taken, 80)
}

func TestSomeNumbersOfPortsCannotBeHad(t *testing.T) {
	for _, n := range []int{-1, 0, 7000} {
		_, err := platform.ReservePorts(n)
		assert.Error(t, err, n)
	}
}

func TestListenLoopbackRefusesAPortThatIPv6Has(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6: ", err)
	}
	defer l.Close()
	_, err = platform.ListenLoopback(portOf(l))
	require.Error(t, err)
	assert.True(t, platform.AddressInUse(err))
	assert.False(t, platform.AddressInUse(os.ErrNotExist))
}

func TestPortOwnersFindsTheOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows is not asked who listens")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	owners, err := platform.PortOwners(portOf(l))
	require.NoError(t, err)
	require.Len(t, owners, 1)
	assert.Equal(t, os.Getpid(), owners[0].Pid)
	assert.NotEmpty(t, owners[0].Name)
	require.NoError(t, l.Close())
	owners, err = platform.PortOwners(portOf(l))
	assert.NoError(t, err)
	assert.Empty(t, owners, "nobody listens any more")
}

func TestPortOwnersFindsAChild(t *testing.T) {
	onlyLinux(t)
	t.Parallel()
	ports, err := platform.ReservePorts(1)
	require.NoError(t, err)
	ports.ReleaseAll()
	p, out := started(t, []string{fmt.Sprintf("PORT=%d", ports.First)}, "listen", "200")
	isUp(t, out)
	for name, first := range map[string][]int{"guessed": {p.Pid}, "not guessed": nil, "guessed wrong": {os.Getpid()}} {
		owners, err := platform.PortOwners(ports.First, first...)
		require.NoError(t, err, name)
		require.Len(t, owners, 1, name)
		assert.Equal(t, p.Pid, owners[0].Pid, name)
		assert.True(t, p.Started(owners[0].Pid))
	}
	assert.Equal(t, []int{ports.First}, platform.ListensOn(p.Pid))
	assert.False(t, p.Started(os.Getpid()))
}

func TestDescribeNamesAProcess(t *testing.T) {
	onlyLinux(t)
	t.Parallel()
	p, out := started(t, nil, "wait")
	isUp(t, out)
	d := platform.Describe(p.Pid)
	assert.Equal(t, p.Pid, d.Pid)
	assert.Contains(t, d.Command, "misbehave wait")
	assert.Equal(t, fmt.Sprintf("%s (pid %d)", d.Name, p.Pid), d.String())
	assert.Equal(t, "pid 7", platform.Owner{Pid: 7}.String())
	program, err := platform.Program(p.Pid)
	require.NoError(t, err)
	ours, err := os.Stat("/proc/self/exe")
	require.NoError(t, err)
	theirs, err := os.Stat(program)
	require.NoError(t, err)
	assert.True(t, os.SameFile(ours, theirs))
}

func TestBusyCountsProcessorTime(t *testing.T) {
	onlyLinux(t)
	t.Parallel()
	p, out := started(t, nil, "print", "3000000")
	go func() { _, _ = io.Copy(io.Discard, out) }()
	assert.Eventually(t, func() bool { w, known := platform.WorkOf(p.Pid); return known && w.Used > 0 }, platformtest.Patience(t), 1e6)
}
