package logs

import (
	"bytes"
	"fmt"
	"os"
	"time"
)

// This file owns the rotation by size. Files that the learner named are rotated
// too: whoever prints in a loop fills the disk with them just as well.

// fitting is how much of data the file has room for, in whole lines; when there
// is none, the file is rotated first.
//
// A line in several pieces is finished in the file where it began, as long as
// that stays below twice its size: rotation tears no line that anybody prints
// on purpose, and yet an endless line cannot fill the disk.
func (f *file) fitting(data []byte, at time.Time) ([]byte, error) {
	if f.device {
		return data, nil
	}
	if f.inLine != 0 {
		if rest := upToLineEnd(data, 2*f.max-f.size); len(rest) > 0 {
			return rest, nil
		}
	} else if part := wholeLines(data, f.max-f.size); len(part) > 0 {
		return part, nil
	}
	if f.size == 0 {
		return upToLineEnd(data, f.max), nil // a line longer than a file may be
	}
	if err := f.rotate(at); err != nil {
		return f.withoutRotation(data, err)
	}
	return f.fitting(data, at)
}

// withoutRotation goes on in the same file for a while: on Windows whoever
// reads a file keeps it from being renamed, and will be done in a moment.
func (f *file) withoutRotation(data []byte, reason error) ([]byte, error) {
	if f.size+int64(len(data)) > 2*f.max {
		return nil, reason
	}
	return data, f.open()
}

// wholeLines is all of data, or as many lines of it as are not larger than
// room.
func wholeLines(data []byte, room int64) []byte {
	if int64(len(data)) <= room {
		return data
	}
	return data[:bytes.LastIndexByte(data[:max(0, room)], '\n')+1]
}

// upToLineEnd is the first line of data, or as much of it as there is room for.
func upToLineEnd(data []byte, room int64) []byte {
	data = data[:max(0, min(int64(len(data)), room))]
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return data[:end+1]
	}
	return data
}

// rotate renames the files, each to the next number, and begins a new one. The
// file is closed first, since Windows renames no file that is open.
func (f *file) rotate(at time.Time) error {
	f.shut()
	for n := f.keep - 1; n >= 0; n-- {
		if err := os.Rename(f.numbered(n), f.numbered(n+1)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	f.looked = at
	return f.open()
}

// numbered is the path of the n-th file before the current one, which is 0.
func (f *file) numbered(n int) string {
	if n == 0 {
		return f.path
	}
	return fmt.Sprintf("%s.%d", f.path, n)
}
