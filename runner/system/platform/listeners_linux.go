package platform

import (
	"bufio"
	"encoding/binary"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// This file finds the sockets that listen. The kernel is asked for these alone
// (sock_diag(7)): its tables in /proc/net also have every connection of the
// last minute, tens of thousands after a load test, and reading them at every
// start took longer than starting.

// eachListener calls f for every TCP socket of this network namespace that
// listens.
func eachListener(f func(port int, inode string)) {
	for _, family := range []uint8{unix.AF_INET, unix.AF_INET6} {
		if diagnose(family, f) == nil {
			continue
		}
		table := "/proc/net/tcp" // a sandbox may forbid the question
		if family == unix.AF_INET6 {
			table = "/proc/net/tcp6"
		}
		readTable(table, f)
	}
}

// Offsets and sizes in the messages, from linux/inet_diag.h.
const (
	requestSize = unix.SizeofNlMsghdr + 56 // inet_diag_req_v2
	answerSize  = 72                       // inet_diag_msg
	portAt      = 4                        // big endian
	inodeAt     = 68
	listenState = 1 << 10 // TCP_LISTEN, as a set
)

// diagnose asks for the listening sockets of one address family.
func diagnose(family uint8, f func(port int, inode string)) error {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request := make([]byte, requestSize)
	native := binary.NativeEndian
	native.PutUint32(request[0:], requestSize)
	native.PutUint16(request[4:], unix.SOCK_DIAG_BY_FAMILY)
	native.PutUint16(request[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	body := request[unix.SizeofNlMsghdr:]
	body[0], body[1] = family, unix.IPPROTO_TCP
	native.PutUint32(body[4:], listenState)
	if err := unix.Sendto(socket, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	return readAnswers(socket, f)
}

func readAnswers(socket int, f func(port int, inode string)) error {
	buffer := make([]byte, 32<<10)
	for {
		n, _, err := unix.Recvfrom(socket, buffer, 0)
		if err != nil {
			if errors.Is(err, unix.EINTR) {
				continue
			}
			return err
		}
		messages, err := syscall.ParseNetlinkMessage(buffer[:n])
		if err != nil {
			return err
		}
		for _, m := range messages {
			switch {
			case m.Header.Type == unix.NLMSG_DONE:
				return nil
			case m.Header.Type == unix.NLMSG_ERROR || len(m.Data) < answerSize:
				return errors.New("the kernel does not tell which sockets listen")
			}
			port := int(binary.BigEndian.Uint16(m.Data[portAt:]))
			f(port, strconv.FormatUint(uint64(binary.NativeEndian.Uint32(m.Data[inodeAt:])), 10))
		}
	}
}

// readTable finds the same in a table of the kernel (state 0A).
func readTable(table string, f func(port int, inode string)) {
	file, err := os.Open(table)
	if err != nil {
		return
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 || fields[3] != "0A" {
			continue
		}
		_, hex, _ := strings.Cut(fields[1], ":")
		if port, err := strconv.ParseUint(hex, 16, 16); err == nil {
			f(int(port), fields[9])
		}
	}
}
