package sandbox

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// build has a program built, from the kit's own folder where the copy is the
// same: compiled packages are found again by the folder that they lie in, and
// the copy lies in another one at every check.
func (b *Box) build(ctx context.Context, source string) (string, error) {
	services := filepath.Join(b.Root, "services")
	if strings.HasPrefix(source, services+string(filepath.Separator)) && b.isAsInKit("go.mod", "go.sum", "services") {
		source = filepath.Join(b.cfg.Kit, strings.TrimPrefix(source, b.Root))
	}
	return b.builder.Build(ctx, source)
}

// isAsInKit says whether files and folders of the copy are the same as the
// kit's, in every file of either.
func (b *Box) isAsInKit(names ...string) bool {
	for _, name := range names {
		for from, to := range map[string]string{b.Root: b.cfg.Kit, b.cfg.Kit: b.Root} {
			if !sameFiles(filepath.Join(from, name), filepath.Join(to, name)) {
				return false
			}
		}
	}
	return true
}

// sameFiles says whether every file below one place has its like below another.
func sameFiles(from, to string) bool {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		one, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		other, err := os.ReadFile(to + strings.TrimPrefix(path, from))
		if err == nil && !bytes.Equal(one, other) {
			err = fs.ErrInvalid
		}
		return err
	}) == nil
}
