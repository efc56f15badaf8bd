package platform

import (
	"strings"
	"time"
)

// This file is about what processes do, and what they are kept from doing: a
// program that makes no progress on a busy machine is not one that does nothing.

// Work is what a group of processes does. Where a system does not tell what they
// want, Wants is false and Used is all that is known.
type Work struct {
	// Used is the processor time of the processes that are there now, to about
	// ten milliseconds.
	Used time.Duration
	// Wants: one of them would go on at once if it had a processor, or the disk
	// had answered.
	Wants bool
}

// Meter measures how much of the time this process and all that it has started
// were given a processor when they wanted one. The zero value begins with its
// first look.
type Meter struct {
	tasks map[string]taskTimes
}

// taskTimes are those of one thread since its start.
type taskTimes struct {
	ran, waited time.Duration
}

// Look says how long their threads have run, and how long they have waited for
// a processor, since the last look, all added up. known is false on a system
// that does not tell.
func (m *Meter) Look() (ran, waited time.Duration, known bool) {
	now, known := tasksOf(book.groups())
	if m.tasks == nil {
		m.tasks = now
		return 0, 0, known
	}
	for task, times := range now {
		before := m.tasks[task]
		ran += max(0, times.ran-before.ran)
		waited += max(0, times.waited-before.waited)
	}
	m.tasks = now
	return ran, waited, known
}

// groups are the groups in the book, by their numbers.
func (b *guardBook) groups() map[string]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	groups := map[string]bool{}
	for _, entry := range b.entries {
		if group, ok := strings.CutPrefix(entry, "group "); ok {
			groups[group] = true
		}
	}
	return groups
}
