package logs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// What day.js 1.11 makes of these patterns was seen by running it.
func TestPatternsOfLogDateFormat(t *testing.T) {
	east := time.FixedZone("", 5*3600+1800)
	morning := time.Date(2018, 6, 4, 0, 5, 7, 42_000_000, east)           // a Monday
	evening := time.Date(2022, 12, 18, 21, 45, 59, 987_654_321, time.UTC) // a Sunday
	for _, c := range []struct {
		pattern, morning, evening string
	}{
		{"YYYY-MM-DDTHH:mm:ss", "2018-06-04T00:05:07", "2022-12-18T21:45:59"},
		{"YY M D", "18 6 4", "22 12 18"},
		{"MMM MMMM", "Jun June", "Dec December"},
		{"d dd ddd dddd", "1 Mo Mon Monday", "0 Su Sun Sunday"},
		{"H HH h hh m mm s ss", "0 00 12 12 5 05 7 07", "21 21 9 09 45 45 59 59"},
		{"HH:mm:ss.SSS", "00:05:07.042", "21:45:59.987"},
		{"h:mm A, a", "12:05 AM, am", "9:45 PM, pm"},
		{"Z ZZ", "+05:30 +0530", "+00:00 +0000"},
		{"[at] HH [o'clock, YYYY]", "at 00 o'clock, YYYY", "at 21 o'clock, YYYY"},
		{"[]", "[]", "[]"},
		{"Y", "+0530", "+0000"}, // day.js' own surprise
		{"plin: %v", "plin: %v", "plin: %v"},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			assert.Equal(t, c.morning+": x\n", stamped(t, morning, c.pattern))
			assert.Equal(t, c.evening+": x\n", stamped(t, evening, c.pattern))
		})
	}
}

func stamped(t *testing.T, at time.Time, pattern string) string {
	store, home := opened(t, logs.Options{})
	sink := store.Sink(app("web", func(a *processfile.App) { a.LogDateFormat = pattern }), 0)
	sink.Write(supervise.Batch{At: at, Stream: 1, Data: []byte("x\n")})
	return content(t, home, "web-out.log")
}

func TestEveryLineGetsItsTimeOnce(t *testing.T) {
	store, home := opened(t, logs.Options{})
	web := out(store.Sink(app("web", func(a *processfile.App) { a.Time, a.LogDateFormat = true, "YYYY" }), 0))
	web.print("one\ntwo\n\n")
	web.show("thr")
	web.print("three\n")
	web.print("a long ")
	web.print("line\nfour\n")
	assert.Equal(t, "2018-06-14T12:00:01: one\n2018-06-14T12:00:01: two\n2018-06-14T12:00:01: \n"+
		"2018-06-14T12:00:03: three\n2018-06-14T12:00:04: a long line\n2018-06-14T12:00:05: four\n",
		content(t, home, "web-out.log"))
	assert.Equal(t, []string{
		"2018-06-14T12:00:01: one", "2018-06-14T12:00:01: two", "2018-06-14T12:00:01: ",
		"2018-06-14T12:00:03: three", "2018-06-14T12:00:04: a long +", "line", "2018-06-14T12:00:05: four",
	}, texts(store.Last(logs.Filter{}, 10)), "memory has the words of the file")
}
