package logs

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// lookAgain is how often a file is looked at again: whether it still is the one
// at its path, and whether a disk that refused a line takes one now.
const lookAgain = time.Second

// file is one log file and its rotated predecessors. It owns the descriptor,
// opens it when there is something to write, and says once what is wrong.
//
// Places in it are counted in bytes over all rotations: 0 is the file's end at
// its first opening, what was there before has negative places. So a line keeps
// its place when the file it stands in is renamed.
type file struct {
	path string
	app  string // whose trouble it is
	max  int64
	keep int
	say  func(string)

	users int   // guarded by Store.filesMu
	told  int64 // up to which place memory and followers know it; guarded by Store.mu

	mu       sync.Mutex
	f        *os.File // nil: not open
	device   bool     // a pipe or a terminal: it has no size and is not rotated
	base     int64    // the place of the file's first byte
	size     int64
	inLine   int64     // the stream whose line is not finished at the end; 0: none
	looked   time.Time // when it was last compared with its path
	failedAt time.Time // the last time that the disk refused something
	said     bool
	lost     int64
}

// unknownStream is whoever left a line without an end in an earlier life.
const unknownStream = -1

// write appends data of a stream and returns the place where it begins. Data
// that does not end with a line end goes on in the stream's next write.
func (f *file) write(data []byte, stream int64, at time.Time) (place int64) {
	if f == nil || len(data) == 0 {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.ready(at)
	if err == nil && f.inLine != 0 && f.inLine != stream {
		err = f.append([]byte("\n"))
	}
	place = f.base + f.size
	for len(data) > 0 && err == nil {
		var part []byte
		if part, err = f.fitting(data, at); err == nil {
			err = f.append(part)
		}
		if err == nil {
			data = data[len(part):]
			f.inLine = 0
			if part[len(part)-1] != '\n' {
				f.inLine = stream
			}
		}
	}
	if err != nil {
		f.fail(err, data, at)
	}
	return place
}

func (f *file) append(part []byte) error {
	n, err := f.f.Write(part)
	f.size += int64(n)
	return err
}

// errRefused stands for an error that was said already.
var errRefused = errors.New("refused a moment ago")

// ready makes sure that the file at the path is open.
func (f *file) ready(at time.Time) error {
	if f.f != nil && at.Sub(f.looked) < lookAgain {
		return nil
	}
	if f.f == nil && at.Sub(f.failedAt) < lookAgain {
		return errRefused
	}
	f.looked = at
	if f.f != nil && f.stillThere() {
		return nil
	}
	f.shut()
	return f.open()
}

// stillThere says whether the open file is the one at the path, whole: people
// remove log files while programs run, or empty them.
func (f *file) stillThere() bool {
	if f.device {
		return true
	}
	now, err := os.Stat(f.path)
	if err != nil {
		return false
	}
	ours, err := f.f.Stat()
	return err == nil && os.SameFile(now, ours) && now.Size() == f.size
}

func (f *file) open() error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	// Not blocking: the opening of a named pipe would wait for its reader.
	opened, err := os.OpenFile(f.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return err
	}
	info, err := opened.Stat()
	if err != nil {
		_ = opened.Close()
		return err
	}
	f.f, f.device = opened, !info.Mode().IsRegular()
	if !f.device {
		f.found(info.Size())
		f.inLine = unfinished(f.path, f.size)
	}
	return nil
}

// found takes notice of the size that the file at the path has. Places go on
// from where they were.
func (f *file) found(size int64) {
	f.base += f.size - size
	f.size = size
}

// unfinished looks whether a file ends in the middle of a line.
func unfinished(path string, size int64) int64 {
	if size == 0 {
		return 0
	}
	r, err := os.Open(path)
	if err != nil {
		return 0 // it may be written but not read
	}
	defer r.Close()
	last := make([]byte, 1)
	if _, err := r.ReadAt(last, size-1); err != nil || last[0] == '\n' {
		return 0
	}
	return unknownStream
}

// shut gives the descriptor up; the next write opens the file again.
func (f *file) shut() {
	if f.f != nil {
		_ = f.f.Close()
		f.f = nil
	}
}

func (f *file) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.shut()
}

// fail counts what the disk refused, and says so the first time. A line of
// which the disk took a part is ended when the file is opened again.
func (f *file) fail(err error, data []byte, at time.Time) {
	f.lost += countLines(data)
	if errors.Is(err, errRefused) {
		return
	}
	f.shut()
	f.failedAt = at
	if f.said {
		return
	}
	f.said = true
	var reason *fs.PathError
	if errors.As(err, &reason) {
		err = reason.Err
	}
	f.say(fmt.Sprintf("%s: what it prints cannot be written to %s: %v. It runs on, and its last lines are kept in memory; make room or put the file right, and what follows is written again",
		f.app, f.path, err))
}

// countLines counts a piece without a line end as one.
func countLines(data []byte) int64 {
	n := bytes.Count(data, []byte("\n"))
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return int64(n)
}
