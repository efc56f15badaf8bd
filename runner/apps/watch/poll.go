package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// poller looks at folders again and again and tells what differs. It runs only
// while there is a folder to look at.
type poller struct {
	every time.Duration
	tell  func(event)

	mu       sync.Mutex
	listings map[string]listing
	stop     chan struct{} // closed to end the goroutine; nil: there is none
	ended    sync.WaitGroup
}

// listing is a folder at the last look; the zero value when it could not be
// read.
type listing struct {
	// changed is the folder's own time: another one when a name came and went
	// again between two looks, or went and came.
	changed stamp
	entries map[string]entry // by name
}

type entry struct {
	kind    fs.FileMode
	size    int64 // of files only, as the time is: a folder below is looked at by itself
	changed stamp
}

// stamp is a time that a file system gives.
type stamp struct {
	time time.Time
	// sure: it was given long enough before the look. A change right after the
	// look would have given another time.
	sure bool
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{info.ModTime(), !young(info.ModTime(), time.Now())}
}

func (s stamp) same(other stamp) bool { return s.time.Equal(other.time) && s.sure == other.sure }

func newPoller(every time.Duration, tell func(event)) *poller {
	return &poller{every: every, tell: tell, listings: map[string]listing{}}
}

// add looks at the folder at once: whatever happens from now on is a
// difference.
func (p *poller) add(dir string) {
	listed := list(dir)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listings[dir] = listed
	if p.stop == nil {
		stop := make(chan struct{})
		p.stop = stop
		p.ended.Go(func() { p.run(stop) })
	}
}

func (p *poller) remove(dir string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.listings, dir)
	if len(p.listings) == 0 {
		p.halt()
	}
}

func (p *poller) halt() {
	if p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
}

// close ends the goroutine and waits for it.
func (p *poller) close() {
	p.mu.Lock()
	p.halt()
	p.mu.Unlock()
	p.ended.Wait()
}

func (p *poller) run(stop <-chan struct{}) {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for _, dir := range p.dirs() {
			p.look(dir)
		}
	}
}

func (p *poller) dirs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	dirs := make([]string, 0, len(p.listings))
	for dir := range p.listings {
		dirs = append(dirs, dir)
	}
	return dirs
}

func (p *poller) look(dir string) {
	now := list(dir)
	p.mu.Lock()
	before, wanted := p.listings[dir]
	if wanted {
		p.listings[dir] = now
	}
	p.mu.Unlock()
	if !wanted {
		return
	}
	for _, e := range before.changes(dir, now) {
		p.tell(e)
	}
}

// changes are the events that lead from one listing to the next. A change that
// is not sure is told once more when it is.
func (before listing) changes(dir string, now listing) []event {
	switch {
	case now.entries == nil && before.entries != nil:
		return []event{{dir, named}}
	case !now.changed.same(before.changed) || len(now.entries) != len(before.entries):
		return []event{{dir, mixed}} // whoever holds it looks at all that is in it
	}
	var events []event
	for name, is := range now.entries {
		was, known := before.entries[name]
		switch {
		case !known || was.kind != is.kind:
			return []event{{dir, mixed}}
		case was.size == is.size && was.changed.same(is.changed):
		case is.kind.IsRegular():
			events = append(events, event{filepath.Join(dir, name), written})
		default: // a symlink may lead elsewhere now
			events = append(events, event{filepath.Join(dir, name), named})
		}
	}
	return events
}

func list(dir string) listing {
	folder, err := os.Stat(dir)
	if err != nil {
		return listing{}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return listing{}
	}
	// The time is of before: what comes while the names are read is a
	// difference the next time.
	listed := listing{changed: stampOf(folder), entries: make(map[string]entry, len(entries))}
	for _, e := range entries {
		found := entry{kind: e.Type()}
		if info, err := e.Info(); err == nil && !info.IsDir() {
			found.size, found.changed = info.Size(), stampOf(info)
		}
		listed.entries[e.Name()] = found
	}
	return listed
}
