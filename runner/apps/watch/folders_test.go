package watch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/watch"
)

func TestNewFolders(t *testing.T) {
	t.Run("files written right after the folders are not missed", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			l := listen(t, w, tree(dir))
			files := in(dir, "a/one.js", "a/b/two.js", "a/b/c/d/three.js")
			for _, file := range files {
				write(t, file, "new")
			}
			l.hears(files...)
			write(t, files[2], "changed")
			l.hears(files[2])
		})
	})
	t.Run("a folder that is moved in brings its files, one that is moved out takes them", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			outside := filepath.Join(folder(t), "lib")
			write(t, filepath.Join(outside, "deep", "x.js"), "x")
			l := listen(t, w, tree(dir))
			rename(t, outside, filepath.Join(dir, "lib"))
			l.hears(in(dir, "lib/deep/x.js")...)
			write(t, filepath.Join(dir, "lib", "deep", "x.js"), "y")
			l.hears(in(dir, "lib/deep/x.js")...)
			rename(t, filepath.Join(dir, "lib"), outside)
			l.hears(in(dir, "lib/deep/x.js")...)
			write(t, filepath.Join(outside, "deep", "x.js"), "z")
			l.hearsNothingBut(filepath.Join(dir, "other.js"))
		})
	})
	t.Run("a renamed folder is watched under its new name, with those below", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			write(t, filepath.Join(dir, "old", "deep", "x.js"), "x")
			l := listen(t, w, tree(dir))
			rename(t, filepath.Join(dir, "old"), filepath.Join(dir, "new"))
			l.hears(in(dir, "new/deep/x.js", "old/deep/x.js")...)
			write(t, filepath.Join(dir, "new", "deep", "x.js"), "y")
			l.hears(in(dir, "new/deep/x.js")...)
			write(t, filepath.Join(dir, "old", "deep", "x.js"), "again")
			l.hears(in(dir, "old/deep/x.js")...)
		})
	})
	t.Run("a folder is removed and comes again, as with git checkout", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			file := filepath.Join(dir, "lib", "deep", "x.js")
			write(t, file, "x")
			l := listen(t, w, tree(dir))
			remove(t, filepath.Join(dir, "lib"))
			l.hears(file)
			write(t, file, "x")
			l.hears(file)
			remove(t, filepath.Join(dir, "lib"))
			write(t, file, "y")
			l.hears(file)
			write(t, file, "z")
			l.hears(file)
		})
	})
	t.Run("only the folder itself counts when it is no tree", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			l := listen(t, w, watch.Set{Dirs: []string{dir}})
			write(t, filepath.Join(dir, "below", "x.js"), "x")
			l.hearsNothingBut(filepath.Join(dir, "y.js"))
		})
	})
}

func TestTheWatchedFolderItself(t *testing.T) {
	sets := map[string]func(root string) watch.Set{
		"tree":   tree,
		"folder": func(root string) watch.Set { return watch.Set{Dirs: []string{root}} },
		"file":   func(root string) watch.Set { return watch.Set{Files: in(root, "main.js")} },
	}
	for name, set := range sets {
		t.Run(name+" that does not exist yet, nor the folder above", func(t *testing.T) {
			inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
				file := filepath.Join(dir, "later", "app", "main.js")
				l := listen(t, w, set(filepath.Dir(file)))
				write(t, file, "one")
				l.hears(file)
				write(t, file, "two")
				l.hears(file)
			})
		})
		t.Run(name+" is removed and comes again", func(t *testing.T) {
			inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
				file := filepath.Join(dir, "project", "app", "main.js")
				for _, gone := range []string{filepath.Dir(file), filepath.Join(dir, "project")} {
					write(t, file, "one")
					l := listen(t, w, set(filepath.Dir(file)))
					remove(t, gone)
					l.hears(file)
					write(t, file, "one")
					l.hears(file)
					remove(t, gone)
					write(t, file, "two")
					l.hears(file)
					write(t, file, "three")
					l.hears(file)
					l.Close()
				}
			})
		})
		t.Run(name+" is renamed and another one takes its place", func(t *testing.T) {
			inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
				file := filepath.Join(dir, "app", "main.js")
				write(t, file, "one")
				write(t, filepath.Join(dir, "next", "main.js"), "next")
				l := listen(t, w, set(filepath.Dir(file)))
				rename(t, filepath.Join(dir, "app"), filepath.Join(dir, "old"))
				rename(t, filepath.Join(dir, "next"), filepath.Join(dir, "app"))
				l.hears(file)
				write(t, file, "two")
				l.hears(file)
			})
		})
	}
}

func TestSymlinks(t *testing.T) {
	t.Run("the watched folder is one, and leads elsewhere later", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			write(t, filepath.Join(dir, "releases", "1", "main.js"), "1")
			write(t, filepath.Join(dir, "releases", "2", "main.js"), "2")
			current := filepath.Join(dir, "current")
			symlink(t, filepath.Join("releases", "1"), current)
			l := listen(t, w, tree(current))
			write(t, filepath.Join(dir, "releases", "1", "main.js"), "changed")
			l.hears(filepath.Join(current, "main.js"))
			symlink(t, filepath.Join("releases", "2"), current+".new")
			rename(t, current+".new", current)
			l.hears(filepath.Join(current, "main.js"))
			write(t, filepath.Join(dir, "releases", "2", "main.js"), "changed, too")
			l.hears(filepath.Join(current, "main.js"))
		})
	})
	t.Run("folders that lead in circles are each watched once, under their own name", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			app, shared := filepath.Join(dir, "app"), filepath.Join(dir, "shared")
			write(t, filepath.Join(app, "z", "x.js"), "x")
			write(t, filepath.Join(shared, "y.js"), "y")
			symlink(t, "..", filepath.Join(app, "up"))
			symlink(t, ".", filepath.Join(app, "self"))
			symlink(t, "z", filepath.Join(app, "also-z"))
			symlink(t, "loop", filepath.Join(app, "loop"))
			symlink(t, "../shared", filepath.Join(app, "shared"))
			symlink(t, "../app/z", filepath.Join(shared, "back"))
			l := listen(t, w, tree(app))
			write(t, filepath.Join(app, "z", "x.js"), "changed")
			l.hears(in(app, "z/x.js")...)
			write(t, filepath.Join(shared, "y.js"), "changed")
			l.hears(in(app, "shared/y.js")...)
			symlink(t, "../shared", filepath.Join(app, "then"))
			write(t, filepath.Join(shared, "sub", "new.js"), "new")
			l.hears(in(app, "shared/sub/new.js")...)
		})
	})
	t.Run("a file changes where the symlink leads", func(t *testing.T) {
		inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
			app, shared := filepath.Join(dir, "app"), filepath.Join(dir, "shared")
			write(t, filepath.Join(shared, "one.env"), "1")
			write(t, filepath.Join(shared, "two.env"), "2")
			require.NoError(t, os.Mkdir(app, 0o700))
			file := filepath.Join(app, "app.env")
			symlink(t, "../shared/one.env", file)
			for _, set := range []watch.Set{tree(app), {Files: []string{file}}} {
				l := listen(t, w, set)
				write(t, filepath.Join(shared, "one.env"), "changed "+fmt.Sprint(set))
				l.hears(file)
				symlink(t, "../shared/two.env", file+"~")
				rename(t, file+"~", file)
				l.hears(file)
				symlink(t, "../shared/one.env", file+"~")
				rename(t, file+"~", file)
				l.hears(file)
				l.Close()
			}
		})
	})
}

func TestAFileOfItsOwnCountsWhateverIsIgnored(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, ".env")
		set := tree(dir)
		set.Files = []string{file}
		set.Match = func(path string) bool { return filepath.Ext(path) == ".js" }
		l := listen(t, w, set)
		write(t, file, "new")
		l.hears(file)
		write(t, filepath.Join(dir, ".other"), "new")
		write(t, filepath.Join(dir, "README.md"), "new")
		l.hearsNothingBut(filepath.Join(dir, "x.js"))
	})
}

func TestATreeMayBeAFile(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, "server.js")
		l := listen(t, w, watch.Set{Trees: []string{file}})
		write(t, file, "new")
		write(t, filepath.Join(dir, "other.js"), "new")
		l.hears(file)
		write(t, file+".x", "changed")
		rename(t, file+".x", file)
		l.hears(file)
	})
}

func TestIgnoredFoldersAreNotWatchedAtAll(t *testing.T) {
	t.Parallel()
	w, dir := watcher(t, modes["told"]), folder(t)
	for _, name := range []string{".git/objects", "node_modules/a/b", ".runner", ".workshop", "logs/old", "src/.git"} {
		write(t, filepath.Join(dir, name, "file"), "x")
	}
	set := tree(dir)
	set.Ignore = []string{"logs"}
	listen(t, w, set)
	assert.Equal(t, 2, w.Held(), "the folder itself and src")
}

func TestUpdate(t *testing.T) {
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		files := in(dir, "a/x.js", "b/x.js", "c/x.js")
		for _, file := range files {
			write(t, file, "one")
		}
		l := listen(t, w, watch.Set{Dirs: in(dir, "a", "b")})
		write(t, files[1], "not seen by anybody yet")
		l.Update(watch.Set{Dirs: in(dir, "b", "c")})
		l.hears(files[1])
		write(t, files[0], "of no concern any more")
		write(t, files[2], "two")
		l.hears(files[2])
		l.Update(watch.Set{})
		assert.Zero(t, w.Held())
		write(t, filepath.Join(dir, "c", "while nobody watches.js"), "new")
		l.Update(watch.Set{Dirs: in(dir, "b", "c")})
		l.hearsNothingBut(files[1])
	})
}

func TestACallMayUpdate(t *testing.T) {
	t.Parallel()
	w, dir := watcher(t, modes["told"]), folder(t)
	ready, called := make(chan *watch.Subscription, 1), make(chan []string, 1)
	s := w.Subscribe(watch.Set{Dirs: in(dir, "a")}, func(files []string) {
		s := <-ready
		s.Update(watch.Set{Dirs: in(dir, "b")})
		ready <- s
		called <- files
	})
	ready <- s
	for _, file := range in(dir, "a/x.js", "b/x.js") {
		write(t, file, "new")
		assert.Equal(t, []string{file}, <-called)
	}
}

func TestSubscriptionsMayOverlap(t *testing.T) {
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, "lib", "x.js")
		write(t, file, "one")
		whole, lib := listen(t, w, tree(dir)), listen(t, w, watch.Set{Dirs: in(dir, "lib")})
		write(t, file, "two")
		whole.hears(file)
		lib.hears(file)
		remove(t, filepath.Join(dir, "lib"))
		write(t, file, "three")
		whole.hears(file)
		lib.hears(file)
		whole.Close()
		whole.forget() // that the folder was away may have been a change of its own
		write(t, file, "four")
		lib.hears(file)
		assert.Empty(t, whole.reported())
		lib.Close()
		assert.Zero(t, w.Held())
	})
}

func TestCallsNeverOverlapAndNothingIsLostMeanwhile(t *testing.T) {
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		var running sync.Mutex
		var first sync.Once
		began, proceed := make(chan struct{}), make(chan struct{})
		l := &listener{t: t}
		l.Subscription = w.Subscribe(tree(dir), func(files []string) {
			assert.True(t, running.TryLock())
			defer running.Unlock()
			first.Do(func() { close(began); <-proceed })
			l.note(files)
		})
		write(t, filepath.Join(dir, "one"), "1")
		<-began
		write(t, filepath.Join(dir, "sub", "two"), "2")
		remove(t, filepath.Join(dir, "one"))
		assert.Empty(t, l.reported())
		close(proceed)
		l.hears(in(dir, "one", "sub/two")...)
	})
}

func TestCloseAwaitsACallAndNoneFollows(t *testing.T) {
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		began, proceed, closed := make(chan struct{}, 100), make(chan struct{}), make(chan struct{})
		s := w.Subscribe(tree(dir), func([]string) {
			began <- struct{}{}
			<-proceed
		})
		write(t, filepath.Join(dir, "one"), "1")
		<-began
		write(t, filepath.Join(dir, "two"), "2")
		go func() { s.Close(); close(closed) }()
		select {
		case <-closed:
			t.Error("closed although a call is under way")
		case proceed <- struct{}{}:
		}
		<-closed
		assert.Empty(t, began)
		assert.Zero(t, w.Held())
		s.Update(tree(dir))
		assert.Zero(t, w.Held(), "a closed one stays closed")
	})
}

// A folder that cannot be read is root's alone to read.
func TestAFolderThatMayNotBeReadIsNoTrouble(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("everything may be read by this user")
	}
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		secret := filepath.Join(dir, "secret")
		require.NoError(t, os.Mkdir(secret, 0))
		t.Cleanup(func() { _ = os.Chmod(secret, 0o700) })
		l := listen(t, w, tree(dir))
		l.hearsNothingBut(filepath.Join(dir, "x.js"))
	})
}
