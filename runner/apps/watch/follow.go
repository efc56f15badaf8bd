package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxLinks is how many symlinks one path may lead over, as in the Linux kernel.
const maxLinks = 40

var (
	errTooManyLinks = errors.New("too many symlinks")
	errMoved        = errors.New("moved while it was followed")
)

// follow finds where an absolute path really leads. Turns are the places, named
// without symlinks, at which it would lead elsewhere if something changed: each
// symlink on the way and, when there is an error, the first name that does not
// exist. The folder of each turn is held before it is looked at; when hold says
// that it has gone meanwhile, the error is errMoved, and the turns mean nothing.
func follow(path string, hold func(dir string) bool) (real string, turns []string, err error) {
	volume := filepath.VolumeName(path)
	real = volume + string(filepath.Separator)
	rest := split(path[len(volume):])
	for links := 0; len(rest) > 0; {
		if rest[0] == ".." {
			real, rest = filepath.Dir(real), rest[1:]
			continue
		}
		next := filepath.Join(real, rest[0])
		info, err := os.Lstat(next)
		if err != nil || info.Mode()&fs.ModeSymlink != 0 {
			if !hold(real) {
				return "", nil, errMoved
			}
			turns = append(turns, next)
			info, err = os.Lstat(next)
		}
		if err != nil {
			return "", turns, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			real, rest = next, rest[1:]
			continue
		}
		target, err := os.Readlink(next)
		if err != nil {
			return "", turns, err
		}
		if links++; links > maxLinks {
			return "", turns, errTooManyLinks
		}
		if filepath.IsAbs(target) {
			volume = filepath.VolumeName(target)
			real, target = volume+string(filepath.Separator), target[len(volume):]
		}
		rest = append(split(target), rest[1:]...)
	}
	return real, turns, nil
}

// split gives the names of a path. Two dots stay: behind a symlink they are not
// the folder that stands before them.
func split(path string) []string {
	var names []string
	for name := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		if name != "" && name != "." {
			names = append(names, name)
		}
	}
	return names
}
