package kit

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// This file owns what the kit's services are made of.

//go:embed services.sum
var sums string

// original is the sum of every file that a service is made of, by its path in
// the kit, with slashes.
var original = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(sums) {
		if sum, file, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			all[file] = sum
		}
	}
	return all
})

// Edit is a file of a service that is not as the kit has it.
type Edit struct {
	File string // in the kit, with slashes: "services/hello-world/main.go"
	What string // "differs", "is new" or "is gone"
}

// Service is the folder of the service, or of what services share.
func (e Edit) Service() string {
	parts := strings.Split(e.File, "/")
	return strings.Join(parts[:min(2, len(parts)-1)], "/")
}

// Edits are the files below root/services that are not as the kit has them, in
// order. Only what a program is made of counts: no tests, and nothing that an
// editor leaves. A line may end as on any system.
func Edits(root string) ([]Edit, error) {
	now, err := sumsOf(root)
	if err != nil {
		return nil, err
	}
	return compare(original(), now), nil
}

func compare(was, now map[string]string) []Edit {
	all := maps.Clone(was)
	maps.Copy(all, now)
	var edits []Edit
	for _, file := range slices.Sorted(maps.Keys(all)) {
		switch {
		case now[file] == was[file]:
		case was[file] == "" && path.Ext(file) != ".go": // no file of the kit's embeds it
		case was[file] == "":
			edits = append(edits, Edit{file, "is new"})
		case now[file] == "":
			edits = append(edits, Edit{file, "is gone"})
		default:
			edits = append(edits, Edit{file, "differs"})
		}
	}
	return edits
}

// sumsOf are the sums of what the services below a root are made of.
func sumsOf(root string) (map[string]string, error) {
	found := map[string]string{}
	err := filepath.WalkDir(filepath.Join(root, "services"), func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && isPassedOver(entry.Name()) {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(root, file)
		if err != nil || entry.IsDir() || !isSource(filepath.ToSlash(rel)) {
			return err
		}
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a link that leads nowhere
		}
		found[filepath.ToSlash(rel)] = sum(text)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // no services at all: each is gone
	}
	return found, err
}

// sourceExts are Go's, and those of what is embedded.
var sourceExts = []string{".go", ".json"}

// isSource says whether a file below services is part of a program there. What
// the go tool passes over is none, and neither is what only tests need.
func isSource(file string) bool {
	name := path.Base(file)
	return slices.Contains(sourceExts, path.Ext(name)) && !strings.HasSuffix(name, "_test.go") &&
		!isPassedOver(name) && !strings.Contains(file, "/servicetest/")
}

// isPassedOver says of a file's or a folder's name whether the go tool leaves it
// out: editors keep their settings in folders of such names.
func isPassedOver(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata"
}

func sum(text []byte) string {
	hash := sha256.Sum256(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(hash[:16])
}
