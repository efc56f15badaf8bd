package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/runner/apps/build"
)

// build has a program built, from the kit's own folder where that is possible:
// compiled packages are found again by the folder that they lie in, and the
// copy lies in another one at every check. What differs in the copy is laid
// over the kit's files for the compiler's eyes alone.
func (b *Box) build(ctx context.Context, source string) (string, error) {
	ctx, done := b.whileBuilding(ctx, source)
	defer done()
	program, err := b.buildWhere(ctx, source)
	b.noteMachine(ctx, err)
	return program, err
}

func (b *Box) buildWhere(ctx context.Context, source string) (string, error) {
	inKit := filepath.Join(b.cfg.Kit, strings.TrimPrefix(source, b.Root))
	if !strings.HasPrefix(source, filepath.Join(b.Root, "services")+string(filepath.Separator)) ||
		!exists(inKit) || !b.isAsInKit("go.mod", "go.sum") {
		return b.builder.Build(ctx, source)
	}
	changed, err := differences(filepath.Join(b.cfg.Kit, "services"), filepath.Join(b.Root, "services"))
	switch {
	case err != nil:
		return b.builder.Build(ctx, source)
	case len(changed) == 0:
		return b.inKit("").Build(ctx, inKit)
	}
	return b.buildOverlaid(ctx, source, inKit, changed)
}

// replacements is what `go build -overlay` reads: a file that is to be taken for
// another one; "" for one that is to be taken as not there.
type replacements struct{ Replace map[string]string }

// buildOverlaid builds from the kit's folder as if the changed files lay there.
// These programs have a place of their own in the cache, or the next check of
// unchanged sources would have to link its program again.
func (b *Box) buildOverlaid(ctx context.Context, source, inKit string, changed map[string]string) (string, error) {
	text, err := json.Marshal(replacements{changed})
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(filepath.Dir(b.Root), "overlay-*.json")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	builder := b.inKit("edited")
	builder.Flags = []string{"-overlay=" + file.Name()}
	program, err := builder.Build(ctx, inKit)
	if failed := (*build.Failed)(nil); errors.As(err, &failed) {
		failed.Package = source
		failed.Output = b.placesInCopy(failed.Output, inKit)
	}
	return program, err
}

// inKit is a builder for the kit's own folder, with a place of that name in the
// cache; "" for the one of programs that are the kit's.
func (b *Box) inKit(place string) *build.Builder {
	builder := build.ForProject(b.cfg.Kit)
	builder.Within, builder.Environ, builder.OwnModules = place, b.buildEnviron(), true
	b.mu.Lock()
	defer b.mu.Unlock()
	b.others = append(b.others, builder)
	return builder
}

// placesInCopy writes the places that a compiler names in full: the go tool
// shortens a path to one that begins where it was called, if that is shorter.
func (b *Box) placesInCopy(output, inKit string) string {
	if filepath.Ext(inKit) == ".go" {
		inKit = filepath.Dir(inKit)
	}
	short, err := filepath.Rel(inKit, b.Root)
	if err != nil {
		return output
	}
	return strings.ReplaceAll(output, short+string(filepath.Separator), b.Root+string(filepath.Separator))
}

// differences are the files below the kit's folder that are others in the
// copy's, each with the one to be taken in its place; "" where the copy has
// none.
func differences(kit, copied string) (map[string]string, error) {
	changed := map[string]string{}
	err := eachFile(copied, func(path, rel string) error {
		if !sameFile(path, filepath.Join(kit, rel)) {
			changed[filepath.Join(kit, rel)] = path
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, eachFile(kit, func(path, rel string) error {
		if !exists(filepath.Join(copied, rel)) {
			changed[path] = ""
		}
		return nil
	})
}

// isAsInKit says whether files of the copy are the same as the kit's.
func (b *Box) isAsInKit(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		return !sameFile(filepath.Join(b.Root, name), filepath.Join(b.cfg.Kit, name))
	})
}

// eachFile passes over what is never copied.
func eachFile(root string, do func(path, rel string) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && slices.Contains(leftOut, entry.Name()) {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return do(path, rel)
	})
}

// sameFile says whether both files have the same content, or neither is there.
func sameFile(one, other string) bool {
	a, errA := os.ReadFile(one)
	b, errB := os.ReadFile(other)
	return bytes.Equal(a, b) && (errA == nil) == (errB == nil)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
