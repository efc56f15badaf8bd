package logs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

// next are the next n records of a follower; further calls would not see what
// comes after them.
func next(t *testing.T, f *logs.Follower, n int) []logs.Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	defer cancel()
	var records []logs.Record
	for r := range f.Records(ctx) {
		if records = append(records, r); len(records) == n {
			break
		}
	}
	require.Len(t, records, n)
	return records
}

func TestARecordSaysWhoPrintedWhatAndWhen(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	errs(store.Sink(app("web", instances(2)), 1)).print("oops\r\n")
	assert.Equal(t, []logs.Record{
		{At: after(1), App: "web", Instance: 1, Stderr: true, Text: "oops"},
	}, store.Last(logs.Filter{}, 10))
}

func TestTheLastLinesAreMergedByTimeAndFiltered(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	web, api := store.Sink(app("web"), 0), store.Sink(app("api"), 0)
	webOut, webErr, apiOut := out(web), errs(web), out(api)
	webOut.print("w1\nw2\n") // at 1
	apiOut.at = 1
	apiOut.print("a2\n")
	webErr.at = 2
	webErr.print("e3\n")
	webOut.at = 3
	webOut.print("w4\n")
	apiOut.at = 4
	apiOut.print("a5\n")
	for _, c := range []struct {
		filter logs.Filter
		n      int
		want   []string
	}{
		{logs.Filter{}, 10, []string{"w1", "w2", "a2", "e3", "w4", "a5"}},
		{logs.Filter{}, 1, []string{"w4", "a5"}}, // of each app
		{logs.Filter{}, 3, []string{"w2", "a2", "e3", "w4", "a5"}},
		{logs.Filter{}, 0, []string{}},
		{logs.Filter{Apps: []string{"api"}}, 10, []string{"a2", "a5"}},
		{logs.Filter{Err: true}, 10, []string{"e3"}},
		{logs.Filter{Out: true, Apps: []string{"web"}}, 2, []string{"w2", "w4"}},
		{logs.Filter{Out: true, Err: true, Apps: []string{"web"}}, 2, []string{"e3", "w4"}},
		{logs.Filter{Apps: []string{"nobody"}}, 10, []string{}},
	} {
		assert.Equal(t, c.want, texts(store.Last(c.filter, c.n)), "%+v, %d", c.filter, c.n)
	}
}

func TestMemoryIsBoundedAndFilesHaveTheRest(t *testing.T) {
	for _, c := range []struct {
		name         string
		line         string
		lines, batch int
	}{
		{"short lines, one by one", "%d\n", 3000, 1},
		{"short lines in batches", "%d\n", 30_000, 700},
		{"batches larger than memory", "%d\n", 30_000, 5000},
		{"long lines", "%d " + strings.Repeat("x", 900) + "\n", 3000, 7},
		{"with times", "%d\n", 3000, 11},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, _ := opened(t, logs.Options{MaxBytes: 400_000, Keep: 9})
			stamped := func(a *processfile.App) { a.Time = c.name == "with times" }
			web := out(store.Sink(app("web", stamped), 0))
			for i := 0; i < c.lines; i += c.batch {
				text := ""
				for j := i; j < min(i+c.batch, c.lines); j++ {
					text += fmt.Sprintf(c.line, j)
				}
				web.print(text)
			}
			remembered := 0
			for i, r := range store.Last(logs.Filter{}, 2500) {
				text := r.Text[strings.LastIndex(r.Text, ": ")+1:]
				n := 0
				_, err := fmt.Sscan(text, &n)
				require.NoError(t, err)
				require.Equal(t, c.lines-2500+i, n, "no gap and no double between the file's lines and memory's")
				if !r.At.IsZero() {
					remembered++
				}
			}
			assert.LessOrEqual(t, remembered, 1000)
			assert.Greater(t, remembered, 100)
		})
	}
}

func TestErrorsThatAFloodDroveOutOfMemoryComeFromTheFile(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	sink := store.Sink(app("web"), 0)
	web, failures := out(sink), errs(sink)
	failures.print("one\ntwo\nthree\n")
	web.print(numbered(0, 5000))
	assert.Equal(t, []string{"two", "three"}, texts(store.Last(logs.Filter{Err: true}, 2)))
	failures.print("four\n")
	assert.Equal(t, []string{"two", "three", "four"}, texts(store.Last(logs.Filter{Err: true}, 3)))
}

func TestALineLongerThanMemoryIsRememberedByItsEnd(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	out(store.Sink(app("web"), 0)).print(strings.Repeat("x", 200_000) + "end\n")
	all := store.Last(logs.Filter{}, 10)
	text := strings.Join(texts(all), "")
	assert.True(t, strings.HasSuffix(text, "xend"))
	assert.Greater(t, len(text), 100_000)
}

func TestAfterANewStartTheOlderLinesComeFromTheFiles(t *testing.T) {
	store, home := opened(t, logs.Options{MaxBytes: 100})
	web, api := app("web", instances(2)), app("api", instances(2), merged)
	for i := range 2 {
		out(store.Sink(web, i)).print(fmt.Sprintf("old %d\nolder than that: %d\n", i, i))
		errs(store.Sink(web, i)).print("old error\n")
		out(store.Sink(api, i)).print("merged\n")
	}
	out(store.Sink(web, 0)).print(numbered(0, 10)) // rotated
	store.Close()

	files := []string{
		"old 0", "older than that: 0", "line 000000", "line 000001", "line 000002", "line 000003", "line 000004", "line 000005", "line 000006",
		"line 000007", "line 000008", "line 000009", "old 1", "older than that: 1", "old error", "old error",
	}
	again, _ := opened(t, logs.Options{Home: home, MaxBytes: 100})
	first := again.Sink(web, 0)
	again.Sink(web, 1)
	again.Sink(api, 0)
	again.Sink(api, 1)
	filter := logs.Filter{Apps: []string{"web"}}
	assert.Equal(t, files, texts(again.Last(filter, 100)), "through the rotated file")
	out(first).print("new\n")
	assert.Equal(t, append(files, "new"), texts(again.Last(filter, 100)), "what is in memory is not read again")
	assert.Equal(t, []string{"line 000009", "older than that: 1", "old error", "old error", "new"}, texts(again.Last(filter, 2)))
	assert.Equal(t, []string{"new"}, texts(again.Last(filter, 1)))

	fromApi := again.Last(logs.Filter{Apps: []string{"api"}}, 1)
	assert.Equal(t, []logs.Record{{App: "api", Instance: logs.UnknownInstance, Text: "merged"}}, fromApi)

	apps := []processfile.App{*web, *api}
	assert.Equal(t, append([]string{"merged", "merged"}, append(files, "new")...)[:3], texts(logs.Tail(home, apps, logs.Filter{}, 100))[:3], "with no daemon")
}

func TestAFollowerSeesThePastAndThenThePresent(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	web := out(store.Sink(app("web"), 0))
	web.print("one\ntwo\nthree\n")
	f := store.Follow(logs.Filter{Out: true}, 2)
	errs(store.Sink(app("web"), 0)).print("not wanted\n")
	web.print("four\n")
	out(store.Sink(app("api"), 0)).print("an app that was added\n")
	assert.Equal(t, []string{"two", "three", "four", "an app that was added"}, texts(next(t, f, 4)))
}

func TestAnUnfinishedLineIsShownToFollowersAndWholeInTheFile(t *testing.T) {
	for _, date := range []string{"", "YYYY"} {
		store, home := opened(t, logs.Options{})
		web := out(store.Sink(app("web", func(a *processfile.App) { a.LogDateFormat = date }), 0))
		prefix := ""
		if date != "" {
			prefix = "2018: "
		}
		live := store.Follow(logs.Filter{}, 10)
		web.show("Name")
		web.show("Name? ")
		late := store.Follow(logs.Filter{}, 10)
		web.print("Name? Ada\nhello\n")
		assert.Equal(t, []string{prefix + "Name+", "? +", "Ada", prefix + "hello"}, texts(next(t, live, 4)))
		assert.Equal(t, []string{prefix + "Name? +", "Ada", prefix + "hello"}, texts(next(t, late, 3)))
		assert.Equal(t, []string{prefix + "Name? Ada", prefix + "hello"}, texts(store.Last(logs.Filter{}, 10)))
		assert.Equal(t, prefix+"Name? Ada\n"+prefix+"hello\n", content(t, home, "web-out.log"))
	}
}

func TestASlowFollowerIsToldWhatItMissed(t *testing.T) {
	store, home := opened(t, logs.Options{})
	web := out(store.Sink(app("web"), 0))
	slow := store.Follow(logs.Filter{}, 0)
	const batches = 1000
	for i := range batches {
		web.print(numbered(i*1000, 1000)) // 12 MB in all
	}
	store.Close()
	seen, dropped, gaps := 0, 0, 0
	for r := range slow.Records(t.Context()) {
		if r.Dropped > 0 {
			dropped += r.Dropped
			gaps++
			continue
		}
		require.Equal(t, fmt.Sprintf("line %06d", seen+dropped), r.Text)
		seen++
	}
	assert.Equal(t, batches*1000, seen+dropped, "seen and missed are all")
	assert.Equal(t, 1, gaps, "one marker")
	assert.Greater(t, seen, 50_000)
	assert.Less(t, seen, 100_000, "a bounded queue")
	var kept int
	for _, name := range []string{"web-out.log", "web-out.log.1"} {
		kept += strings.Count(content(t, home, name), "\n")
	}
	assert.Equal(t, batches*1000, kept, "the file has all")
}

func TestFollowingThroughRotationsMissesNothing(t *testing.T) {
	store, _ := opened(t, logs.Options{MaxBytes: 1000})
	const lines = 3000
	var printing sync.WaitGroup
	for instance := range 2 {
		web := out(store.Sink(app("web", instances(2), merged), instance))
		printing.Go(func() {
			for i := range lines {
				web.print(fmt.Sprintf("%d\n", i))
			}
		})
	}
	var followers []*logs.Follower
	for len(followers) < 20 { // each begins at another moment
		followers = append(followers, store.Follow(logs.Filter{}, 100))
	}
	printing.Wait()
	store.Close()
	for _, f := range followers {
		following := map[int]int{}
		for r := range f.Records(t.Context()) {
			require.Zero(t, r.Dropped)
			if r.At.IsZero() {
				continue // from the file that both write: nobody knows whose
			}
			n := 0
			_, err := fmt.Sscan(r.Text, &n)
			require.NoError(t, err)
			if expected, known := following[r.Instance]; known {
				require.Equal(t, expected, n, "of instance %d", r.Instance)
			}
			following[r.Instance] = n + 1
		}
		assert.Equal(t, map[int]int{0: lines, 1: lines}, following)
	}
}

func TestAFollowerEndsWithItsContextItsRangeOrTheStore(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	web := out(store.Sink(app("web"), 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := store.Follow(logs.Filter{}, 0)
	web.print("one\n")
	for range f.Records(ctx) {
		cancel()
	}
	closed := store.Follow(logs.Filter{}, 0)
	web.print("two\n")
	closed.Close()
	for r := range closed.Records(t.Context()) {
		assert.Equal(t, "two", r.Text, "what was printed before")
	}
	store.Close()
	for range store.Follow(logs.Filter{}, 0).Records(t.Context()) {
		assert.Fail(t, "nothing can come")
	}
	web.print("after the end\n")
}

func TestAnAppThatPrintsNothingCostsNothing(t *testing.T) {
	store, home := opened(t, logs.Options{})
	for i := range 100 {
		store.Sink(app(fmt.Sprint("app", i)), 0)
	}
	assert.Empty(t, store.Last(logs.Filter{}, 10))
	_, err := os.Stat(filepath.Join(home, "logs"))
	assert.ErrorIs(t, err, os.ErrNotExist, "not even a folder")
}

func TestTheMemoryOfAHundredChattyAppsIsBounded(t *testing.T) {
	store, _ := opened(t, logs.Options{})
	before := heap()
	for i := range 100 {
		web := out(store.Sink(app(fmt.Sprint("app", i), func(a *processfile.App) { a.OutFile = "/dev/null" }), 0))
		for n := range 3000 {
			web.print(strings.Repeat("x", n%200) + "\n")
		}
		web.print(strings.Repeat("a batch\n", 30_000))
		web.print("one more\n")
	}
	assert.Less(t, heap()-before, uint64(32<<20))
	assert.Len(t, store.Last(logs.Filter{}, 5000), 100*1000)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
