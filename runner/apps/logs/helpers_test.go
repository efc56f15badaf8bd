package logs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

var noon = time.Date(2018, 6, 14, 12, 0, 0, 0, time.UTC)

// after is so many seconds after noon.
func after(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// opened is a store in a folder of its own, closed with the test.
func opened(t *testing.T, opts logs.Options) (store *logs.Store, home string) {
	t.Helper()
	if opts.Home == "" {
		opts.Home = t.TempDir()
	}
	store = logs.Open(opts)
	t.Cleanup(store.Close)
	return store, opts.Home
}

// app is one app with one instance, changed by set.
func app(name string, set ...func(*processfile.App)) *processfile.App {
	a := &processfile.App{Name: name, Instances: 1}
	for _, s := range set {
		s(a)
	}
	return a
}

func instances(n int) func(*processfile.App) { return func(a *processfile.App) { a.Instances = n } }
func merged(a *processfile.App)              { a.MergeLogs = true }

// stream is a program's output: it gives a sink one batch after the other.
type stream struct {
	sink   supervise.Sink
	number int64
	stderr bool
	at     int // seconds after noon
	inside bool
	seen   int
}

func (s *stream) print(text string) {
	s.at++
	b := supervise.Batch{At: after(s.at), Stream: s.number, Stderr: s.stderr, Data: []byte(text), Inside: s.inside, Seen: s.seen}
	b.Continued = text[len(text)-1] != '\n'
	s.sink.Write(b)
	s.inside, s.seen = b.Continued, 0
}

// show is the beginning of a line that the program does not end.
func (s *stream) show(text string) {
	s.at++
	s.sink.Write(supervise.Batch{At: after(s.at), Stream: s.number, Stderr: s.stderr, Data: []byte(text), Inside: s.inside, Seen: s.seen, Unfinished: true})
	s.seen = len(text)
}

var numbers int64

func out(sink supervise.Sink) *stream {
	numbers++
	return &stream{sink: sink, number: numbers}
}

func errs(sink supervise.Sink) *stream {
	s := out(sink)
	s.stderr = true
	return s
}

// content is what a file in the folder of logs holds.
func content(t *testing.T, home, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(home, "logs", name))
	require.NoError(t, err)
	return string(text)
}

// texts are the records' texts; a + at the end says that it is continued.
func texts(records []logs.Record) []string {
	all := []string{}
	for _, r := range records {
		if r.Continued {
			r.Text += "+"
		}
		all = append(all, r.Text)
	}
	return all
}
