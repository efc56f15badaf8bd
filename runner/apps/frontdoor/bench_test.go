package frontdoor_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The benchmarks measure what the door costs as a user would meet it: client,
// door and services are processes of their own, and the client does as little
// as possible, so that its own work does not flatter the ratio.

const (
	benchClients  = 64
	benchServices = 4
)

// BenchmarkBare asks one service directly.
func BenchmarkBare(b *testing.B) {
	_, addr := startPart(b, "frontdoor-service")
	benchmark(b, addr)
}

// BenchmarkDoor asks four services through a door.
func BenchmarkDoor(b *testing.B) {
	benchmark(b, startDoor(b))
}

// BenchmarkRatio takes turns between the two within one run, since machines
// are not equally fast from one second to the next, and reports what the door
// leaves of the bare service's requests a second.
func BenchmarkRatio(b *testing.B) {
	_, bare := startPart(b, "frontdoor-service")
	door := startDoor(b)
	var bareTime, doorTime time.Duration
	for b.Loop() {
		bareTime += timed(b, bare, 10_000)
		doorTime += timed(b, door, 10_000)
	}
	b.ReportMetric(100*float64(bareTime)/float64(doorTime), "%-of-bare")
	b.ReportMetric(0, "ns/op")
}

func startDoor(b *testing.B) string {
	var addrs []string
	for range benchServices {
		_, addr := startPart(b, "frontdoor-service")
		addrs = append(addrs, addr)
	}
	_, door := startPart(b, "frontdoor-door", addrs...)
	return door
}

func benchmark(b *testing.B, addr string) {
	timed(b, addr, 1000) // connections and caches are warm from here on
	b.ResetTimer()
	took := timed(b, addr, b.N)
	b.ReportMetric(float64(b.N)/took.Seconds(), "req/s")
}

// timed sends n requests over benchClients connections.
func timed(b *testing.B, addr string, n int) time.Duration {
	var clients sync.WaitGroup
	errs := make(chan error, benchClients)
	started := time.Now()
	for i := range benchClients {
		share := n / benchClients
		if i < n%benchClients {
			share++
		}
		clients.Go(func() { errs <- hammer(addr, share) })
	}
	clients.Wait()
	took := time.Since(started)
	close(errs)
	for err := range errs {
		require.NoError(b, err)
	}
	return took
}

// hammer sends requests over one connection, one after the other.
func hammer(addr string, n int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	for range n {
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: bench\r\n\r\n"); err != nil {
			return err
		}
		if err := readAnswer(in); err != nil {
			return err
		}
	}
	return nil
}

// readAnswer reads a 200 with a Content-Length, and nothing else.
func readAnswer(in *bufio.Reader) error {
	status, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200") {
		return errors.New("unexpected answer: " + status)
	}
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
	}
	_, err = in.Discard(length)
	return err
}
