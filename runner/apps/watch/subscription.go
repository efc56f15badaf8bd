package watch

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// maxHashedAtOnce bounds how many bytes are read when a set is looked at for
// the first time. Beyond it, the first save of a file counts even when it
// changes nothing: better than to read gigabytes of pictures.
const maxHashedAtOnce = 32 << 20

// Subscription watches one set for one callback.
type Subscription struct {
	watcher *Watcher
	changed func([]string)
	hints   *hints
	closing chan struct{}
	ended   chan struct{}
	once    sync.Once

	mu       sync.Mutex // held while files are looked at, never during a call
	rules    *rules
	layout   *layout
	files    map[string]content // what counts, as it was when last seen
	suspects map[string]bool    // to be compared when it is quiet
	stale    bool               // a folder came or went: everything is looked for anew then
	debounce debounce
}

func newSubscription(w *Watcher, changed func([]string)) *Subscription {
	return &Subscription{
		watcher: w, changed: changed, hints: newHints(),
		closing: make(chan struct{}), ended: make(chan struct{}),
		layout: newLayout(), files: map[string]content{}, suspects: map[string]bool{},
		debounce: debounce{longest: w.options.Longest},
	}
}

// Update watches another set. What both sets count stays under watch without a
// gap; a file that only the new one counts is a change from now on; one that
// only the old one counted is forgotten.
func (s *Subscription) Update(set Set) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosing() {
		return
	}
	before := s.rules
	s.rules = newRules(set)
	if s.debounce.quiet = set.Delay; set.Delay == 0 {
		s.debounce.quiet = s.watcher.options.Quiet
	}
	s.rescan(before)
	maps.DeleteFunc(s.suspects, func(path string, _ bool) bool { return !s.rules.counts(path) })
	if len(s.suspects) > 0 { // wakes run, which computes when to report
		now := time.Now()
		s.debounce.hint(now, now)
		s.hints.wake()
	}
}

// Close ends the subscription. It waits for a call that is under way, so no
// callback may call it; after it has returned there is no call any more.
func (s *Subscription) Close() {
	s.once.Do(func() { close(s.closing) })
	<-s.ended
}

func (s *Subscription) isClosing() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

func (s *Subscription) run() {
	defer close(s.ended)
	defer s.release()
	for {
		due, stop := s.timer()
		select {
		case <-s.closing:
			stop()
			return
		case <-s.hints.ready:
		case <-due:
		}
		stop()
		s.attend()
		if files := s.report(); len(files) > 0 && !s.isClosing() {
			s.changed(files)
		}
	}
}

// timer fires when there is something to report; never when there is nothing.
func (s *Subscription) timer() (due <-chan time.Time, stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, waiting := s.debounce.due()
	if !waiting {
		return nil, func() {}
	}
	timer := time.NewTimer(time.Until(at))
	return timer.C, func() { timer.Stop() }
}

// attend looks where it was hinted at. Folders are entered at once, so that
// what happens in them from now on is heard of; files are only noted.
func (s *Subscription) attend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := s.hints.take()
	again, concerned := batch.all, false
	for path, more := range batch.paths {
		if more && s.leadsElsewhere(path) {
			again = true
		} else {
			concerned = s.attendTo(path, more) || concerned
		}
	}
	if again {
		s.rescan(s.rules)
	}
	if again || concerned {
		s.debounce.hint(batch.first, batch.last)
	}
}

// leadsElsewhere says whether one of the set's own paths may lead to another
// place now, or to one at last.
func (s *Subscription) leadsElsewhere(hinted string) bool {
	at, held := s.layout.folders[hinted]
	return s.layout.turns[hinted] || held && !at.whole
}

// attendTo says whether a hint is of any concern. Without more, it is only
// about a file's content.
func (s *Subscription) attendTo(hinted string, more bool) bool {
	path := s.layout.name(hinted)
	if more {
		_, held := s.layout.folders[hinted]
		// What is a folder or a symlink now, or was a folder before, may have
		// more to it.
		s.stale = s.stale || held
		if info, err := os.Lstat(hinted); path != "" && err == nil && !info.Mode().IsRegular() {
			return s.enter(hinted, path, info) || held
		} else if held {
			return true
		}
	}
	if path == "" || !s.rules.counts(path) {
		return false
	}
	s.suspects[path] = true
	return true
}

// enter takes a folder that came into a watched one, or whose watch was lost,
// so that what happens in it from now on is heard of. Whether another one was
// there before is found out when it is quiet, as is where a symlink leads.
func (s *Subscription) enter(real, path string, info fs.FileInfo) bool {
	switch {
	case info.Mode()&fs.ModeSymlink != 0 && (s.rules.counts(path) || s.rules.enters(path)):
	case info.IsDir() && s.layout.folders[filepath.Dir(real)].tree && s.rules.enters(path):
		if at, known := s.layout.folders[real]; known {
			at.whole = false // else it would be taken for seen
			s.layout.folders[real] = at
		}
		scan := s.scan(s.layout, s.rules, nil)
		scan.at = path
		scan.folder(real, path, true)
		scan.followLinks()
	default:
		return false
	}
	s.stale = true
	return true
}

// report gives the files that have changed, once it is time.
func (s *Subscription) report() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, waiting := s.debounce.due(); !waiting || time.Now().Before(at) {
		return nil
	}
	s.debounce.reset()
	if s.stale {
		s.rescan(s.rules)
	}
	var changed []string
	for path := range s.suspects {
		if s.compare(path) {
			changed = append(changed, path)
		}
	}
	clear(s.suspects)
	slices.Sort(changed)
	return changed
}

// compare looks at a file and says whether it is another one than before.
func (s *Subscription) compare(path string) bool {
	before, known := s.files[path]
	now, exists := look(path)
	if !exists {
		delete(s.files, path)
		return known
	}
	s.files[path] = now
	return !known || !before.same(now)
}

// rescan looks for everything anew. A file that the rules before it did not
// count is taken as it is, any other difference makes a suspect.
func (s *Subscription) rescan(before *rules) {
	next, seen := newLayout(), map[string]bool{}
	s.scan(next, before, seen).everything()
	for path := range s.files {
		switch {
		case seen[path]:
		case s.rules.counts(path):
			s.suspects[path] = true
		default:
			delete(s.files, path)
		}
	}
	maps.DeleteFunc(s.layout.folders, func(dir string, _ place) bool {
		_, still := next.folders[dir]
		return still
	})
	s.drop(s.layout.folders)
	s.layout, s.stale = next, false
}

// scan prepares a walk that notes suspects and, unless it is nil, what was
// seen.
func (s *Subscription) scan(into *layout, before *rules, seen map[string]bool) *scan {
	budget := int64(maxHashedAtOnce)
	return &scan{
		rules:  s.rules,
		layout: into,
		hold:   func(dir string) bool { return s.watcher.folders.hold(dir, s) },
		full:   s.watcher.folders.said.tooMany,
		max:    s.watcher.options.MaxFolders,
		found: func(path string, info fs.FileInfo) {
			if seen != nil {
				seen[path] = true
			}
			known, ok := s.files[path]
			switch {
			case ok && known.surely(info):
			case ok || before.counts(path):
				s.suspects[path] = true
			default:
				s.files[path] = firstLook(path, info, &budget)
			}
		},
	}
}

// firstLook is what later looks are compared with. As long as there is a budget
// the file is read.
func firstLook(path string, info fs.FileInfo, budget *int64) content {
	first := contentOf(info)
	if size := info.Size(); size <= maxHashed && size <= *budget {
		first.hash = hashFile(path)
		*budget -= size
	}
	return first
}

// release gives up all folders.
func (s *Subscription) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(s.layout.folders)
	s.layout = newLayout()
	s.watcher.forget(s)
}

// drop begins with the folders below: one that goes while there are others
// below it costs more, see folders.renew.
func (s *Subscription) drop(places map[string]place) {
	for _, dir := range slices.Backward(slices.Sorted(maps.Keys(places))) {
		s.watcher.folders.drop(dir, s)
	}
}
