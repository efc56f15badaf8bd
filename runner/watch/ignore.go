package watch

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// neverEntered are folders whose content is no concern of anybody who edits: of
// version control, of package managers, and of this kit's own programs.
var neverEntered = []string{".git", ".hg", ".svn", ".runner", ".workshop", "node_modules"}

// temporary are the names of files that editors and file managers write beside
// the file that is edited. A pattern has one * at most.
var temporary = []string{
	"*~",                                         // vim, emacs, nano: the backup
	"4913",                                       // vim: may I write here?
	"*.swp", "*.swo", "*.swx", "*.swn", "*.swpx", // vim: what is not saved yet
	".#*", "#*#", // emacs: the lock, the auto-save
	"*___jb_tmp___", "*___jb_old___", // JetBrains
	".goutputstream-*",            // GNOME
	"*.kate-swp",                  // Kate
	".~lock.*",                    // LibreOffice
	"*.tmp", "*.crswap", "*.part", // many
	".DS_Store", "._*", // macOS
	"Thumbs.db", "desktop.ini", ".nfs*", // Windows, NFS
}

// Temporary says whether a file's name is one that editors give to what they
// throw away.
func Temporary(name string) bool {
	return slices.ContainsFunc(temporary, func(pattern string) bool {
		before, after, star := strings.Cut(pattern, "*")
		if !star {
			return name == pattern
		}
		return len(name) > len(before)+len(after) && strings.HasPrefix(name, before) && strings.HasSuffix(name, after)
	})
}

// ignore is the compiled form of [Set.Ignore].
type ignore struct {
	dotted bool     // nothing was given: leave out names that begin with a dot
	names  []string // patterns of a single name
	paths  []string // patterns of absolute paths, with slashes
}

func newIgnore(patterns []string, base string) ignore {
	rules := ignore{dotted: patterns == nil}
	for _, pattern := range patterns {
		slashed := filepath.ToSlash(pattern)
		trimmed := strings.TrimSuffix(slashed, "/")
		switch {
		case trimmed == "":
		case !strings.Contains(trimmed, "/"):
			rules.names = append(rules.names, trimmed)
		case filepath.IsAbs(pattern):
			rules.paths = append(rules.paths, trimmed)
		default:
			rules.paths = append(rules.paths, below(base, trimmed))
		}
	}
	return rules
}

// below puts a pattern behind a folder. The folder's own name may look like a
// pattern, as "[id]" does.
func below(base, pattern string) string {
	literal := strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `{`, `\{`).Replace(filepath.ToSlash(base))
	for {
		rest, up := strings.CutPrefix(pattern, "../")
		if !up {
			return strings.TrimSuffix(literal, "/") + "/" + strings.TrimPrefix(pattern, "./")
		}
		literal, pattern = literal[:max(strings.LastIndex(literal, "/"), 0)], rest
	}
}

// file and folder judge a path alone, not the folders that it lies in.
func (i ignore) file(path string) bool {
	return Temporary(filepath.Base(path)) || i.matches(path)
}

func (i ignore) folder(path string) bool {
	return slices.Contains(neverEntered, filepath.Base(path)) || i.matches(path)
}

func (i ignore) matches(path string) bool {
	name := filepath.Base(path)
	if i.dotted && strings.HasPrefix(name, ".") {
		return true
	}
	path = filepath.ToSlash(path)
	// A pattern that is broken matches nothing.
	return slices.ContainsFunc(i.names, func(p string) bool { ok, _ := doublestar.Match(p, name); return ok }) ||
		slices.ContainsFunc(i.paths, func(p string) bool { ok, _ := doublestar.Match(p, path); return ok })
}
