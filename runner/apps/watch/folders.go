package watch

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// folders are all folders that somebody holds, each watched once however many
// hold it. A folder is known by its path without symlinks: inotify knows it by
// its inode, and would tell its changes under one of two names only.
type folders struct {
	notify *fsnotify.Watcher // nil: there is none to be had, or polling is wanted
	poller *poller
	said   *limits
	ask    func(dir string) error // for tests; nil: nobody is asked

	mu     sync.Mutex
	held   map[string]*folder
	below  map[string]int      // how many held folders are at or below a path
	known  map[identity]string // the paths of those that are notified
	closed bool
}

type folder struct {
	holders map[*Subscription]bool
	state   folderState
	id      identity // when it is notified
}

type folderState int

const (
	unwatched folderState = iota // the folder is gone, moved or not what it was
	notified
	polled
)

func newFolders(notify *fsnotify.Watcher, p *poller, said *limits, ask func(string) error) *folders {
	return &folders{notify: notify, poller: p, said: said, ask: ask,
		held: map[string]*folder{}, below: map[string]int{}, known: map[identity]string{}}
}

// hold watches a folder for s, and says false when there is none at that path
// (any more). It is cheap for one that s holds already, and watches that one
// again when its watch was lost. Whoever wants to know what is in the folder
// holds it first and looks then, so that nothing falls between.
func (f *folders) hold(dir string, s *Subscription) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return true
	}
	held := f.held[dir]
	if held == nil {
		held = &folder{holders: map[*Subscription]bool{}}
		f.held[dir] = held
		f.count(dir, 1)
	}
	held.holders[s] = true
	// A watch that lives must be left alone: to add it again would hide from
	// the other holders that there is another folder at its path now.
	if held.state == unwatched {
		held.state = f.watch(dir, held)
	}
	if held.state == unwatched {
		f.leave(dir, held, s)
		return false
	}
	return true
}

func (f *folders) watch(dir string, held *folder) folderState {
	var err error
	if f.ask != nil {
		err = f.ask(dir)
	}
	if f.notify != nil && err == nil {
		err = f.register(dir, held)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return unwatched
	case err == nil && f.notify != nil:
		return notified
	case err != nil && !errors.Is(err, errTwice):
		f.said.reached(err)
	}
	f.poller.add(dir)
	return polled
}

// errTwice: the folder is watched already, under another path at which it lies
// as well (a bind mount).
var errTwice = errors.New("watched already")

// register gives the folder to fsnotify. inotify knows it by its inode: the
// watch of a folder that was renamed, when nobody has told us of that yet,
// would be taken for the new one and soon removed. It is given up first.
func (f *folders) register(dir string, held *folder) error {
	for range 10 { // once, unless somebody replaces the folder at just that moment
		id, exists := identify(dir)
		if !exists {
			return fs.ErrNotExist
		}
		if other, known := f.known[id]; known {
			if now, exists := identify(other); exists && now == id {
				return errTwice
			}
			f.lose(other)
		}
		if err := f.notify.Add(dir); err != nil {
			return err
		}
		now, exists := identify(dir)
		if exists && now == id {
			held.id, f.known[id] = id, dir
			f.renew(dir)
			return nil
		}
		_ = f.notify.Remove(dir)
		f.renew(dir)
	}
	return fs.ErrNotExist
}

// renew gives up the watches of the folders directly in one that was given to
// fsnotify, or taken from it, just now. Their holders watch them again. When a
// folder is removed, fsnotify leaves it to the watch of the folder above to
// tell, if it knows one at that moment. That one may have come too late, or
// have gone too early.
func (f *folders) renew(dir string) {
	if f.below[dir] == 1 { // the folder itself
		return
	}
	for path, held := range f.held {
		if path != dir && filepath.Dir(path) == dir && held.state == notified {
			f.unwatch(path, held)
			hint(held, event{path, named})
		}
	}
}

func (f *folders) drop(dir string, s *Subscription) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if held := f.held[dir]; held != nil && held.holders[s] {
		f.leave(dir, held, s)
	}
}

func (f *folders) leave(dir string, held *folder, s *Subscription) {
	delete(held.holders, s)
	if len(held.holders) > 0 {
		return
	}
	f.unwatch(dir, held)
	f.renew(dir)
	delete(f.held, dir)
	f.count(dir, -1)
}

func (f *folders) unwatch(dir string, held *folder) {
	switch held.state {
	case notified:
		delete(f.known, held.id)
		_ = f.notify.Remove(dir) // the kernel has removed the watch of what is gone
	case polled:
		f.poller.remove(dir)
	}
	held.state = unwatched
}

// count keeps below. It goes up from a folder to the root.
func (f *folders) count(dir string, by int) {
	for {
		if f.below[dir] += by; f.below[dir] == 0 {
			delete(f.below, dir)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return
		}
		dir = up
	}
}

// handle hints those who hold the folder in which something happened.
func (f *folders) handle(e event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	holder := filepath.Dir(e.path)
	switch {
	case e.what == mixed:
		holder = e.path
	case e.what == named && f.below[e.path] > 0:
		f.lose(e.path)
	}
	if held := f.held[holder]; held != nil {
		hint(held, e)
	}
}

// lose gives up the watches at and below a path that came, went or was renamed.
// The watch of a renamed folder would go on under its old name, and keep a new
// one of the same folder from being made. The holders watch again what they
// find.
func (f *folders) lose(path string) {
	prefix := strings.TrimSuffix(path, string(filepath.Separator)) + string(filepath.Separator)
	for dir, held := range f.held {
		if dir == path || strings.HasPrefix(dir, prefix) {
			f.unwatch(dir, held)
			hint(held, event{dir, named})
		}
	}
}

// loseAll is lose for everything: nobody knows what was moved while events
// were lost.
func (f *folders) loseAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for dir, held := range f.held {
		f.unwatch(dir, held)
	}
}

func hint(held *folder, e event) {
	now := time.Now()
	for s := range held.holders {
		s.hints.add(e, now)
	}
}

// close ends fsnotify and the poller. Nothing is held afterwards.
func (f *folders) close() {
	f.mu.Lock()
	f.closed = true
	clear(f.held)
	clear(f.below)
	clear(f.known)
	f.mu.Unlock()
	f.poller.close()
	if f.notify != nil {
		_ = f.notify.Close()
	}
}
