//go:build unix && !linux

package platform

import "syscall"

// bindToParent does nothing where the kernel knows no death signal: there the
// guardian alone ends what the runner leaves.
func bindToParent(*syscall.SysProcAttr) {}

func startTime(int) string { return "0" }
func space() string        { return "0" }

// onlyZombies cannot tell: the search goes on until the kernel says so itself.
func onlyZombies(int) bool { return false }
