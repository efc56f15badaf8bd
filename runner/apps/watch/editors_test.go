package watch_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/watch"
)

func TestEveryWayOfSavingIsOneChangeOfOneFile(t *testing.T) {
	for name, save := range map[string]func(t *testing.T, file, text string){
		"in place, as VS Code and nano": func(t *testing.T, file, text string) { write(t, file, text) },
		"piece by piece": func(t *testing.T, file, text string) {
			f, err := os.Create(file)
			require.NoError(t, err)
			for i := range text {
				_, err := f.WriteString(text[i : i+1])
				require.NoError(t, err)
			}
			require.NoError(t, f.Close())
		},
		"vim: a probe, the old one renamed to a backup, a new one": func(t *testing.T, file, text string) {
			probe := filepath.Join(filepath.Dir(file), "4913")
			write(t, filepath.Join(filepath.Dir(file), ".main.go.swp"), "unsaved")
			write(t, probe, "")
			remove(t, probe)
			rename(t, file, file+"~")
			write(t, file, text)
			remove(t, file+"~")
		},
		"emacs: a lock, a backup that stays": func(t *testing.T, file, text string) {
			lock := filepath.Join(filepath.Dir(file), ".#main.go")
			symlink(t, "somebody@somewhere.1234:5678", lock)
			write(t, filepath.Join(filepath.Dir(file), "#main.go#"), text)
			rename(t, file, file+"~")
			write(t, file, text)
			remove(t, lock)
		},
		"JetBrains: a temporary file, two renames": func(t *testing.T, file, text string) {
			write(t, file+"___jb_tmp___", text)
			rename(t, file, file+"___jb_old___")
			rename(t, file+"___jb_tmp___", file)
			remove(t, file+"___jb_old___")
		},
		"sed -i: a temporary file of any name, renamed over it": func(t *testing.T, file, text string) {
			temporary := filepath.Join(filepath.Dir(file), "sedQ3x9aB")
			write(t, temporary, text)
			rename(t, temporary, file)
		},
		"GNOME": func(t *testing.T, file, text string) {
			temporary := filepath.Join(filepath.Dir(file), ".goutputstream-7XQ2")
			write(t, temporary, text)
			rename(t, temporary, file)
		},
		"removed and written again": func(t *testing.T, file, text string) {
			remove(t, file)
			write(t, file, text)
		},
		"with the time of the old one": func(t *testing.T, file, text string) {
			info, err := os.Stat(file)
			require.NoError(t, err)
			write(t, file, text)
			require.NoError(t, os.Chtimes(file, info.ModTime(), info.ModTime()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
				for n := 0; !savedTwice(t, w, filepath.Join(dir, strconv.Itoa(n)), save); n++ {
				}
			})
		})
	}
}

func TestWhatChangesNoContentIsNoChange(t *testing.T) {
	for name, touch := range map[string]func(t *testing.T, file string){
		"saved as it was":    func(t *testing.T, file string) { write(t, file, "same") },
		"there and back":     func(t *testing.T, file string) { write(t, file, "other"); write(t, file, "same") },
		"touched":            func(t *testing.T, file string) { now := time.Now(); require.NoError(t, os.Chtimes(file, now, now)) },
		"made executable":    func(t *testing.T, file string) { require.NoError(t, os.Chmod(file, 0o700)) },
		"replaced by a copy": func(t *testing.T, file string) { write(t, file+".new", "same"); rename(t, file+".new", file) },
		"made and removed":   func(t *testing.T, file string) { write(t, file+".x", "new"); remove(t, file+".x") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
				file := filepath.Join(dir, "main.js")
				write(t, file, "same")
				patient := tree(dir)
				patient.Delay = 200 * time.Millisecond // what is half done is not to be seen
				l := listen(t, w, patient)
				touch(t, file)
				l.hearsNothingBut(filepath.Join(dir, "other.js"))
			})
		})
	}
}

func TestAFileTooLargeToReadIsComparedBySizeAndTime(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, "film.bin")
		write(t, file, "")
		require.NoError(t, os.Truncate(file, 9<<20))
		l := listen(t, w, tree(dir))
		later := time.Now().Add(time.Hour)
		require.NoError(t, os.Chmod(file, 0o400))
		l.hearsNothingBut(filepath.Join(dir, "other"))
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
		if os.IsPermission(err) {
			require.NoError(t, os.Chmod(file, 0o600))
			f, err = os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
		}
		require.NoError(t, err)
		_, err = f.WriteString("more")
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.NoError(t, os.Chtimes(file, later, later))
		l.hears(file)
	})
}

func TestRemovalIsAChange(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, "main.js")
		write(t, file, "one")
		l := listen(t, w, tree(dir))
		remove(t, file)
		l.hears(file)
		write(t, file, "one")
		l.hears(file)
		rename(t, file, filepath.Join(dir, "other.js"))
		l.hears(file, filepath.Join(dir, "other.js"))
	})
}

func TestNamesWithSpacesAndOtherLetters(t *testing.T) {
	t.Parallel()
	inBothModes(t, func(t *testing.T, w *watch.Watcher, dir string) {
		file := filepath.Join(dir, "my süße app", "größe 日本 [1]*.js")
		write(t, file, "one")
		l := listen(t, w, tree(filepath.Dir(file)))
		write(t, file, "two")
		l.hears(file)
		assert.FileExists(t, file)
	})
}

// savedTwice saves a file of a folder twice. On a busy machine a save may be
// held up for longer than the quiet that a watcher waits for, and what is half
// done is seen: then it is false, and nothing is asserted.
func savedTwice(t *testing.T, w *watch.Watcher, dir string, save func(t *testing.T, file, text string)) bool {
	file := filepath.Join(dir, "main.go")
	write(t, file, "one")
	l := listen(t, w, watch.Set{Trees: []string{dir}, Base: dir, Ignore: []string{}}) // dotfiles, too
	defer l.Close()
	for _, text := range []string{"two, longer", "three"} {
		began := time.Now()
		save(t, file, text)
		if time.Since(began) > modes["told"].Quiet/2 {
			return false
		}
		l.hears(file)
	}
	return true
}
