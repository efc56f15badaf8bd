package platform

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clockTick is what the kernel calls USER_HZ: the unit of times in /proc. It is
// 100 on every architecture that Go runs on.
const clockTick = 10 * time.Millisecond

// WorkOf is what a process's group does (proc(5): utime, stime and state of
// stat). known is true: this system can tell.
func WorkOf(pgid int) (w Work, known bool) {
	group := strconv.Itoa(pgid)
	for _, pid := range pids() {
		f := statFields(pid)
		if len(f) < 14 || f[2] != group {
			continue
		}
		user, _ := strconv.Atoi(f[11])
		system, _ := strconv.Atoi(f[12])
		w.Used += time.Duration(user+system) * clockTick
		w.Wants = w.Wants || wants(pid)
	}
	return w, true
}

// wants says whether a thread of a process is runnable, or in a sleep that
// cannot be interrupted, which is the disk's. The state of the process is that
// of its first thread alone.
func wants(pid int) bool {
	return slices.ContainsFunc(threadsOf(pid), func(task string) bool {
		stat, err := os.ReadFile(task + "/stat")
		if err != nil {
			return false
		}
		state := bytes.TrimLeft(stat[bytes.LastIndexByte(stat, ')')+1:], " ")
		return len(state) > 0 && (state[0] == 'R' || state[0] == 'D')
	})
}

// threadsOf are the folders in /proc of a process's threads.
func threadsOf(pid int) []string {
	folder := fmt.Sprintf("/proc/%d/task", pid)
	names, err := readNames(folder)
	if err != nil {
		return nil
	}
	for i, name := range names {
		names[i] = folder + "/" + name
	}
	return names
}

func readNames(folder string) ([]string, error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}

// tasksOf are the times of every thread of this process and of those groups, as
// the scheduler has them: on a processor, and waiting for one (schedstat in
// /proc, in nanoseconds). A kernel without that does not tell.
func tasksOf(groups map[string]bool) (all map[string]taskTimes, known bool) {
	all = map[string]taskTimes{}
	for _, pid := range pids() {
		if pid != os.Getpid() {
			if f := statFields(pid); len(f) < 3 || !groups[f[2]] {
				continue
			}
		}
		for _, task := range threadsOf(pid) {
			if times, ok := readSchedstat(task); ok {
				all[task], known = times, true
			}
		}
	}
	return all, known
}

func readSchedstat(task string) (taskTimes, bool) {
	text, err := os.ReadFile(task + "/schedstat")
	if err != nil {
		return taskTimes{}, false
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return taskTimes{}, false
	}
	ran, errRan := strconv.ParseInt(fields[0], 10, 64)
	waited, errWaited := strconv.ParseInt(fields[1], 10, 64)
	return taskTimes{time.Duration(ran), time.Duration(waited)}, errRan == nil && errWaited == nil
}
