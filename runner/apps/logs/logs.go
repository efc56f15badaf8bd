// Package logs keeps what the apps print: in files that are rotated by size,
// in memory for who asks for the last lines, and passed on to who follows.
//
// A program's output comes in through [Store.Sink] and is written to its files
// in the goroutine that read it. So a disk that is slow holds the program up
// once its pipe is full, just as it would if the program wrote the file itself;
// nothing is lost, no timer has to flush anything, a hundred quiet apps cost
// nothing, and a crashing program's last words are in the file when its exit is
// told. A disk that refuses (it is full, the folder may not be written to)
// holds nobody up: the lines are counted as lost in the file, and memory and
// followers have them all the same. Followers never hold anybody up: one that
// is too slow is told how many lines it missed.
//
// Lines of two programs that share a file never mix. A line is broken only when
// it is longer than 64 KiB and another program prints meanwhile, or when it is
// longer than a whole file may be.
//
// The two calls that most code needs are [Store.Sink] and [Store.Follow].
package logs

import (
	"path/filepath"
	"sync"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// Options say where and how much.
type Options struct {
	// Home is the folder with the runner's state; log files that the process
	// file does not name are in its folder "logs". It need not exist.
	Home string
	// Say is told in a sentence, once for each file, that it cannot be written.
	// It must not call the store. nil: nobody is told.
	Say func(string)
	// MaxBytes is how large a file may become before it is rotated; 0: 10 MB.
	MaxBytes int64
	// Keep is how many rotated files stay beside it (FILE.1 is the youngest);
	// 0: three.
	Keep int
}

// Store is the logs of all apps. Its methods may be called from any goroutine.
type Store struct {
	opts Options

	filesMu sync.Mutex       // held for moments only, with no other lock
	files   map[string]*file // by path: whoever names the same file shares it

	mu        sync.Mutex // held for moments only: no disk, no waiting
	apps      map[string]*memory
	followers map[*Follower]bool
	closed    bool
}

// Open makes a store. It touches no file before something is printed. Close
// must be called for it at last.
func Open(opts Options) *Store {
	if opts.Say == nil {
		opts.Say = func(string) {}
	}
	if opts.MaxBytes == 0 {
		opts.MaxBytes = 10_000_000
	}
	if opts.Keep == 0 {
		opts.Keep = 3
	}
	return &Store{
		opts: opts, files: map[string]*file{}, apps: map[string]*memory{}, followers: map[*Follower]bool{},
	}
}

// Sink takes what one instance of an app prints, over all of its restarts.
// Asked again for the same instance, it gives the same one; where the app's
// fields about logs have changed, they hold for it from then on.
func (s *Store) Sink(app *processfile.App, instance int) supervise.Sink {
	s.mu.Lock()
	m := s.apps[app.Name]
	if m == nil {
		m = &memory{app: app.Name, sinks: map[int]*sink{}}
		s.apps[app.Name] = m
	}
	k := m.sink(s, instance)
	closed := s.closed
	s.mu.Unlock()
	if !closed {
		k.configure(app)
	}
	return k
}

// Forget closes the files of an app that was deleted, and clears its lines from
// memory; the files stay on the disk, as in PM2. What its sinks are given later
// is dropped.
func (s *Store) Forget(app string) {
	s.mu.Lock()
	var sinks []*sink
	if m := s.apps[app]; m != nil {
		sinks = m.ordered()
	}
	delete(s.apps, app)
	s.mu.Unlock()
	for _, k := range sinks {
		k.close()
	}
}

// Retire closes the files of an instance that there is no more; what it printed
// stays in memory. Asked for again, its sink opens them again.
func (s *Store) Retire(app string, instance int) {
	s.mu.Lock()
	var k *sink
	if m := s.apps[app]; m != nil {
		k = m.sinks[instance]
	}
	s.mu.Unlock()
	if k != nil {
		k.close()
	}
}

// Lost is how many lines of an app are missing in its files because the disk
// refused them.
func (s *Store) Lost(app string) int64 {
	lost := int64(0)
	for _, f := range s.filesOf(app) {
		f.mu.Lock()
		lost += f.lost
		f.mu.Unlock()
	}
	return lost
}

// filesOf are the files that an app's instances write, each once.
func (s *Store) filesOf(app string) []*file {
	var files []*file
	seen := map[*file]bool{}
	for _, k := range s.sinksOf(app) {
		for _, f := range k.current().files() {
			if !seen[f] {
				seen[f] = true
				files = append(files, f)
			}
		}
	}
	return files
}

func (s *Store) sinksOf(app string) []*sink {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.apps[app]; m != nil {
		return m.ordered()
	}
	return nil
}

// Close closes all files and ends all followers once they have taken what was
// printed so far. What sinks are given later is dropped.
func (s *Store) Close() {
	s.mu.Lock()
	s.closed = true
	var all []*sink
	for _, m := range s.apps {
		all = append(all, m.ordered()...)
	}
	for f := range s.followers {
		f.wakeUp()
	}
	s.mu.Unlock()
	for _, k := range all {
		k.close()
	}
}

// acquire gives the file of a path to one more user; nil for a path that stands
// for no file.
func (s *Store) acquire(path string, app string) *file {
	if path == "" {
		return nil
	}
	s.filesMu.Lock()
	defer s.filesMu.Unlock()
	f := s.files[filepath.Clean(path)]
	if f == nil {
		f = &file{path: filepath.Clean(path), app: app, max: s.opts.MaxBytes, keep: s.opts.Keep, say: s.opts.Say}
		s.files[f.path] = f
	}
	f.users++
	return f
}

// release closes a file with its last user.
func (s *Store) release(f *file) {
	if f == nil {
		return
	}
	s.filesMu.Lock()
	f.users--
	last := f.users == 0
	if last {
		delete(s.files, f.path)
	}
	s.filesMu.Unlock()
	if last {
		f.close()
	}
}
