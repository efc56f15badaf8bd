package sandbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/runner/system/platform"
)

// leftOut are folders that no app needs: histories, and what tools keep there.
var leftOut = []string{".git", ".hg", ".svn", ".workshop", ".runner", ".idea", ".vscode", ".cache"}

// linked are folders that apps may need and that are too large to be copied at
// every check. The copy has a link to them.
var linked = []string{"node_modules", ".venv", "venv", ".gradle", ".next"}

// largestCopied is the size of a file from which on it is linked, too.
const largestCopied = 16 << 20

// mostFiles bounds a copy. A process file that lies in a home folder must not
// have the whole of it copied.
const mostFiles = 20000

// TooManyFiles: a folder is too large to be copied for every check.
type TooManyFiles struct {
	Folder string
	Most   int
}

func (t *TooManyFiles) Error() string {
	return fmt.Sprintf("%s holds more than %d files, and a check works on a copy of it", t.Folder, t.Most)
}

// copyTree copies a folder: all but what is left out or linked, and but named
// pipes and sockets, which cannot be copied, and but what is named in without,
// relative to the folder.
func copyTree(from, to string, without ...string) error {
	return copyAtMost(mostFiles, from, to, without...)
}

func copyAtMost(most int, from, to string, without ...string) error {
	files := 0
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
		if rel != "." && slices.Contains(without, rel) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if files++; files > most {
			return &TooManyFiles{from, most}
		}
		if entry.IsDir() && rel != "." && (slices.Contains(leftOut, entry.Name()) || ours(entry.Name())) {
			return fs.SkipDir
		}
		if entry.IsDir() && rel != "." && slices.Contains(linked, entry.Name()) {
			if err := link(path, filepath.Join(to, rel)); err != nil {
				return err
			}
			return fs.SkipDir
		}
		if err := copyEntry(path, filepath.Join(to, rel), entry); !passedOver(err) {
			return err
		}
		return nil
	})
}

// ours: a sandbox, perhaps the very one that is being made, where the folder
// for temporary files lies inside the kit.
func ours(folder string) bool { return strings.HasPrefix(folder, platform.FolderPrefix) }

// passedOver: a file that may not be read, or that was removed meanwhile (an
// editor's temporary one), is no reason not to check the rest.
func passedOver(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist)
}

func link(from, to string) error {
	_ = os.Remove(to)
	if err := os.Symlink(from, to); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
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
		return link(target, to)
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
	if info.Size() > largestCopied {
		if filepath.Ext(from) == ".log" {
			return nil // it would be written through the link
		}
		return link(from, to)
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
// files would stand in the way of the one that is handed over, and so would
// what is named also.
func overlay(from, root string, also ...string) error {
	for _, pattern := range append([]string{"services.config.*", "ecosystem.config.*"}, also...) {
		// Not Glob of the whole path: the folder's own name may have signs of a pattern.
		old, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := os.Remove(filepath.Join(root, name)); err != nil {
				return err
			}
		}
	}
	return copyTree(from, root)
}
