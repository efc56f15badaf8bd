// Package kit finds the workshop's own folder.
package kit

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Module is the kit's module path, by which its root folder is recognised.
const Module = "workshop.example/processes"

// Teaching are the folders of the kit that teach and check. No app needs them,
// so a check need not copy them.
var Teaching = []string{"checker", "docs", "exercises", "runner", "solutions"}

// ErrNotFound: the command was not called inside the kit.
var ErrNotFound = errors.New("this is not the kit's folder: go to where you cloned it, and try again there")

// Root is the kit's folder: the given one, or the nearest above it.
func Root(from string) (string, error) {
	for dir := from; ; dir = filepath.Dir(dir) {
		if isKit(dir) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", ErrNotFound
		}
	}
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
			return strings.Trim(strings.TrimSpace(name), `"`) == Module
		}
	}
	return false
}
