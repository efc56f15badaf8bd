// Package watch says when files have changed.
//
// The two calls that most code needs are [New], once in a program, and
// [Watcher.Subscribe], once for everybody who wants to know:
//
//	w := watch.New(watch.Options{Say: warn})
//	defer w.Close()
//	sub := w.Subscribe(watch.Set{Trees: []string{dir}, Base: dir}, restart)
//	defer sub.Close()
//
// # What a change is
//
// A file whose content is another one than when it was last seen, a new file,
// or one that is gone. A save that changes nothing, a touch and a chmod are
// none. What the system tells is taken for a hint where to look, never for the
// truth: a subscription keeps size, time and a hash of every file that counts,
// and compares. That is why hints may be lost, doubled or late.
//
// A call comes when there was quiet for a while (50 ms unless told), or after a
// second at the latest when it is never quiet.
//
// # What never counts
//
// The temporary files of editors, .DS_Store and its kind, and what lies in
// .git, .hg, .svn, node_modules, .runner or .workshop below a watched folder,
// whatever a Set ignores. (PM2 watches node_modules once ignore_watch is given.
// Nobody edits there by hand, and an installation changes thousands of files.)
//
// # Limits
//
// There is one fsnotify.Watcher for all subscriptions, since Linux grants a
// user 128 of them, and folders are watched, never files: an editor that saves
// replaces the file, and a watch on it would die. When the system can watch no
// more folders, the rest is looked at twice a second.
//
// A folder above a watched one that is renamed is noticed only when it is
// watched itself. The package knows nothing of apps and processes.
package watch

import (
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options of a Watcher. The zero value is of use.
type Options struct {
	// Say takes a sentence or two for the operator: that a limit is reached and
	// what to type against it. Each is said once. nil: nobody is told. It may
	// be called from any goroutine, and must not call the Watcher.
	Say func(words string)

	Quiet     time.Duration // how long it must be quiet before a call; 0: 50 ms
	Longest   time.Duration // after which time a call comes though it is never quiet; 0: 1 s
	PollEvery time.Duration // how often to look at folders that cannot be watched; 0: 500 ms

	// MaxFolders bounds the folders of one subscription, lest somebody watches
	// the root of a machine; 0: 20,000. The rest is left out with words.
	MaxFolders int

	// PollOnly looks instead of being told: for network drives and mounts that
	// tell nothing.
	PollOnly bool

	testOnlyAdd func(dir string) error // asked before a folder is watched
}

func (o Options) withDefaults() Options {
	if o.Say == nil {
		o.Say = func(string) {}
	}
	if o.Quiet == 0 {
		o.Quiet = 50 * time.Millisecond
	}
	if o.Longest == 0 {
		o.Longest = time.Second
	}
	if o.PollEvery == 0 {
		o.PollEvery = 500 * time.Millisecond
	}
	if o.MaxFolders == 0 {
		o.MaxFolders = 20_000
	}
	return o
}

// Watcher watches folders for any number of subscriptions.
type Watcher struct {
	options Options
	folders *folders
	queue   *queue
	running sync.WaitGroup

	mu            sync.Mutex
	subscriptions map[*Subscription]bool
}

// New makes a watcher. It cannot fail: a system that grants no watcher is
// polled, and that is said.
func New(options Options) *Watcher {
	options = options.withDefaults()
	w := &Watcher{options: options, queue: newQueue(), subscriptions: map[*Subscription]bool{}}
	poller := newPoller(options.PollEvery, w.queue.put)
	var notify *fsnotify.Watcher
	said := &limits{say: options.Say, every: options.PollEvery}
	if !options.PollOnly {
		var err error
		if notify, err = fsnotify.NewWatcher(); err != nil {
			said.reached(err)
		}
	}
	w.folders = newFolders(notify, poller, said, options.testOnlyAdd)
	if notify != nil {
		w.running.Go(func() { w.queue.fill(notify, said) })
	}
	w.running.Go(w.dispatch)
	return w
}

// dispatch hands what happened to those whom it concerns. It is apart from the
// goroutine that reads from fsnotify: that one must never wait, because
// fsnotify's own Add and Remove may wait for it.
func (w *Watcher) dispatch() {
	for {
		events, overflow, open := w.queue.take()
		if !open {
			return
		}
		for _, e := range events {
			w.folders.handle(e)
		}
		if overflow {
			w.folders.loseAll()
			w.hintAll()
		}
	}
}

func (w *Watcher) hintAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range w.subscriptions {
		s.hints.everything(time.Now())
	}
}

// Subscribe calls changed with the files of a set that have changed, sorted,
// named as the set names their folders. Every change after Subscribe has
// returned leads to a call.
//
// The calls of one subscription come one after the other, from a goroutine of
// its own, so a call may take its time: what changes meanwhile is reported by
// the next one. A call may use Update, but not Close.
func (w *Watcher) Subscribe(set Set, changed func(files []string)) *Subscription {
	s := newSubscription(w, changed)
	w.mu.Lock()
	w.subscriptions[s] = true
	w.mu.Unlock()
	s.Update(set)
	go s.run()
	return s
}

func (w *Watcher) forget(s *Subscription) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.subscriptions, s)
}

// Close closes all subscriptions and returns when nothing runs any more. No
// callback may call it.
func (w *Watcher) Close() {
	w.mu.Lock()
	var open []*Subscription
	for s := range w.subscriptions {
		open = append(open, s)
	}
	w.mu.Unlock()
	for _, s := range open {
		s.Close()
	}
	w.folders.close()
	w.queue.close()
	w.running.Wait()
}
