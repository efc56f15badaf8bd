package monit

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
)

func TestARingKeepsTheYoungest(t *testing.T) {
	r := newRing[int](3)
	assert.Equal(t, 0, r.first())
	for n := range 10 {
		r.push(n * n)
		assert.LessOrEqual(t, len(r.items), 3)
	}
	assert.Equal(t, 7, r.first())
	assert.Equal(t, []int{49, 64, 81}, []int{r.at(7), r.at(8), r.at(9)})
}

func TestHistoryIsBoundedAndForgetsWhatHasGone(t *testing.T) {
	h := history{}
	for range remembered + 50 {
		h.add(itemsOf(ecosystem()))
	}
	require.Len(t, h, 6)
	app := h.series(key{"hello-world", whole}, func(s sample) float64 { return s.cpu })
	assert.Len(t, app.values, remembered)
	assert.Equal(t, 50, app.first)
	assert.InDelta(t, 15.54, app.last(), 1e-9, "the sum of its instances")
	h.add(itemsOf(control.Status{Rows: ecosystem().Rows[3:4]}))
	assert.Len(t, h, 1)
	assert.Zero(t, h.series(key{"hello-world", whole}, nil).last())
}

func TestASeriesIsFittedIntoColumns(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    series
		width int
		want  []float64
	}{
		{"fewer than columns", series{values: []float64{1, 2}}, 5, []float64{1, 2}},
		{"just so many", series{values: []float64{1, 2, 3}}, 3, []float64{1, 2, 3}},
		{"two to a column, the higher counts", series{values: []float64{1, 2, 4, 3, 5}}, 3, []float64{2, 4, 5}},
		{"grouped by number, so that shapes stay", series{values: []float64{2, 4, 3, 5, 1}, first: 1}, 3, []float64{2, 4, 5}},
		{"no room", series{values: []float64{1}}, 0, nil},
		{"nothing yet", series{}, 5, nil},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, c.in.columns(c.width)) })
	}
	long := series{values: make([]float64, remembered), first: 12345}
	for width := 1; width < 700; width++ {
		assert.LessOrEqual(t, len(long.columns(width)), width)
	}
}

func TestAnAreaIsFilledFromBelow(t *testing.T) {
	assert.Equal(t, []string{
		"    ▄█",
		"  ▁███",
	}, area([]float64{0, 0.1, 50, 75, 200}, 100, 6, 2))
}

func TestScalesEndAtRoundFigures(t *testing.T) {
	for value, want := range map[float64]float64{0: 10, 10: 10, 11: 20, 49: 50, 50.1: 100, 101: 200, 1600: 2000} {
		assert.Equal(t, want, roundPercent(value))
	}
	for value, want := range map[float64]float64{0: 8 * megabyte, 9 * megabyte: 16 * megabyte, 513 * megabyte: gigabyte, 3 * gigabyte: 4 * gigabyte} {
		assert.Equal(t, want, roundSize(value))
	}
	assert.Equal(t, "512 MB", roundLabel(512*megabyte))
	assert.Equal(t, "2 GB", roundLabel(2*gigabyte))
}

func TestFiguresAsAPersonReadsThem(t *testing.T) {
	for bytes, want := range map[float64]string{0: "0 kB", 2048: "2 kB", 1.5 * megabyte: "1.5 MB", 300 * megabyte: "300 MB", 1.5 * gigabyte: "1.5 GB"} {
		assert.Equal(t, want, size(bytes))
	}
	for p, want := range map[float64]string{0: "0.0%", 99.94: "99.9%", 99.96: "100%", 1234.5: "1234%"} {
		assert.Equal(t, want, percent(p))
	}
	for d, want := range map[time.Duration]string{
		0: "0s", 59 * time.Second: "59s", 61 * time.Second: "1m01s", 3*time.Hour + 5*time.Minute: "3h05m",
		50 * time.Hour: "2d02h", 24000 * time.Hour: "1000d",
	} {
		assert.Equal(t, want, uptime(d))
	}
}

func TestAnAppIsAsWellAsItsWorstInstance(t *testing.T) {
	of := func(statuses ...string) string {
		var rows []control.Row
		for n, s := range statuses {
			rows = append(rows, control.Row{Name: "a", Instance: n, ID: n, Status: s})
		}
		return itemsOf(control.Status{Rows: rows})[0].status
	}
	assert.Equal(t, online, of(online, online))
	assert.Equal(t, launching, of(online, launching, stopped))
	assert.Equal(t, errored, of(errored, waiting, online))
	assert.Equal(t, "unheard of", of("unheard of", waiting))
	assert.Equal(t, errored, of("unheard of", errored))
}

func TestItemsStandInTheOrderOfTheDaemon(t *testing.T) {
	s := ecosystem()
	s.Rows[1], s.Rows[4] = s.Rows[4], s.Rows[1]
	var keys []key
	for _, it := range itemsOf(s) {
		keys = append(keys, it.key())
	}
	assert.Equal(t, []key{
		{"hello-world", whole}, {"hello-world", 0}, {"hello-world", 1}, {"hello-world", 2},
		{"日本語", whole}, {"world-cup-fixtures", whole},
	}, keys)
}

func TestTheLastExit(t *testing.T) {
	of := func(rows ...control.Row) string { return lastExit(sum("a", whole, rows)) }
	assert.Equal(t, "code 0", of(control.Row{ExitCode: ptr(0)}))
	assert.Equal(t, "none yet", of(control.Row{}))
	assert.Equal(t, "by a signal", of(control.Row{Restarts: 1}))
	assert.Equal(t, "see its instances", of(control.Row{}, control.Row{}))
}

func TestAPrintedTextIsOneHarmlessLine(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                            "plain",
		"a\tb":                             "a       b",
		"1234567\tb":                       "1234567 b",
		"\x1b[1;31mred\x1b[0m":             "red",
		"\x1b[2J":                          "�[2J",
		"a\x00b\x7fc\u009bd":               "a�b�c�d",
		"\xff":                             "�",
		"turned \u202e around":             "turned � around",
		"redis://:sesame@host":             "redis://:***@host",
		"日本語 👍":                            "日本語 👍",
		strings.Repeat("x", 3000):          strings.Repeat("x", longest) + "…",
		"y" + strings.Repeat("日", longest): "y" + strings.Repeat("日", (longest-1)/3) + "…",
	} {
		assert.Equal(t, want, clean(in))
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\tb\x1b[31m\xff redis://:pw@h")
	f.Fuzz(func(t *testing.T, in string) {
		out := clean(in)
		assert.True(t, utf8.ValidString(out))
		assert.False(t, strings.ContainsFunc(out, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }), "%q", out)
	})
}

func record(app, text string) control.LogRecord {
	return control.LogRecord{App: app, Stream: control.StreamOut, Text: text}
}

func TestTheFloodOfOneAppLeavesTheWordsOfAnother(t *testing.T) {
	l := newLines()
	l.add(record("quiet", "last words"))
	for range 3 * keptOfAll {
		l.add(record("loud", "noise"))
	}
	assert.Len(t, l.all.items, keptOfAll)
	assert.Len(t, l.of["loud"].items, keptOfApp)
	assert.Equal(t, "last words", l.of["quiet"].at(0).text)
	l.forget(func(app string) bool { return app == "quiet" })
	assert.NotContains(t, l.of, "loud")
	assert.Contains(t, l.of, "quiet")
}

func TestALineInPartsIsOneLine(t *testing.T) {
	l := newLines()
	part := record("a", "one ")
	part.Continued = true
	l.add(part)
	l.add(record("b", "between"))
	l.add(record("a", "two"))
	l.add(record("a", "three"))
	assert.Equal(t, "one two", l.of["a"].at(0).text)
	assert.Equal(t, "three", l.of["a"].at(1).text)
	for range 1000 {
		l.add(part)
	}
	assert.LessOrEqual(t, len(l.of["a"].at(2).text), longest+len("…"), "a line without end does not grow without end")
	assert.Equal(t, 3, l.of["a"].next)
}

func TestMissingLinesAreCounted(t *testing.T) {
	l := newLines()
	l.add(control.LogRecord{App: "a", Dropped: 7})
	assert.Contains(t, l.of["a"].at(0).text, "7 lines are missing here")
	l.add(control.LogRecord{App: "a", Dropped: 2, Stream: control.StreamOut, Text: "after them"})
	assert.Equal(t, "after them", l.of["a"].at(2).text)
}

func TestAFeedHoldsTheYoungestOfAFlood(t *testing.T) {
	f := newFeed()
	put := f.reader(false)
	const all = 3*feedHolds + 1
	for range all {
		require.NoError(t, put(record("a", "x")))
	}
	batch := f.take(context.Background())
	assert.LessOrEqual(t, len(batch), feedHolds+1)
	assert.Equal(t, all, batch[0].Dropped+len(batch)-1, "every line is there or counted")
	over, end := context.WithCancel(context.Background())
	end()
	assert.Empty(t, f.take(over))
}

func TestAStreamOpenedAgainRepeatsNothing(t *testing.T) {
	f := newFeed()
	at := func(second int64) control.LogRecord {
		r := record("a", "x")
		r.At = time.Unix(second, 0)
		return r
	}
	first := f.reader(false)
	for _, r := range []control.LogRecord{record("a", "from a file"), at(1), at(2)} {
		require.NoError(t, first(r))
	}
	assert.Len(t, f.take(context.Background()), 3)
	again := f.reader(true)
	for _, r := range []control.LogRecord{record("a", "from a file"), at(1), at(2), at(4), at(3)} {
		require.NoError(t, again(r))
	}
	assert.Len(t, f.take(context.Background()), 2, "those that are new, whatever their order")
}

// A flood costs as many messages, and so redraws, as the clock has ticks.
func TestAFloodIsDrawnAFewTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), time.Second+batchEvery/2)
		defer end()
		m := newModel(ctx, &fake{}, Options{})
		put := m.feed.reader(false)
		go func() {
			for ctx.Err() == nil {
				_ = put(record("a", "x"))
				after(ctx, time.Millisecond/10) // 10,000 a second
			}
		}()
		messages, lines := 0, 0
		for ctx.Err() == nil {
			lines += len(m.take()().(logsMsg))
			messages++
		}
		assert.LessOrEqual(t, messages, redraws+1)
		assert.Greater(t, lines, 9000)
	})
}
