//go:build !linux

package platform

func awaitParent(pid int) { watchParent(pid) }
