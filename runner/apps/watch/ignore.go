package watch

import (
	"path"
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
	dotted bool // nothing was given: leave out names that begin with a dot
	base   string
	names  []pattern // of a single name
	paths  []pattern // of absolute paths, with slashes
}

// pattern is a glob, or the plain name or path of something.
type pattern struct {
	text string
	glob bool
}

func (p pattern) matches(text string) bool {
	if !p.glob {
		return p.text == text
	}
	ok, _ := doublestar.Match(p.text, text) // one that is broken matches nothing
	return ok
}

func newIgnore(given []string, base string) ignore {
	rules := ignore{dotted: given == nil, base: base}
	for _, one := range given {
		slashed := filepath.ToSlash(one)
		trimmed := strings.TrimRight(slashed, "/")
		p := pattern{text: trimmed, glob: strings.ContainsAny(trimmed, `*?[{\`)}
		switch {
		case trimmed == "":
			continue
		case !strings.Contains(trimmed, "/") && strings.Trim(trimmed, ".") != "":
			rules.names = append(rules.names, p)
			continue
		case p.glob && !filepath.IsAbs(one):
			p.text = below(base, trimmed)
		case !p.glob && !filepath.IsAbs(one):
			p.text = path.Join(filepath.ToSlash(base), trimmed)
		case !p.glob:
			p.text = path.Clean(trimmed)
		}
		rules.paths = append(rules.paths, p)
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
	return matchesAny(i.names, name) || matchesAny(i.paths, filepath.ToSlash(path))
}

// leavesOut says whether a folder or file with which watching begins is left
// out itself: by a plain name or path of its own or of a folder above, or by a
// glob for it, or for a folder on the way to it from the one where it was found.
// Of what lies above the base, names say nothing.
func (i ignore) leavesOut(path, from string) bool {
	if i.dotted {
		return false
	}
	for at := path; ; at = filepath.Dir(at) {
		names, paths := i.names, i.paths
		if at != path && (from == "" || !within(at, from)) {
			names, paths = plain(names), plain(paths)
		}
		if matchesAny(paths, filepath.ToSlash(at)) || within(at, i.base) && matchesAny(names, filepath.Base(at)) {
			return true
		}
		if at == filepath.Dir(at) {
			return false
		}
	}
}

func matchesAny(patterns []pattern, text string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.matches(text) })
}

func plain(patterns []pattern) []pattern {
	return slices.DeleteFunc(slices.Clone(patterns), func(p pattern) bool { return p.glob })
}
