package platform

import (
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestTheKernelAndItsTablesNameTheSameListener(t *testing.T) {
	for family, c := range map[uint8]struct{ network, address, table string }{
		unix.AF_INET:  {"tcp4", "127.0.0.1:0", "/proc/net/tcp"},
		unix.AF_INET6: {"tcp6", "[::1]:0", "/proc/net/tcp6"},
	} {
		l, err := net.Listen(c.network, c.address)
		require.NoError(t, err)
		defer l.Close()
		port := l.Addr().(*net.TCPAddr).Port
		asked, read := "", ""
		require.NoError(t, diagnose(family, func(p int, inode string) {
			if p == port {
				asked = inode
			}
		}))
		readTable(c.table, func(p int, inode string) {
			if p == port {
				read = inode
			}
		})
		assert.NotEmpty(t, asked)
		assert.Equal(t, read, asked)
		_, err = strconv.Atoi(asked)
		assert.NoError(t, err)
	}
}

// A server that was under load leaves thousands of old connections in the
// kernel's tables; the question costs the same as before.
func BenchmarkListeners(b *testing.B) {
	b.Run("asked", func(b *testing.B) {
		for b.Loop() {
			require.NoError(b, diagnose(unix.AF_INET, func(int, string) {}))
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			readTable("/proc/net/tcp", func(int, string) {})
		}
	})
}
