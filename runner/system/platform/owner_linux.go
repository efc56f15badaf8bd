package platform

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// PortOwners are the processes that listen on a port of any local address.
// Several mean a shared socket, or one on each of several addresses. The pids
// in first are looked at first, and when one of them listens the search ends:
// usually the caller can guess, and looking at every process takes a while.
//
// An empty result without an error means that nobody listens.
func PortOwners(port int, first ...int) ([]Owner, error) {
	sockets := listening(port)
	if len(sockets) == 0 {
		return nil, nil
	}
	owners := holders(first, sockets)
	if len(owners) == 0 {
		owners = holders(pids(), sockets)
	}
	if len(owners) == 0 {
		return nil, errUnknownOwner
	}
	return owners, nil
}

func holders(pids []int, sockets map[string]bool) []Owner {
	var owners []Owner
	for _, pid := range pids {
		if holdsAny(pid, sockets) {
			owners = append(owners, Describe(pid))
		}
	}
	return owners
}

// Describe names a process.
func Describe(pid int) Owner {
	comm, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return Owner{Pid: pid, Name: strings.TrimSpace(string(comm)), Command: CommandLine(pid)}
}

// Started says whether a process belongs to p: it is in the group, or it
// carries the tag although it left the group.
func (p *Process) Started(pid int) bool {
	return pid == p.Pid || groupOf(pid) == p.Pid || tagOf(pid) == p.Tag
}

// OwnersKnown says whether this system tells who listens on a port quickly
// enough to ask at every start.
const OwnersKnown = true

// listening returns the inodes of the sockets that listen on a port.
func listening(port int) map[string]bool {
	inodes := map[string]bool{}
	eachListener(func(p int, inode string) {
		if p == port {
			inodes[inode] = true
		}
	})
	return inodes
}

// socketsOf are the inodes of the sockets that a process has open.
func socketsOf(pid int) []string {
	dir := "/proc/" + strconv.Itoa(pid) + "/fd"
	fds, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var inodes []string
	for _, fd := range fds {
		target, err := os.Readlink(filepath.Join(dir, fd.Name()))
		if err != nil {
			continue
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}

func holdsAny(pid int, sockets map[string]bool) bool {
	return slices.ContainsFunc(socketsOf(pid), func(inode string) bool { return sockets[inode] })
}

// Program is the path of the file that a process executes.
func Program(pid int) (string, error) {
	// The link itself, not its target: it can be opened even when the file was
	// replaced or removed after the start.
	path := fmt.Sprintf("/proc/%d/exe", pid)
	_, err := os.Stat(path)
	return path, err
}

// ListensOn are the ports on which a process's group listens, in no order.
func ListensOn(pgid int) []int {
	byInode := map[string]int{}
	eachListener(func(port int, inode string) { byInode[inode] = port })
	ports := map[int]bool{}
	for _, pid := range pids() {
		if groupOf(pid) != pgid {
			continue
		}
		for _, inode := range socketsOf(pid) {
			if port, ok := byInode[inode]; ok {
				ports[port] = true
			}
		}
	}
	return slices.Collect(maps.Keys(ports))
}
