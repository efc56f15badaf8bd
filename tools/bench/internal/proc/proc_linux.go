package proc

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Marked are the processes whose environment has the variable "NAME=VALUE", and
// all their descendants: a helper may be given no environment.
func Marked(variable string) ([]Process, error) {
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var all []Process
	belongs := map[int]bool{}
	for _, folder := range folders {
		pid, _ := strconv.Atoi(filepath.Base(folder))
		fields, err := stat(pid)
		if err != nil || ended(fields) {
			continue
		}
		parent, _ := strconv.Atoi(fields[1])
		program, _ := os.Readlink(folder + "/exe")
		environ, _ := os.ReadFile(folder + "/environ")
		all = append(all, Process{pid, parent, program})
		belongs[pid] = bytes.Contains(append([]byte{0}, environ...), []byte("\x00"+variable+"\x00"))
	}
	belongs[os.Getpid()] = false
	descendants(all, belongs)
	var marked []Process
	for _, p := range all {
		if belongs[p.Pid] {
			marked = append(marked, p)
		}
	}
	return marked, nil
}

// Running says whether a process is there. A zombie is not: what it had is
// given back, and its number is all that is left.
func Running(pid int) bool {
	fields, err := stat(pid)
	return err == nil && !ended(fields)
}

// ended: a process whose first thread alone has ended is shown as a zombie,
// too, but with more threads than that one (field 20).
func ended(fields []string) bool {
	return len(fields) < 18 || fields[0] == "X" || fields[0] == "Z" && fields[17] == "1"
}

// stat are the fields of a process's stat file behind its name, the state first.
func stat(pid int) ([]string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])), nil
}

// Memory is the proportional set size in bytes: what processes share counts for
// each in part.
func Memory(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == "Pss:" {
			kilobytes, err := strconv.ParseInt(f[1], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, ErrUnknown
}

// tick is the unit of processor time in /proc, on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// Used is the processor time that a process has used since it began.
func Used(pid int) (time.Duration, error) {
	fields, err := stat(pid)
	if err != nil || len(fields) < 13 {
		return 0, ErrUnknown
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, nil
}
