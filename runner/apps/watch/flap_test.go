package watch_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/watch"
)

func TestALoopIsToldFromSomebodyWhoSavesOften(t *testing.T) {
	always := func(files ...string) func(int) []string { return func(int) []string { return files } }
	for name, c := range map[string]struct {
		flap  watch.Flap
		every time.Duration
		files func(n int) []string
		at    int    // which restart is one too many; 0: none of 200
		file  string // that is named
	}{
		"a program writes its log when it starts": {every: 200 * time.Millisecond, files: always("app.log"), at: 20, file: "app.log"},
		"a slow one": {every: 1050 * time.Millisecond, files: always("app.log"), at: 20, file: "app.log"},
		"the log and other files": {every: 300 * time.Millisecond, at: 20, file: "b.log",
			files: func(n int) []string { return []string{"a" + strconv.Itoa(n), "b.log", "c" + strconv.Itoa(n)} }},
		"a new file each time": {every: 300 * time.Millisecond, at: 60,
			files: func(n int) []string { return []string{"upload-" + strconv.Itoa(n)} }},
		"very many files each time": {every: 300 * time.Millisecond, at: 60, files: func(int) []string {
			files := make([]string, 1000)
			for i := range files {
				files[i] = strconv.Itoa(i)
			}
			return files
		}},
		"an editor that saves after each pause in the typing": {every: 1500 * time.Millisecond, files: always("main.js")},
		"somebody in a hurry": {every: 2 * time.Second, files: always("main.js")},
		"commits are replayed, thirty of them": {every: 300 * time.Millisecond, files: func(n int) []string {
			if n > 30 {
				return nil
			}
			return []string{"file" + strconv.Itoa(n/3)}
		}, at: 60},
		"with a watch_delay the pace is slower": {flap: watch.Flap{Within: 20 * 3 * time.Second}, every: 2500 * time.Millisecond, files: always("app.log"), at: 20, file: "app.log"},
		"a limit of one's own":                  {flap: watch.Flap{Limit: 3}, every: time.Second, files: always("x"), at: 3, file: "x"},
		"nothing in common, and slowly":         {every: 2 * time.Second, files: func(n int) []string { return []string{strconv.Itoa(n)} }},
	} {
		t.Run(name, func(t *testing.T) {
			flap, now := c.flap, time.Unix(0, 0)
			for n := 1; n <= 200; n++ {
				file, suspend := flap.Count(now, c.files(n))
				if suspend {
					assert.Equal(t, c.at, n)
					assert.Equal(t, c.file, file)
					return
				}
				now = now.Add(c.every)
			}
			assert.Zero(t, c.at)
		})
	}
}

func TestAnotherFileInBetweenIsNoLoop(t *testing.T) {
	var flap watch.Flap
	now := time.Unix(0, 0)
	for n := range 59 {
		files := []string{"main.js"}
		if n%19 == 0 {
			files = []string{"other.js"}
		}
		_, suspend := flap.Count(now, files)
		assert.False(t, suspend, n)
		now = now.Add(100 * time.Millisecond)
	}
}

func TestAfterARestartByHandACountBeginsAnew(t *testing.T) {
	flap := watch.Flap{Limit: 2}
	now := time.Unix(0, 0)
	_, suspend := flap.Count(now, []string{"x"})
	assert.False(t, suspend)
	flap.Reset()
	_, suspend = flap.Count(now, []string{"x"})
	assert.False(t, suspend)
	_, suspend = flap.Count(now, []string{"x"})
	assert.True(t, suspend)
}
