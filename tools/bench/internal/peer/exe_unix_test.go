//go:build unix

package peer

const exe = ""
