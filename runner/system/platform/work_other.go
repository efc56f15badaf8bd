//go:build !linux

package platform

import (
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// WorkOf asks a library what a process and its descendants have used. known is
// false: this system does not tell whether one of them waits for a processor.
func WorkOf(pid int) (w Work, known bool) {
	leader, err := process.NewProcess(int32(pid))
	if err != nil {
		return Work{}, false
	}
	return Work{Used: usedBy(leader)}, false
}

// usedBy is the processor time of a process and its descendants.
func usedBy(p *process.Process) (used time.Duration) {
	if times, err := p.Times(); err == nil {
		used = time.Duration((times.User + times.System) * float64(time.Second))
	}
	children, _ := p.Children() // an error: there are none
	for _, child := range children {
		used += usedBy(child)
	}
	return used
}

func tasksOf(map[string]bool) (all map[string]taskTimes, known bool) { return nil, false }
