//go:build unix

package wire

import (
	"net"
	"syscall"
)

// quiet says whether nothing has come over an idle connection: neither its end
// nor a byte that belongs to no answer. The descriptor does not block, so the
// read tells at once.
func quiet(nc net.Conn) bool {
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	silent := false
	err = raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, err := syscall.Read(int(fd), one[:])
		silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR
		return true
	})
	return err == nil && silent
}
