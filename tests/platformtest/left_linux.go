package platformtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ofThisRun are the processes that carry the run's mark, and those that run
// the test binary without it: guardians of helpers, which have no environment.
// This process's own guardian stays until this process ends.
func ofThisRun(mark string) []string {
	self, _ := os.Executable()
	folders, _ := filepath.Glob("/proc/[0-9]*")
	var left []string
	for _, folder := range folders {
		pid, _ := strconv.Atoi(filepath.Base(folder))
		environ, _ := os.ReadFile(folder + "/environ")
		program, _ := os.Readlink(folder + "/exe")
		command, _ := os.ReadFile(folder + "/cmdline")
		marked := bytes.Contains(environ, []byte(runVariable+"="+mark+"\x00"))
		if pid == os.Getpid() || !marked && (program != self || parentOf(pid) == os.Getpid()) {
			continue
		}
		left = append(left, fmt.Sprintf("pid %d: %s", pid, bytes.ReplaceAll(command, []byte{0}, []byte{' '})))
	}
	return left
}

func parentOf(pid int) int {
	fields := stat(pid)
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}

// stat are the fields of a process's stat file behind the name.
func stat(pid int) []string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
}

// Running says whether a process is there and no zombie: what was orphaned
// stays one until PID 1 collects it. The state is the first thread's: with more
// than that one (field 20) the process is still there.
func Running(pid int) bool {
	fields := stat(pid)
	return len(fields) > 17 && (fields[0] != "Z" || fields[17] != "1") && fields[0] != "X"
}
