package daemon

import (
	"path/filepath"
	"slices"

	"github.com/fsnotify/fsnotify"

	"workshop.example/processes/runner/control"
)

// vanished is closed when the home, or what a command needs in it to find the
// daemon, has been removed: a daemon that nobody can reach would stay for ever.
// It is nil, and never ready, where the system cannot tell. The watcher sleeps
// until something happens in the folder itself, which is seldom: logs lie in a
// folder of their own.
func vanished(home control.Home) (gone <-chan struct{}, stop func()) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, func() {}
	}
	if err := watcher.Add(home.Dir); err != nil {
		_ = watcher.Close()
		return nil, func() {}
	}
	needed := []string{home.Dir, home.Lock(), filepath.Join(home.Dir, control.SocketName)}
	over := make(chan struct{})
	go func() {
		for e := range watcher.Events {
			if e.Op&(fsnotify.Remove|fsnotify.Rename) != 0 && slices.Contains(needed, e.Name) {
				close(over)
				return
			}
		}
	}()
	go func() {
		for range watcher.Errors { // an overflow loses events of no interest
		}
	}()
	return over, func() { _ = watcher.Close() }
}
