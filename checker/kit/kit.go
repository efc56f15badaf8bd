// Package kit finds the workshop's own folder.
package kit

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// module is the kit's module path, by which its root folder is recognised.
const module = "workshop.example/processes"

// Teaching are the folders of the kit that teach, check and test. No app needs
// them, so a check need not copy them.
var Teaching = []string{"checker", "docs", "exercises", "runner", "solutions", "tests", "tools"}

// ErrNotFound: the command was not called inside the kit.
var ErrNotFound = errors.New("this is not the kit's folder: go to where you cloned it, and try again there")

// Root is the kit's folder: the given one, or the nearest above it. The error
// is ErrNotFound, and names a copy of the kit below, where there is one.
func Root(from string) (string, error) {
	if root := above(from); root != "" {
		return root, nil
	}
	if inside := below(from); inside != "" {
		return "", fmt.Errorf("%w; there is one below: cd %s", ErrNotFound, inside)
	}
	return "", ErrNotFound
}

// Other is another copy of the kit, around the one in a folder or inside it,
// as after an archive was unpacked in the kit's own folder; "" when there is
// none.
func Other(root string) string {
	if around := above(filepath.Dir(root)); around != "" {
		return around
	}
	return below(root)
}

// above is the kit in a folder, or in the nearest above it; "": none.
func above(dir string) string {
	for ; ; dir = filepath.Dir(dir) {
		if isKit(dir) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// below is the kit in a folder's subfolders, two levels deep: an archive gives
// its content a folder, and so does what unpacks it.
func below(dir string) string {
	for _, depth := range []string{"*", filepath.Join("*", "*")} {
		found, _ := filepath.Glob(filepath.Join(escaped(dir), depth, "go.mod")) // the pattern is well-formed
		for _, path := range found {
			if isKit(filepath.Dir(path)) {
				return filepath.Dir(path)
			}
		}
	}
	return ""
}

// signs are what a pattern gives a meaning. A backslash takes it away, but not
// on Windows, where it is part of every path.
var signs = strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`)

func escaped(dir string) string {
	if filepath.Separator == '\\' {
		return dir
	}
	return signs.Replace(dir)
}

func isKit(dir string) bool {
	file, err := os.Open(filepath.Join(dir, "go.mod"))
	if err != nil {
		return false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if name, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); ok {
			return strings.Trim(strings.TrimSpace(name), `"`) == module
		}
	}
	return false
}

// FirstFile is the first of these names that is a file in a folder; "" when none
// is.
func FirstFile(folder string, names []string) string {
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && !info.IsDir() {
			return name
		}
	}
	return ""
}
