package sandbox

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// copyTree copies a folder without what no app of the kit needs: dot folders
// (.git above all), node_modules, and named pipes and sockets, which cannot be
// copied.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if path != from && passedOver(err) {
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() && rel != "." && left(entry.Name()) {
			return fs.SkipDir
		}
		if err := copyEntry(path, filepath.Join(to, rel), entry); !passedOver(err) {
			return err
		}
		return nil
	})
}

// passedOver: a file that may not be read, or that was removed meanwhile (an
// editor's temporary one), is no reason not to check the rest.
func passedOver(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist)
}

func left(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "node_modules"
}

func copyEntry(from, to string, entry fs.DirEntry) error {
	switch kind := entry.Type(); {
	case kind.IsDir():
		return makeFolder(to)
	case kind.IsRegular():
		return copyFile(from, to, entry)
	case kind&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		_ = os.Remove(to)
		return os.Symlink(target, to)
	}
	return nil
}

// makeFolder makes a folder of the copy. A link of that name must not be
// followed: it may lead out of the copy.
func makeFolder(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return os.MkdirAll(path, 0o755)
}

func copyFile(from, to string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	_ = os.Remove(to) // a link of the copy must not be written through
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		_ = target.Close()
		return err
	}
	return target.Close()
}

// overlay lays a folder's files over the copy, in which the kit's own process
// files would stand in the way of the one that is handed over.
func overlay(from, root string) error {
	for _, pattern := range []string{"services.config.*", "ecosystem.config.*"} {
		old, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return err
		}
		for _, path := range old {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return copyTree(from, root)
}
