package doctor

import (
	"fmt"
	"os"
	"time"

	"workshop.example/processes/checker/patience"
)

// This file owns the question about the clock. A wrong one shows in odd
// places: a secure download is refused, a change of a file is overlooked.

type clockFacts struct {
	now     time.Time
	written time.Time // the time that a file has which was written now
	newest  time.Time // that of the kit's newest file; zero: none was seen
	err     error
}

func lookAtClock(kit string) clockFacts {
	facts := clockFacts{newest: newestFile(kit)}
	file, err := os.CreateTemp("", "workshop-doctor-")
	if err != nil {
		facts.err = err
		return facts
	}
	defer os.Remove(file.Name())
	defer file.Close()
	facts.now = time.Now()
	if _, facts.err = file.WriteString("x"); facts.err != nil {
		return facts
	}
	info, err := file.Stat()
	if err != nil {
		facts.err = err
		return facts
	}
	facts.written = info.ModTime()
	return facts
}

// newestFile is the time of the newest file at the kit's root, which were all
// written before this moment.
func newestFile(kit string) time.Time {
	var newest time.Time
	entries, _ := os.ReadDir(kit)
	for _, e := range entries {
		// The folders' times change with every file that comes and goes.
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest
}

var (
	// apart is what the clocks of the system and of its disk may differ: some
	// file systems keep whole seconds, some every other one.
	apart = patience.ClocksApart.Time
	// ahead is what the kit's files may be in the future: somebody's clock is
	// always a little wrong, and some archives do not know time zones.
	ahead = patience.ClockAhead.Time
)

func judgeClock(f clockFacts) finding {
	const set = "set the clock; on Linux:\nsudo timedatectl set-ntp true"
	if f.err != nil {
		return warn("not checked: "+cause(f.err), "")
	}
	if f.newest.Sub(f.now) > ahead {
		return warn(fmt.Sprintf("it says %s, but the kit has a file of %s", day(f.now), day(f.newest)), set)
	}
	if off := f.written.Sub(f.now); off > apart || off < -apart {
		return warn(fmt.Sprintf("a file that is written now gets a date that is %s off", off.Abs().Round(time.Second)),
			"keep the kit on a disk of this machine; in a virtual machine, set its clock")
	}
	return ok("%s", f.now.Format("2006-01-02 15:04 MST"))
}

func day(t time.Time) string { return t.Format("2 January 2006") }
