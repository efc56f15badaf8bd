// Package author makes the folders of a new exercise, filled with a small one
// that works, and lists it among the others. An instructor changes what is
// there instead of beginning with nothing: the check runs, the solution passes,
// and `checker verify` tells what the exercise is missing.
//
// The call that is needed is [Exercise.Write]. Nothing that exists is ever
// written over, except for the list of exercises.
package author

import (
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Exercise is one that is to be made.
type Exercise struct {
	Number int    // 1 to 99
	Name   string // small letters, digits and hyphens: "blue-green"
	Title  string // one line
}

// last is the highest number: a folder's name begins with two digits.
const last = 99

// Wrong is a mistake of the caller; its message says what to do.
type Wrong struct{ error }

func wrong(format string, args ...any) error { return Wrong{fmt.Errorf(format, args...)} }

var folder = regexp.MustCompile(`^([0-9]{1,2})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$`)

// New understands a folder's name such as "13-blue-green". Without a title the
// name serves as one. The error is Wrong.
func New(name, title string) (Exercise, error) {
	parts := folder.FindStringSubmatch(name)
	if parts == nil {
		return Exercise{}, wrong("%q is no name for an exercise: it takes a number, a hyphen, and small letters, digits and hyphens, as in 13-blue-green", name)
	}
	e := Exercise{Name: parts[2], Title: strings.TrimSpace(title)}
	e.Number, _ = strconv.Atoi(parts[1]) // the expression lets nothing else through
	switch {
	case e.Number == 0:
		return Exercise{}, wrong("exercises are counted from 1")
	case strings.ContainsFunc(e.Title, func(r rune) bool { return r < ' ' }):
		return Exercise{}, wrong("a title is one line")
	case e.Title == "":
		e.Title = strings.ToUpper(e.Name[:1]) + strings.ReplaceAll(e.Name[1:], "-", " ")
	}
	return e, nil
}

// Folder is the name of the exercise's folders and of its page.
func (e Exercise) Folder() string { return fmt.Sprintf("%02d-%s", e.Number, e.Name) }

// Package is the name of the exercise's Go package: the name without hyphens. A
// word that Go or the kit uses is given the number, too.
func (e Exercise) Package() string {
	name := strings.ReplaceAll(e.Name, "-", "")
	if token.IsKeyword(name) || slices.Contains([]string{"check", "context", "embed", "fmt", "main", "internal", "init"}, name) {
		name += strconv.Itoa(e.Number)
	}
	return name
}

// homes are the folders of the kit in which exercises have a part each.
var homes = []string{"exercises", "solutions", "docs"}

// isFree says, as a Wrong, who has the number already, and which one is free.
func (e Exercise) isFree(kit string) error {
	taken, err := taken(kit)
	if err != nil {
		return err
	}
	owner, is := taken[e.Number]
	if !is {
		return nil
	}
	for n := e.Number + 1; n <= last; n++ {
		if _, is := taken[n]; !is {
			return wrong("the number %d is taken by %s; the next free one is %d: %02d-%s", e.Number, owner, n, n, e.Name)
		}
	}
	return wrong("the number %d is taken by %s", e.Number, owner)
}

var numbered = regexp.MustCompile(`^([0-9]{2})-`)

// taken are the numbers in use, each with a path that shows it.
func taken(kit string) (map[int]string, error) {
	owners := map[int]string{}
	for _, home := range homes {
		entries, err := os.ReadDir(filepath.Join(kit, home))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for _, entry := range entries {
			if parts := numbered.FindStringSubmatch(entry.Name()); parts != nil {
				n, _ := strconv.Atoi(parts[1])
				if owners[n] == "" {
					owners[n] = home + "/" + entry.Name()
				}
			}
		}
	}
	return owners, nil
}
