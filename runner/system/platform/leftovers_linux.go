package platform

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// killTagged ends every process whose tag matches, and says which. It looks
// again until a round finds nothing, because what is being killed may have
// forked just before. What was killed can be slow to go, and is then found
// again: hence the bound, and each is told once.
func killTagged(match func(tag string) bool) []Leftover {
	var found []Leftover
	for range 8 {
		round := tagged(match)
		if len(round) == 0 {
			break
		}
		for _, l := range round {
			_ = syscall.Kill(l.Pid, syscall.SIGKILL)
			if !slices.ContainsFunc(found, func(old Leftover) bool { return old.Pid == l.Pid }) {
				found = append(found, l)
			}
		}
	}
	return found
}

func tagged(match func(tag string) bool) []Leftover {
	var found []Leftover
	for _, pid := range pids() {
		if pid == os.Getpid() {
			continue
		}
		if tag := tagOf(pid); tag != "" && match(tag) {
			found = append(found, Leftover{Pid: pid, Command: CommandLine(pid), tag: tag})
		}
	}
	return found
}

// tagOf is the tag that a process carries, "" for none or for a process that
// may not be read.
func tagOf(pid int) string {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		return ""
	}
	prefix := []byte(TagVariable + "=")
	// The last one counts: a runner inside a runner tags its own children anew.
	tag := ""
	for _, v := range bytes.Split(environ, []byte{0}) {
		if rest, ok := bytes.CutPrefix(v, prefix); ok {
			tag = string(rest)
		}
	}
	return tag
}

// ownerAlive says whether an owner still runs. A zombie does not: where
// nobody collects orphans, a killed runner stays one for ever. An owner whose
// pid counts in another container cannot be looked up here, and is left alone.
func ownerAlive(name string) bool {
	parts := strings.Split(name, ".")
	if len(parts) != 3 || parts[2] != space() {
		return true
	}
	pid, err := strconv.Atoi(parts[0])
	return err == nil && !zombie(statFields(pid)) && startTime(pid) == parts[1]
}

// space names the namespaces in which a pid and a start time mean something,
// such as "4026531836+4026531834". To a process with a clock of its own, every
// other one seems to have started at another time.
func space() string { return namespace("pid") + "+" + namespace("time") }

// namespace is the number of one of this process's namespaces; "0" when it is
// not known, or this kernel has none of that kind.
func namespace(kind string) string {
	link, err := os.Readlink("/proc/self/ns/" + kind)
	if err != nil {
		return "0"
	}
	return strings.TrimSuffix(strings.TrimPrefix(link, kind+":["), "]")
}

// zombie says whether the fields of /proc/PID/stat are those of a process that
// has ended and only waits to be collected. The state is the first thread's; a
// process with more threads (field 20) lives as long as one of them does.
func zombie(fields []string) bool {
	return len(fields) > 17 && (fields[0] == "Z" && fields[17] == "1" || fields[0] == "X")
}

// onlyZombies says whether nobody in a group runs any more. The kernel counts
// a zombie as a member, and one that was orphaned stays until PID 1 collects
// it; in a container PID 1 is often a program that never does.
func onlyZombies(pgid int) bool {
	for _, pid := range pids() {
		f := statFields(pid)
		if len(f) > 2 && f[2] == strconv.Itoa(pgid) && !zombie(f) {
			return false
		}
	}
	return true
}

// startTime is when a process started, in the kernel's clock ticks since boot
// (proc(5), field 22 of stat); "" when there is no such process.
func startTime(pid int) string {
	fields := statFields(pid)
	if len(fields) < 20 {
		return ""
	}
	return fields[19]
}

// statFields are the fields of /proc/PID/stat from the third on. The second,
// the name, may hold spaces and parentheses, so what counts is the last ')'.
func statFields(pid int) []string {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
}

func groupOf(pid int) int {
	fields := statFields(pid)
	if len(fields) < 3 {
		return 0
	}
	pgid, _ := strconv.Atoi(fields[2])
	return pgid
}

func pids() []int {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	var all []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			all = append(all, pid)
		}
	}
	return all
}

// CommandLine is the command line of a process, with spaces between its words;
// "" when it cannot be read.
func CommandLine(pid int) string {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(bytes.ReplaceAll(raw, []byte{0}, []byte{' '})))
}
