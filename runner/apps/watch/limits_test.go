package watch_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/watch"
)

// words gathers what is said to the operator.
type words struct {
	mu   sync.Mutex
	said []string
}

func (w *words) say(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said = append(w.said, text)
}

func (w *words) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.said...)
}

func TestALimitIsToldOnceAndTheRestIsPolled(t *testing.T) {
	for name, limit := range map[string]struct {
		err   error
		words []string // on Linux
	}{
		"watches":   {syscall.ENOSPC, []string{"max_user_watches", "sudo sysctl fs.inotify.max_user_watches=524288"}},
		"instances": {syscall.EMFILE, []string{"max_user_instances", "sudo sysctl fs.inotify.max_user_instances=512"}},
		"anything":  {errors.New("no such function"), []string{"cannot be watched here (no such function)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, said := folder(t), &words{}
			beyond := filepath.Join(dir, "beyond")
			w := watcher(t, watch.WithAdd(
				watch.Options{Quiet: 5 * time.Millisecond, PollEvery: 5 * time.Millisecond, Say: said.say},
				func(path string) error {
					if strings.HasPrefix(path, beyond) {
						return limit.err
					}
					return nil
				}))
			write(t, filepath.Join(beyond, "x.js"), "one")
			write(t, filepath.Join(beyond, "more", "x.js"), "one")
			l := listen(t, w, tree(dir))
			for _, file := range in(dir, "y.js", "beyond/x.js", "beyond/more/x.js", "beyond/new/deep/x.js") {
				write(t, file, "two, longer")
				l.hears(file)
			}
			remove(t, beyond)
			l.hears(in(dir, "beyond/x.js", "beyond/more/x.js", "beyond/new/deep/x.js")...)
			write(t, filepath.Join(beyond, "again.js"), "one")
			l.hears(filepath.Join(beyond, "again.js"))
			require.Len(t, said.all(), 1)
			assert.Contains(t, said.all()[0], "looked at every 5ms instead")
			if runtime.GOOS == "linux" {
				for _, want := range limit.words {
					assert.Contains(t, said.all()[0], want)
				}
			}
		})
	}
}

func TestAfterAnOverflowEverythingIsComparedAndWatchedAnew(t *testing.T) {
	t.Parallel()
	dir, said := folder(t), &words{}
	options := modes["told"]
	options.Say = said.say
	w := watcher(t, options)
	lost := in(dir, "deaf/changed.js", "deaf/gone.js", "deaf/new.js", "deaf/sub/new.js")
	same := filepath.Join(dir, "deaf", "same.js")
	for _, file := range append(lost[:2:2], same) {
		write(t, file, "one")
	}
	l := listen(t, w, tree(dir))
	w.Deafen(filepath.Join(dir, "deaf"))
	for _, file := range append(lost, same) {
		write(t, file, "two")
	}
	write(t, same, "one")
	remove(t, lost[1])
	l.hearsNothingBut(filepath.Join(dir, "other.js"))
	w.Overflow()
	l.hears(lost...)
	write(t, same, "two")
	l.hears(same)
	assert.Len(t, said.all(), 1)
	assert.Contains(t, said.all()[0], "nothing is missed")
}

func TestATreeThatIsTooLargeIsWatchedInPart(t *testing.T) {
	t.Parallel()
	dir, said := folder(t), &words{}
	for i := range 20 {
		write(t, filepath.Join(dir, strconv.Itoa(i), "x.js"), "x")
	}
	w := watcher(t, watch.Options{Quiet: 5 * time.Millisecond, MaxFolders: 10, Say: said.say})
	l := listen(t, w, tree(dir))
	assert.Equal(t, 10, w.Held())
	l.hearsNothingBut(filepath.Join(dir, "y.js"))
	write(t, filepath.Join(dir, "new", "x.js"), "x")
	l.hearsNothingBut(filepath.Join(dir, "y.js"))
	require.Len(t, said.all(), 1)
	assert.Contains(t, said.all()[0], "more than 10 folders below "+dir)
	assert.Contains(t, said.all()[0], "ignore_watch")
}

func TestMoreThanCanBeQueuedIsAnOverflow(t *testing.T) {
	events, overflow := watch.FillQueue(1000)
	assert.Equal(t, 1001, events, "a log that is written again and again is there once")
	assert.False(t, overflow)
	events, overflow = watch.FillQueue(100_000)
	assert.Zero(t, events)
	assert.True(t, overflow)
}

func TestMoreThanASubscriptionKeepsMeansLookAtEverything(t *testing.T) {
	t.Parallel()
	w, dir := watcher(t, modes["told"]), folder(t)
	began, proceed := make(chan struct{}), make(chan struct{})
	var first sync.Once
	l := &listener{t: t}
	l.Subscription = w.Subscribe(tree(dir), func(files []string) {
		first.Do(func() { close(began); <-proceed })
		l.note(files)
	})
	write(t, filepath.Join(dir, "first"), "1")
	<-began
	files := in(dir, "first")
	for i := range 5000 {
		files = append(files, filepath.Join(dir, strconv.Itoa(i)+".js"))
		require.NoError(t, os.WriteFile(files[len(files)-1], []byte("new"), 0o600))
	}
	close(proceed)
	l.hears(files...)
}

// Without fsnotify nothing waits for the system, so the clock can be a fake one.
func inABubble(t *testing.T, options watch.Options, test func(t *testing.T, w *watch.Watcher, dir string)) {
	dir := folder(t)
	synctest.Test(t, func(t *testing.T) {
		options.PollOnly = true
		w := watch.New(options)
		defer w.Close()
		test(t, w, dir)
	})
}

func TestACallComesAfterTheQuietTime(t *testing.T) {
	inABubble(t, watch.Options{PollEvery: 10 * time.Millisecond}, func(t *testing.T, w *watch.Watcher, dir string) {
		called := make(chan []string)
		s := w.Subscribe(tree(dir), func(files []string) { called <- files })
		began := time.Now()
		write(t, filepath.Join(dir, "x"), "1")
		assert.Equal(t, in(dir, "x"), <-called)
		assert.Equal(t, 60*time.Millisecond, time.Since(began), "the next look, and 50 ms of quiet")

		slow := tree(dir)
		slow.Delay = 3 * time.Second
		s.Update(slow)
		began = time.Now()
		write(t, filepath.Join(dir, "x"), "longer")
		<-called
		assert.InDelta(t, 3005*time.Millisecond, time.Since(began), float64(5*time.Millisecond), "watch_delay")
	})
}

func TestALogInTheTreeDelaysACallBySecondsAtMost(t *testing.T) {
	inABubble(t, watch.Options{PollEvery: 10 * time.Millisecond}, func(t *testing.T, w *watch.Watcher, dir string) {
		called := make(chan []string)
		w.Subscribe(tree(dir), func(files []string) { called <- files })
		log, err := os.Create(filepath.Join(dir, "app.log"))
		require.NoError(t, err)
		defer log.Close()
		began := time.Now()
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			_, err := log.WriteString("a line\n")
			require.NoError(t, err)
			select {
			case <-tick.C:
				continue
			case files := <-called:
				assert.Equal(t, in(dir, "app.log"), files)
			}
			break
		}
		assert.InDelta(t, time.Second, time.Since(began), float64(30*time.Millisecond))
	})
}

func TestAStormIsOneCall(t *testing.T) {
	inABubble(t, watch.Options{}, func(t *testing.T, w *watch.Watcher, dir string) {
		called := make(chan []string)
		w.Subscribe(tree(dir), func(files []string) { called <- files })
		for i := range 1000 {
			write(t, filepath.Join(dir, strconv.Itoa(i%10), strconv.Itoa(i)), "new")
		}
		assert.Len(t, <-called, 1000)
	})
}

func TestPollingEndsWhenNothingIsWatched(t *testing.T) {
	inABubble(t, watch.Options{}, func(t *testing.T, w *watch.Watcher, dir string) {
		s := w.Subscribe(tree(dir), func([]string) {})
		s.Close()
		assert.Zero(t, w.Held())
		synctest.Wait()
		for _, stack := range goroutines() {
			assert.NotContains(t, stack, "(*poller).run")
		}
	})
}
