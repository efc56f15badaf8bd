package usage

import (
	"bytes"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// One file of /proc has all that is needed. A library would read four, and that
// is felt with a hundred instances.

// tick is what the kernel calls USER_HZ: the unit of times in /proc. It is 100
// on every architecture that Go runs on.
const tick = 10 * time.Millisecond

// timesOf reads /proc/PID/stat (proc(5)). Its fields are counted from behind
// the last ')', since the name of a process may hold anything.
func timesOf(pid int) (times, bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return times{}, false
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 22 {
		return times{}, false
	}
	number := func(field int) int64 { // by the manual's numbers
		n, _ := strconv.ParseInt(string(fields[field-3]), 10, 64)
		return n
	}
	return times{
		started: booted().Add(time.Duration(number(22)) * tick),
		used:    time.Duration(number(14)+number(15)) * tick,
		memory:  number(24) * int64(os.Getpagesize()),
	}, true
}

// booted is when the clock of /proc began. It is taken once: with a clock that
// is set meanwhile, a process would seem to be another one.
var booted = sync.OnceValue(func() time.Time {
	var up unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &up); err != nil {
		return time.Now()
	}
	return time.Now().Add(-time.Duration(up.Nano()))
})
