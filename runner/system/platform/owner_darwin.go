package platform

import (
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// OwnersKnown is false: lsof takes a tenth of a second and more.
const OwnersKnown = false

// PortOwners asks lsof who listens on a port.
func PortOwners(port int, _ ...int) ([]Owner, error) {
	out, err := exec.Command("lsof", "-nP", fmt.Sprintf("-iTCP:%d", port), "-sTCP:LISTEN", "-Fpc").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errUnknownOwner
	}
	var owners []Owner
	for _, line := range strings.Split(string(out), "\n") {
		if number, ok := strings.CutPrefix(line, "p"); ok {
			pid, _ := strconv.Atoi(number)
			owners = append(owners, Owner{Pid: pid})
		} else if name, ok := strings.CutPrefix(line, "c"); ok && len(owners) > 0 {
			owners[len(owners)-1].Name = name
		}
	}
	return owners, nil
}

// Describe names a process.
func Describe(pid int) Owner {
	out, _ := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	name := strings.TrimSpace(string(out))
	return Owner{Pid: pid, Name: name, Command: name}
}

// CommandLine is the command line of a process.
func CommandLine(pid int) string {
	out, _ := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return strings.TrimSpace(string(out))
}

// Started says whether a process belongs to p by its group.
func (p *Process) Started(pid int) bool {
	pgid, err := unix.Getpgid(pid)
	return pid == p.Pid || err == nil && pgid == p.Pid
}

// Program is the path of the file that a process executes.
func Program(pid int) (string, error) {
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	return strings.TrimSpace(string(out)), err
}

// ListensOn cannot tell quickly on this system.
func ListensOn(int) []int { return nil }
