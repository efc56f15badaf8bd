// Package build turns a Go package into a program, incrementally, in a cache
// outside the tree.
//
// It knows the go tool and nothing of apps or instances. It never runs what it
// built.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"workshop.example/processes/runner/system/platform"
)

// Builder builds programs of one project.
type Builder struct {
	// Dir is the cache: a folder for each program. Two processes may share it.
	// "" is ForProject's: the project's place in the user's cache folder.
	Dir string
	// Environ is the environment of the go tool; nil means that of whoever asks
	// (WithEnviron), or this process's own.
	Environ []string
	// Flags are handed to the go tool at every call. They win over those of
	// GOFLAGS, wherever it was set.
	Flags []string
	// OwnModules has every build take the modules that its go.mod, or its folder
	// `vendor`, says, and leave both as they are: a -mod in GOFLAGS has no effect.
	OwnModules bool

	// Within is a folder in the cache for programs that are to have a place of
	// their own; "" for none.
	Within string

	project string

	mu    sync.Mutex
	locks map[string]*sync.Mutex // one build of a program at a time
	inUse map[string]func()      // what gives up a version folder that this builder holds
}

// ForProject is a builder with a cache of its own for the project in a folder.
// A private copy of a project should use the project's own folder here, and
// share its programs. The user's cache folder is looked for when it is needed:
// who builds nothing can do without one.
func ForProject(folder string) *Builder { return &Builder{project: folder} }

// Folder is the cache: Dir, or the project's place in the user's cache folder. Where there
// is none, the error is a *Failed that says what to set.
func (b *Builder) Folder() (string, error) {
	if b.Dir != "" {
		return filepath.Join(b.Dir, b.Within), nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", noCache(b.project, err)
	}
	return filepath.Join(cache, "process-workshop", "build", short(b.project), b.Within), nil
}

// Build builds the main package in a folder, or one .go file, and returns the
// path of the program. The file at that path is never written again: a change
// gives a program of another name, so that a running one stays as it is.
//
// What goes wrong is a *Failed. When ctx ends, the go tool and the compilers
// that it started are killed and ctx's error is returned.
func (b *Builder) Build(ctx context.Context, source string) (string, error) {
	program, err := b.build(ctx, source)
	if failed := (*Failed)(nil); err == nil || ctx.Err() != nil || errors.As(err, &failed) {
		return program, err
	}
	return "", notInCache(source, err)
}

func (b *Builder) build(ctx context.Context, source string) (string, error) {
	if _, err := os.Stat(source); err != nil {
		return "", &Failed{Package: source, Output: err.Error()}
	}
	folder, err := b.Folder()
	if err != nil {
		return "", err
	}
	place := placeIn(folder, source)
	lock := b.lock(place)
	lock.Lock()
	defer lock.Unlock()
	if err := os.MkdirAll(place, 0o700); err != nil {
		return "", err
	}
	release, err := platform.LockFile(ctx, filepath.Join(place, "lock"))
	if err != nil {
		return "", err
	}
	defer release()
	newest := filepath.Join(place, "newest"+exeSuffix())
	if err := b.goBuild(ctx, source, newest); err != nil {
		return "", err
	}
	return b.keep(ctx, newest, programName(source))
}

func (b *Builder) lock(place string) *sync.Mutex {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.locks == nil {
		b.locks = map[string]*sync.Mutex{}
	}
	if b.locks[place] == nil {
		b.locks[place] = &sync.Mutex{}
	}
	return b.locks[place]
}

// placeIn is the program's folder in a cache. It is named after the path
// within the module, so that a private copy of the module shares it.
func placeIn(cache, source string) string {
	id := source
	if root := moduleRoot(source); root != "" {
		if rel, err := filepath.Rel(root, source); err == nil {
			id = filepath.ToSlash(rel)
		}
	}
	return filepath.Join(cache, programName(source)+"-"+short(id))
}

func moduleRoot(path string) string {
	for dir := path; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

func programName(source string) string {
	return strings.TrimSuffix(filepath.Base(source), ".go")
}

func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
