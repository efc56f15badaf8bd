//go:build !linux && !darwin

package platform

import "errors"

// OwnersKnown is false: this system is not asked who listens on a port.
const OwnersKnown = false

// PortOwners cannot tell on this system.
func PortOwners(int, ...int) ([]Owner, error) { return nil, errUnknownOwner }

// Describe knows no more than the number.
func Describe(pid int) Owner { return Owner{Pid: pid} }

// CommandLine cannot be read on this system.
func CommandLine(int) string { return "" }

// Started knows the leader alone.
func (p *Process) Started(pid int) bool { return pid == p.Pid }

// Program cannot tell on this system.
func Program(int) (string, error) {
	return "", errors.New("this system is not asked which file a process executes")
}

// ListensOn cannot tell quickly on this system.
func ListensOn(int) []int { return nil }
