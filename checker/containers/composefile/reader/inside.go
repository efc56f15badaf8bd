package reader

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// This file owns the border of the project's folder: what lies inside, and how
// a file inside is read.

// maxFile bounds a file that is read, in bytes. No Compose file is as long.
const maxFile = 1 << 20

var (
	errOutside  = errors.New("it is outside of the project's folder")
	errTooLarge = errors.New("it is larger than a megabyte")
	errNoFile   = errors.New("it is not an ordinary file")
)

// inside says whether a path, relative ones being relative to the folder, lies
// in the folder when all symbolic links are followed. What does not exist is
// judged by the part of it that does.
func inside(folder, path string) bool {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	relative, err := filepath.Rel(folder, followed(filepath.Clean(path), maxMerges))
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}

// followed is a path with its symbolic links resolved, even when its end does
// not exist: Docker makes missing folders, at the end of a link, too.
func followed(path string, links int) string {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return resolved
	}
	// A link that leads to nothing yet.
	if target, err := os.Readlink(path); err == nil && links > 0 {
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		return followed(filepath.Clean(target), links-1)
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(followed(parent, links), filepath.Base(path))
}

// readInside reads a file of the folder. It never waits: a pipe or a device is
// no file here.
func readInside(folder, path string) ([]byte, error) {
	if !inside(folder, path) {
		return nil, errOutside
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if len(content) > maxFile {
		return nil, errTooLarge
	}
	return content, err
}

// remote says whether a path names something in a network: a repository, a web
// address, an artifact of a registry.
func remote(path string) bool {
	return strings.Contains(path, "://") || strings.HasPrefix(path, "git@") ||
		strings.HasPrefix(path, "github.com/") || strings.HasPrefix(path, "oci:")
}

// asWritten is a path as a person would name it: relative to the folder when it
// lies inside.
func asWritten(folder, path string) string {
	relative, err := filepath.Rel(folder, path)
	if err != nil || strings.HasPrefix(relative, "..") {
		return path
	}
	return filepath.ToSlash(relative)
}
