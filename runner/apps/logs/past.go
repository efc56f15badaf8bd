package logs

import (
	"bytes"
	"io"
	"os"
	"slices"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// This file owns the lines that were printed before: those in memory, and from
// the files those that are older.

const (
	readBlock = 64 << 10
	// pastBytes bounds what is read of one file, however long its lines are.
	pastBytes = 16 << 20
)

// source is a file that has lines of an app, and up to where they are older
// than what memory has.
type source struct {
	file      *file
	app       string
	instance  int
	stderr    bool
	olderThan int64
}

// past are the last n lines of each app. begin is called in the moment from
// which on nothing is past.
func (s *Store) past(filter Filter, n int, begin func()) []Record {
	sources := s.sources(filter)
	missing := map[string]int{} // by app
	var chunks []chunk
	s.mu.Lock()
	begin()
	for name, m := range s.apps {
		var some []chunk
		some, missing[name] = m.last(filter, n)
		chunks = append(chunks, some...)
	}
	for i := range sources {
		if m := s.apps[sources[i].app]; m != nil {
			sources[i].olderThan = m.beginning(sources[i].file)
		}
	}
	s.mu.Unlock()

	var records []Record
	for _, from := range sources {
		records = append(records, from.last(missing[from.app])...)
	}
	slices.Reverse(chunks) // those of one app are youngest first
	slices.SortStableFunc(chunks, func(a, b chunk) int { return a.at.Compare(b.at) })
	for i := range chunks {
		chunks[i].records(func(r Record) bool { records = append(records, r); return true })
	}
	return records
}

// sources are the files of the apps that a filter wants, by app, those of
// output first.
func (s *Store) sources(filter Filter) []source {
	var all []source
	for _, app := range s.names() {
		for _, stderr := range []bool{false, true} {
			if filter.wants(app, stderr) {
				all = append(all, s.sourcesOf(app, stderr)...)
			}
		}
	}
	return all
}

func (s *Store) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for name := range s.apps {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (s *Store) sourcesOf(app string, stderr bool) []source {
	var all []source
	for _, k := range s.sinksOf(app) {
		f := k.current().own(stderr)
		i := slices.IndexFunc(all, func(other source) bool { return other.file == f })
		switch {
		case f == nil:
		case i >= 0:
			all[i].instance = UnknownInstance
		default:
			all = append(all, source{file: f, app: app, instance: k.instance, stderr: stderr})
		}
	}
	return all
}

func (from source) last(n int) []Record {
	if n <= 0 {
		return nil
	}
	var records []Record
	for text, continued := range supervise.Lines(from.file.before(from.olderThan, n)) {
		records = append(records, Record{
			App: from.app, Instance: from.instance, Stderr: from.stderr, Text: string(text), Continued: continued,
		})
	}
	return records
}

// before are the n lines that stand before a place, rotated files included. A
// file that cannot be read has none.
func (f *file) before(place int64, n int) []byte {
	var blocks [][]byte // youngest first
	lines, size := 0, 0
	parts := f.parts()
	for _, p := range parts {
		defer p.file.Close()
	}
	enough := func() bool { return lines > n || size >= pastBytes }
	for _, p := range parts {
		for end := min(p.size, place-p.base); end > 0 && !enough(); {
			block := make([]byte, min(end, readBlock))
			end -= int64(len(block))
			if got, err := p.file.ReadAt(block, end); err != nil && err != io.EOF || got < len(block) {
				break
			}
			blocks = append(blocks, block)
			lines, size = lines+bytes.Count(block, []byte("\n")), size+len(block)
		}
	}
	slices.Reverse(blocks)
	text := bytes.Join(blocks, nil)
	return text[lastLines(text, n, pastBytes):]
}

// part is one file of a rotation, open for reading.
type part struct {
	file       *os.File
	base, size int64
}

// parts opens the files in one moment, the youngest first; their names change
// with every rotation.
func (f *file) parts() []part {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []part
	base := int64(0)
	for n := 0; n <= f.keep; n++ {
		opened, size := openRegular(f.numbered(n))
		if opened == nil {
			if n == 0 {
				base = f.base
				continue
			}
			break
		}
		if n == 0 {
			if f.f == nil {
				f.found(size)
			}
			base, size = f.base, f.size
		} else {
			base -= size
		}
		all = append(all, part{opened, base, size})
	}
	return all
}

// openRegular is nil for what is not there, cannot be read or is no file.
func openRegular(path string) (*os.File, int64) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil, 0 // not even opened: a named pipe would wait
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, 0
	}
	info, err := opened.Stat()
	if err != nil {
		_ = opened.Close()
		return nil, 0
	}
	return opened, info.Size()
}

// Tail are the last n lines of each app, from the files alone: for when nothing
// runs. They have no times.
func Tail(home string, apps []processfile.App, filter Filter, n int) []Record {
	s := Open(Options{Home: home})
	defer s.Close()
	for i := range apps {
		for instance := range apps[i].Instances {
			s.Sink(&apps[i], instance)
		}
	}
	return s.Last(filter, n)
}
