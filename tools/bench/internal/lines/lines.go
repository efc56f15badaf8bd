// Package lines looks at what became of numbered lines on their way into log
// files. A line as the service prints it has its number in nine digits, a
// space and 89 letters; managers may put something before it.
package lines

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// LastWords is what is printed last, without a line end.
const LastWords = "last words"

// Result is what was found.
type Result struct {
	Whole     int
	Torn      int // lines that are no whole line of the program's
	Misplaced int // whole lines that do not come after all those before them
	First     int // the number of the first whole line; -1 without any
	Missing   int // numbers between the first and the last line that never came
	LastWords bool
}

var body = strings.Repeat("x", 89)

const digits = 9

// Check reads everything that there is, the oldest first, and looks for lines
// up to count, which are numbered from 0.
func Check(from io.Reader, count int) (Result, error) {
	r := Result{First: -1}
	seen := make([]bool, count)
	next := 0
	for lines := bufio.NewReaderSize(from, 1<<20); ; {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.take(bytes.TrimRight(line, "\r\n"), seen, &next)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r, err
		}
	}
	for _, there := range seen[max(r.First, 0):] {
		if !there {
			r.Missing++
		}
	}
	return r, nil
}

func (r *Result) take(line []byte, seen []bool, next *int) {
	n, whole := number(line)
	switch {
	case bytes.HasSuffix(line, []byte(LastWords)):
		r.LastWords = true
	case !whole || n >= len(seen):
		if bytes.Contains(line, []byte("xx")) { // anything else is the manager's own
			r.Torn++
		}
	default:
		if r.First < 0 {
			r.First = n
		}
		if n < *next {
			r.Misplaced++
		}
		r.Whole++
		seen[n], *next = true, max(*next, n+1)
	}
}

// Number is how a line's number is written.
func Number(n int) string { return fmt.Sprintf("%0*d", digits, n) }

// number is the number of a whole line, whatever is before it.
func number(line []byte) (n int, whole bool) {
	rest, ok := bytes.CutSuffix(line, []byte(" "+body))
	if !ok || len(rest) < digits {
		return 0, false
	}
	n, err := strconv.Atoi(string(rest[len(rest)-digits:]))
	return n, err == nil && n >= 0
}
