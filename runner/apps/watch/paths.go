package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Paths translates what stands in a process file's `watch`, folders, files and
// globs such as "src/**/*.js", into a set's Trees and Match. Relative ones are
// relative to base. A glob that is the name of something that exists is that
// name.
func Paths(base string, watch []string) (trees []string, match func(path string) bool) {
	var whole, globs []string
	for _, path := range watch {
		full := path
		if !filepath.IsAbs(path) {
			full = filepath.Join(absolute(base), path)
		}
		if _, err := os.Lstat(full); err == nil || !strings.ContainsAny(path, "*?[{") {
			trees, whole = append(trees, full), append(whole, full)
			continue
		}
		glob := filepath.ToSlash(path)
		if !filepath.IsAbs(path) {
			glob = below(absolute(base), glob)
		}
		globs = append(globs, glob)
		fixed, _ := doublestar.SplitPattern(filepath.ToSlash(path)) // "." when the pattern begins with it
		if !filepath.IsAbs(path) {
			fixed = filepath.Join(absolute(base), fixed)
		}
		trees = append(trees, filepath.FromSlash(fixed))
	}
	return trees, func(path string) bool {
		return slices.ContainsFunc(whole, func(dir string) bool { return path == dir || within(path, dir) }) ||
			slices.ContainsFunc(globs, func(glob string) bool { ok, _ := doublestar.Match(glob, filepath.ToSlash(path)); return ok })
	}
}
