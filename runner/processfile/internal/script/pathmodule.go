package script

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/sobek"
)

// This file owns Node's path module. It rests on filepath, which knows the
// system's own separators; what is written here are the differences.

func (e *evaluation) pathModule() *sobek.Object {
	module := e.set(e.vm.NewObject(), map[string]any{
		"sep": string(filepath.Separator), "delimiter": string(filepath.ListSeparator),
		"join": join, "normalize": normalize, "dirname": dirname, "basename": basename, "extname": extname,
		"isAbsolute": filepath.IsAbs,
		"resolve":    e.resolvePath,
		"relative": func(from, to string) string {
			rel, err := filepath.Rel(e.resolvePath(from), e.resolvePath(to))
			if err != nil || rel == "." {
				return ""
			}
			return rel
		},
		"parse": func(path string) sobek.Value { return e.parsePath(path) },
		"format": func(parts map[string]string) string {
			return formatPath(parts)
		},
		"toNamespacedPath": func(path string) string { return path },
	})
	_ = module.Set("posix", module)
	return module
}

// join differs from filepath.Join in that nothing is "." and that a separator
// at the end stays.
func join(parts ...string) string {
	return normalize(strings.Join(notEmpty(parts), string(filepath.Separator)))
}

func notEmpty(parts []string) []string {
	kept := parts[:0:0]
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}

func normalize(path string) string {
	if path == "" {
		return "."
	}
	clean := filepath.Clean(path)
	if os.IsPathSeparator(path[len(path)-1]) && !os.IsPathSeparator(clean[len(clean)-1]) {
		clean += string(filepath.Separator)
	}
	return clean
}

// trimSeparators takes the separators off the end, as dirname and basename
// do, but leaves the root.
func trimSeparators(path string) string {
	for len(path) > 1 && os.IsPathSeparator(path[len(path)-1]) {
		path = path[:len(path)-1]
	}
	return path
}

// dirname keeps what it does not cut: dirname("./a") is ".", and dirname("a/../b")
// is "a/..".
func dirname(path string) string {
	path = trimSeparators(path)
	end := strings.LastIndexFunc(path, func(r rune) bool { return r < 128 && os.IsPathSeparator(byte(r)) })
	switch {
	case end < 0:
		return "."
	case end == 0:
		return path[:1]
	}
	return trimSeparators(path[:end])
}

func basename(path string, suffix ...string) string {
	path = trimSeparators(path)
	if start := strings.LastIndexFunc(path, func(r rune) bool { return r < 128 && os.IsPathSeparator(byte(r)) }); start >= 0 {
		path = path[start+1:]
	}
	if len(suffix) > 0 && path != suffix[0] {
		path = strings.TrimSuffix(path, suffix[0])
	}
	return path
}

// extname: the dot of a hidden file is no ending's.
func extname(path string) string {
	base := basename(path)
	dot := strings.LastIndexByte(base, '.')
	if dot <= 0 || base == ".." {
		return ""
	}
	return base[dot:]
}

// resolvePath goes from right to left until the path is absolute, in the last
// resort from process.cwd().
func (e *evaluation) resolvePath(parts ...string) string {
	path := ""
	for i := len(parts) - 1; i >= 0 && !filepath.IsAbs(path); i-- {
		if parts[i] != "" {
			path = filepath.Join(parts[i], path)
		}
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(e.request.Dir, path)
	}
	return path
}

func (e *evaluation) parsePath(path string) sobek.Value {
	root := ""
	if filepath.IsAbs(path) {
		root = filepath.VolumeName(path) + string(filepath.Separator)
	}
	dir := dirname(path)
	if dir == "." && !strings.HasPrefix(path, ".") {
		dir = ""
	}
	base, ext := basename(path), extname(path)
	return e.set(e.vm.NewObject(), map[string]any{
		"root": root, "dir": dir, "base": base, "ext": ext, "name": strings.TrimSuffix(base, ext),
	})
}

func formatPath(parts map[string]string) string {
	base := parts["base"]
	if base == "" {
		base = parts["name"] + parts["ext"]
	}
	switch dir := parts["dir"]; {
	case dir == "":
		return parts["root"] + base
	case dir == parts["root"]:
		return dir + base
	default:
		return dir + string(filepath.Separator) + base
	}
}
