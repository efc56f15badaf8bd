package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// layout is where a subscription's files lie. Its keys are paths without
// symlinks, as they come in hints.
type layout struct {
	folders map[string]place  // all that are held
	files   map[string]string // single files, and what symlinks to files lead to: the path by which it counts
	turns   map[string]bool   // see follow: a hint for one of them means that all must be looked for anew
}

// place is a held folder.
type place struct {
	path  string // as the subscriber calls it
	whole bool   // all its files are of interest; else only the layout's files and turns
	tree  bool   // the folders below as well
}

func newLayout() *layout {
	return &layout{folders: map[string]place{}, files: map[string]string{}, turns: map[string]bool{}}
}

// name gives the path by which a hinted one counts; "" when it is of no
// interest.
func (l *layout) name(hinted string) string {
	if path := l.files[hinted]; path != "" {
		return path
	}
	if dir := l.folders[filepath.Dir(hinted)]; dir.whole {
		return filepath.Join(dir.path, filepath.Base(hinted))
	}
	return ""
}

// scan walks over all that rules ask for, and notes where it is.
type scan struct {
	rules *rules
	*layout
	hold  func(dir string) bool               // watches a folder
	found func(path string, info fs.FileInfo) // takes each file that counts
	full  func(tree string, most int)         // takes the tree that has too many folders
	max   int                                 // folders
	at    string                              // which of the set's folders is walked over
	links []link                              // those to be followed yet
}

// link is a symlink inside a watched folder.
type link struct {
	real, path string // where it lies, and as the subscriber calls it
	tree       bool
}

func (s *scan) everything() {
	for path := range s.rules.files {
		s.file(path)
	}
	for path := range s.rules.dirs {
		s.root(path, false)
	}
	for path := range s.rules.trees {
		s.root(path, true)
	}
	s.followLinks()
}

// file looks for one single file and holds the folder it lies in.
func (s *scan) file(path string) {
	s.reach(path, func(real string, info fs.FileInfo) bool {
		if !s.holdFor(filepath.Dir(real)) {
			return false
		}
		s.files[real] = path
		if info.Mode().IsRegular() {
			s.found(path, info)
		}
		return true
	})
}

// root takes one folder of the set. A tree may turn out to be a file.
func (s *scan) root(path string, tree bool) {
	s.at = path
	s.reach(path, func(real string, info fs.FileInfo) bool {
		switch {
		case info.IsDir():
			s.turns[real] = true
			return s.folder(real, path, tree)
		case tree && s.rules.counts(path):
			s.file(path)
		}
		return true
	})
}

// reach follows a path of the set and takes what is there. When take finds that
// it has gone meanwhile, the path is followed again: it is not watched yet, and
// nobody would tell of it. (Ten times is for ever: each needs somebody who
// moves folders at just that moment.)
func (s *scan) reach(path string, take func(real string, info fs.FileInfo) bool) {
	for range 10 {
		real, err := s.follow(path)
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return
		}
		if info, err := os.Stat(real); err == nil && take(real, info) {
			return
		}
	}
}

func (s *scan) follow(path string) (string, error) {
	real, turns, err := follow(path, s.holdFor)
	for _, turn := range turns {
		s.turns[turn] = true
	}
	return real, err
}

// holdFor holds a folder for the sake of single names in it.
func (s *scan) holdFor(dir string) bool {
	if _, known := s.folders[dir]; !known {
		s.folders[dir] = place{}
	}
	return s.hold(dir)
}

// folder takes a folder's files and, of a tree, the folders below. What was
// taken already is not taken again, so no symlink leads in a circle. It says
// false when the folder has gone.
func (s *scan) folder(real, path string, tree bool) bool {
	if at := s.folders[real]; at.whole && (at.tree || !tree) {
		return true
	}
	if len(s.folders) >= s.max {
		s.full(s.at, s.max)
		return true
	}
	if !s.hold(real) {
		return false
	}
	s.folders[real] = place{path: path, whole: true, tree: tree}
	entries, _ := os.ReadDir(real) // what cannot be read has nothing in it
	for _, e := range entries {
		s.entry(e, filepath.Join(real, e.Name()), filepath.Join(path, e.Name()), tree)
	}
	return true
}

func (s *scan) entry(e fs.DirEntry, real, path string, tree bool) {
	switch {
	case e.Type()&fs.ModeSymlink != 0:
		s.links = append(s.links, link{real, path, tree})
	case e.IsDir():
		if tree && s.rules.enters(path) {
			s.folder(real, path, true)
		}
	case e.Type().IsRegular() && s.rules.counts(path):
		if info, err := e.Info(); err == nil {
			s.found(path, info)
		}
	}
}

// followLinks comes last, so that a folder that can be reached without a
// symlink goes by that name.
func (s *scan) followLinks() {
	for len(s.links) > 0 {
		l := s.links[0]
		s.links = s.links[1:]
		folder, file := l.tree && s.rules.enters(l.path), s.rules.counts(l.path)
		if !folder && !file {
			continue
		}
		real, err := s.follow(l.path)
		if err != nil {
			continue
		}
		info, err := os.Stat(real)
		switch {
		case err != nil:
		case info.IsDir() && folder && !within(l.real, real):
			s.folder(real, l.path, true)
		case info.Mode().IsRegular() && file:
			s.holdFor(filepath.Dir(real))
			s.files[real] = l.path
			s.found(l.path, info)
		}
	}
}

// within says whether a path lies below a folder.
func within(path, dir string) bool {
	return strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}
