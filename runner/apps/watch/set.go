package watch

import (
	"maps"
	"path/filepath"
	"time"
)

// Set is what a subscription watches. Relative paths are taken from the current
// folder. What does not exist yet is waited for.
type Set struct {
	// Dirs are folders: the files in them count, not what is in folders below.
	Dirs []string
	// Trees are folders with all that is below them. One that turns out to be a
	// file counts as that file. Symlinks to folders are followed, each folder
	// once, but not to a folder above the link.
	Trees []string
	// Files count whatever Match and Ignore say. One that is a symlink counts
	// with what it leads to.
	Files []string

	// Match chooses among the files of Dirs and Trees; nil: all of them. It must
	// give the same answer for the same path always, whether there is a file or
	// not.
	Match func(path string) bool

	// Ignore leaves out files and folders, with all that is below them: globs
	// with ** as of doublestar, or plain paths, absolute or relative to Base. One
	// without a slash stands for that name at any depth below Base, as in
	// .gitignore. nil means names that begin with a dot, and leaves out none of
	// Dirs and Trees themselves; anything else replaces that, as PM2's
	// ignore_watch does. What is left out by a plain path stays out when a folder
	// in it is one of Dirs or Trees; a glob is held against what lies on the way
	// from where watching begins (chokidar, and so PM2).
	Ignore []string
	// Base is the folder that Ignore is relative to; "" is the current one.
	Base string
	// From is a folder from which those of Dirs and Trees that lie below it were
	// found, so that watching begins there; "": it begins with each of them.
	From string

	// Delay is how long it must be quiet before a call, PM2's watch_delay; 0:
	// the Watcher's own.
	Delay time.Duration
}

// Counts says whether a change of the file at a path would be reported.
func (s Set) Counts(path string) bool { return newRules(s).counts(absolute(path)) }

// LeavesOut says whether Ignore leaves out one of Dirs or Trees, or what else
// was found as they were.
func (s Set) LeavesOut(path string) bool {
	return newIgnore(s.Ignore, absolute(s.Base)).leavesOut(absolute(path), s.from())
}

func (s Set) from() string {
	if s.From == "" {
		return ""
	}
	return absolute(s.From)
}

// rules are a set as questions about paths. They look at no file.
type rules struct {
	dirs, trees, files map[string]bool
	match              func(string) bool
	ignore             ignore
}

func newRules(set Set) *rules {
	r := &rules{
		dirs:   paths(set.Dirs),
		trees:  paths(set.Trees),
		files:  paths(set.Files),
		match:  set.Match,
		ignore: newIgnore(set.Ignore, absolute(set.Base)),
	}
	out := func(path string, _ bool) bool { return r.ignore.leavesOut(path, set.from()) }
	maps.DeleteFunc(r.dirs, out)
	maps.DeleteFunc(r.trees, out)
	return r
}

func paths(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, path := range list {
		set[absolute(path)] = true
	}
	return set
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// counts says whether a change of the file at a path is to be reported. A nil
// set of rules counts nothing.
func (r *rules) counts(path string) bool {
	switch {
	case r == nil:
		return false
	case r.files[path]:
		return true
	case !r.trees[path] && (!r.inside(filepath.Dir(path)) || r.ignore.file(path)):
		return false
	}
	return r.match == nil || r.match(path)
}

// inside says whether files in a folder may count: it is one of the set's own,
// or below a tree with no ignored folder on the way.
func (r *rules) inside(dir string) bool {
	return r.dirs[dir] || r.enters(dir)
}

// enters says whether a folder is a tree or part of one.
func (r *rules) enters(dir string) bool {
	for !r.trees[dir] {
		up := filepath.Dir(dir)
		if up == dir || r.ignore.folder(dir) {
			return false
		}
		dir = up
	}
	return true
}
