package logs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/processfile"
)

func TestEachStreamHasItsFileAndBothHaveOne(t *testing.T) {
	home := t.TempDir()
	both := filepath.Join(home, "deep", "er", "all.log")
	store, _ := opened(t, logs.Options{Home: home})
	sink := store.Sink(app("web", func(a *processfile.App) { a.LogFile = both }), 0)
	o, e := out(sink), errs(sink)
	o.print("one\r\n\x00\xff\n")
	e.print("oops\n")
	o.print("two\n")
	assert.Equal(t, "one\r\n\x00\xff\ntwo\n", content(t, home, "web-out.log"), "byte for byte")
	assert.Equal(t, "oops\n", content(t, home, "web-error.log"))
	all, err := os.ReadFile(both)
	require.NoError(t, err)
	assert.Equal(t, "one\r\n\x00\xff\noops\ntwo\n", string(all))
}

func TestARetiredInstanceHoldsNoFileUntilItComesBack(t *testing.T) {
	store, home := opened(t, logs.Options{})
	two := app("web", func(a *processfile.App) { a.Instances = 2 })
	second := out(store.Sink(two, 1))
	second.print("one\n")
	store.Retire("web", 1)
	store.Retire("web", 7)
	store.Retire("nobody", 0)
	second.print("late\n")
	assert.Equal(t, "one\n", content(t, home, "web-out-1.log"), "what comes afterwards has no file")
	out(store.Sink(two, 1)).print("two\n")
	assert.Equal(t, "one\ntwo\n", content(t, home, "web-out-1.log"))
	assert.Len(t, store.Last(logs.Filter{}, 10), 3, "memory keeps them all")
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	store, home := opened(t, logs.Options{Home: filepath.Join(t.TempDir(), "not", "there")})
	out(store.Sink(app("web"), 0)).print("one\n")
	for path, want := range map[string]os.FileMode{"logs": 0o700, "logs/web-out.log": 0o600} {
		info, err := os.Stat(filepath.Join(home, path))
		require.NoError(t, err)
		assert.Equal(t, want, info.Mode().Perm(), path)
	}
	assert.NoFileExists(t, filepath.Join(home, "logs", "web-error.log"), "nothing was printed there")
}

// numbered are lines as numbers, from first on.
func numbered(first, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %06d\n", first+i)
	}
	return b.String()
}

func TestFilesAreRotatedBetweenLines(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 1000, Keep: 2})
	web := out(store.Sink(app("web"), 0))
	for i := range 30 {
		web.print(numbered(i*10, 10))
	}
	current, first, second := content(t, home, "web-out.log"), content(t, home, "web-out.log.1"), content(t, home, "web-out.log.2")
	kept := second + first + current
	assert.True(t, strings.HasSuffix(numbered(0, 300), kept), "the youngest lines, whole and in order")
	assert.Greater(t, len(kept), 2000)
	assert.LessOrEqual(t, max(len(current), len(first), len(second)), 1000)
	assert.NoFileExists(t, filepath.Join(home, "logs", "web-out.log.3"))
}

func TestABatchLargerThanAFileIsSpreadOverSeveral(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 100, Keep: 9})
	out(store.Sink(app("web"), 0)).print(numbered(0, 60))
	got := content(t, home, "web-out.log")
	for n := 1; n <= 7; n++ {
		got = content(t, home, fmt.Sprint("web-out.log.", n)) + got
	}
	assert.Equal(t, numbered(0, 60), got)
}

func TestALineInPiecesIsFinishedInItsFile(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 100})
	web := out(store.Sink(app("web"), 0))
	web.print(numbered(0, 6))
	web.print(strings.Repeat("x", 20))
	web.print(strings.Repeat("x", 60))
	web.print("end\nnext\n")
	assert.Equal(t, "next\n", content(t, home, "web-out.log"))
	assert.Equal(t, numbered(0, 6)+strings.Repeat("x", 80)+"end\n", content(t, home, "web-out.log.1"))
}

func TestAnEndlessLineDoesNotFillTheDisk(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 100, Keep: 2})
	web := out(store.Sink(app("web"), 0))
	for range 1000 {
		web.print("no end ")
	}
	files, err := filepath.Glob(filepath.Join(home, "logs", "*"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, path := range files {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.LessOrEqual(t, info.Size(), int64(200), path)
	}
}

func TestWhatWasThereStays(t *testing.T) {
	store, home := opened(t, logs.Options{})
	out(store.Sink(app("web"), 0)).print("one\n")
	store.Close()
	file, err := os.OpenFile(filepath.Join(home, "logs", "web-out.log"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = file.WriteString("torn by a ki")
	require.NoError(t, err)
	require.NoError(t, file.Close())

	again, _ := opened(t, logs.Options{Home: home})
	out(again.Sink(app("web"), 0)).print("two\n")
	assert.Equal(t, "one\ntorn by a ki\ntwo\n", content(t, home, "web-out.log"), "a torn line is ended first")
}

func TestAFileThatWasRemovedOrEmptiedIsWrittenAgain(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 10})
	path := filepath.Join(home, "logs", "web-out.log")
	web := out(store.Sink(app("web"), 0))
	web.print("one\n")
	require.NoError(t, os.Remove(path))
	web.at += 10
	web.print("two 2\n")
	assert.Equal(t, "two 2\n", content(t, home, "web-out.log"))
	require.NoError(t, os.Truncate(path, 0))
	web.at += 10
	web.print("three\n")
	assert.Equal(t, "three\n", content(t, home, "web-out.log"), "and not rotated: there is room again")
	assert.NoFileExists(t, path+".1")
	assert.Equal(t, []string{"one", "two 2", "three"}, texts(store.Last(logs.Filter{}, 10)))
}

func TestADiskThatRefusesIsSaidOnceAndHoldsNobodyUp(t *testing.T) {
	for _, c := range []struct {
		name     string
		inTheWay func(t *testing.T, folder string) // and how to put it right
		says     string
	}{
		{"a folder where the file should be", func(t *testing.T, folder string) {
			require.NoError(t, os.MkdirAll(filepath.Join(folder, "web-out.log"), 0o700))
		}, "directory"},
		{"a file where the folder should be", func(t *testing.T, folder string) {
			require.NoError(t, os.WriteFile(folder, nil, 0o600))
		}, "directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said []string
			store, home := opened(t, logs.Options{Say: func(text string) { said = append(said, text) }})
			folder := filepath.Join(home, "logs")
			c.inTheWay(t, folder)
			web := out(store.Sink(app("web"), 0))
			for i := range 20 {
				web.print(fmt.Sprintf("a %d\nb %d\n", i, i))
			}
			require.Len(t, said, 1)
			assert.Contains(t, said[0], "web: ")
			assert.Contains(t, said[0], filepath.Join(folder, "web-out.log"))
			if runtime.GOOS != "windows" {
				assert.Contains(t, said[0], c.says)
			}
			assert.EqualValues(t, 40, store.Lost("web"))
			assert.Equal(t, []string{"a 19", "b 19"}, texts(store.Last(logs.Filter{}, 2)), "memory has them")

			require.NoError(t, os.RemoveAll(folder))
			web.at += 10
			web.print("better\n")
			assert.Equal(t, "better\n", content(t, home, "web-out.log"))
			assert.EqualValues(t, 40, store.Lost("web"))
		})
	}
}

func TestAFolderInTheWayOfTheRotationLosesOnlyWhatHasNoRoom(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 100, Keep: 1})
	require.NoError(t, os.MkdirAll(filepath.Join(home, "logs", "web-out.log.1", "full"), 0o700))
	web := out(store.Sink(app("web"), 0))
	for i := range 50 {
		web.print(numbered(i, 1))
	}
	kept := content(t, home, "web-out.log")
	assert.True(t, strings.HasPrefix(numbered(0, 50), kept))
	assert.Greater(t, len(kept), 100)
	assert.LessOrEqual(t, len(kept), 200)
	assert.EqualValues(t, 50-strings.Count(kept, "\n"), store.Lost("web"))
}

func TestAChangedAppWritesToItsNewFiles(t *testing.T) {
	store, home := opened(t, logs.Options{})
	web := out(store.Sink(app("web"), 0))
	web.print("one\n")
	same := store.Sink(app("web", func(a *processfile.App) {
		a.OutFile, a.LogDateFormat = filepath.Join(home, "logs", "new.log"), "YYYY"
	}), 0)
	web.print("two\n")
	assert.Same(t, web.sink, same)
	assert.Equal(t, "one\n", content(t, home, "web-out.log"))
	assert.Equal(t, "2018: two\n", content(t, home, "new.log"))
	store.Forget("web")
	web.print("three\n")
	assert.Equal(t, "2018: two\n", content(t, home, "new.log"), "nothing is written for an app that was deleted")
	assert.Empty(t, store.Last(logs.Filter{}, 10))
}

func TestLinesOfTwoInstancesInOneFileNeverMix(t *testing.T) {
	store, home := opened(t, logs.Options{})
	web := app("web", instances(2), merged)
	a, b := out(store.Sink(web, 0)), out(store.Sink(web, 1))
	a.print("aaa ")
	b.print("b\n")
	a.print("aaa\n")
	b.print("b\n")
	assert.Equal(t, "aaa \nb\naaa\nb\n", content(t, home, "web-out.log"), "a piece is ended before another's line")
}
