//go:build !linux

package usage

import (
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// timesOf asks the library, which knows every system.
func timesOf(pid int) (times, bool) {
	p, err := process.NewProcess(int32(pid))
	if err != nil {
		return times{}, false
	}
	started, err := p.CreateTime()
	if err != nil {
		return times{}, false
	}
	cpu, err := p.Times()
	if err != nil {
		return times{}, false
	}
	t := times{started: time.UnixMilli(started), used: time.Duration((cpu.User + cpu.System) * float64(time.Second))}
	if memory, err := p.MemoryInfo(); err == nil {
		t.memory = int64(memory.RSS)
	}
	return t, true
}
