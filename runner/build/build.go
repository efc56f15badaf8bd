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
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/runner/platform"
)

// Builder builds programs of one project.
type Builder struct {
	// Dir is the cache: a folder for each program. Two processes may share it.
	Dir string
	// Environ is the environment of the go tool; nil means this process's own.
	Environ []string

	mu    sync.Mutex
	locks map[string]*sync.Mutex // one build of a program at a time
	inUse map[string]func()      // what gives up a version folder that this builder holds
}

// Failed is a program that could not be built.
type Failed struct {
	Package string
	Output  string // what the go tool or the compiler said, as it said it
	NoGo    bool   // there is no go tool on this machine
	// Machine: not the program is at fault but this machine. A module cannot be
	// had, the disk is full, a folder may not be written.
	Machine bool
}

func (f *Failed) Error() string {
	switch {
	case f.NoGo:
		return "the go tool is needed to build " + f.Package + ", and it is not on the PATH"
	case f.Machine:
		return f.Package + " could not be built on this machine:\n" + f.Output
	}
	return f.Package + " does not compile:\n" + f.Output
}

// inSource begins a line about a place in the program's source.
var inSource = regexp.MustCompile(`(?m)^\S*\.go:[0-9]+:[0-9]+: `)

// machineTrouble is what the go tool says of trouble that is not the program's.
var machineTrouble = regexp.MustCompile(`(?i)module lookup disabled|dial tcp|proxyconnect|i/o timeout|TLS handshake|` +
	`no space left on device|disk quota exceeded|permission denied|read-only file system|` +
	`GOCACHE is not defined|cannot find GOROOT|build cache is (required|disabled)|too many open files|cannot allocate memory`)

// failure tells the program's faults from the machine's.
func failure(pkg, output string) *Failed {
	machine := machineTrouble.MatchString(output)
	if place := inSource.FindString(output); place != "" && !strings.Contains(output, "module lookup disabled") {
		machine = false
	}
	return &Failed{Package: pkg, Output: output, Machine: machine}
}

// ForProject is a builder with a cache of its own for the project in a folder.
// A private copy of a project should use the project's own folder here, and
// share its programs.
func ForProject(folder string) (*Builder, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("find the user's cache folder: %w", err)
	}
	return &Builder{Dir: filepath.Join(cache, "process-workshop", "build", short(folder))}, nil
}

// Build builds the main package in a folder, or one .go file, and returns the
// path of the program. The file at that path is never written again: a change
// gives a program of another name, so that a running one stays as it is.
//
// A compile error is a *Failed. When ctx ends, the go tool and the compilers
// that it started are killed and ctx's error is returned.
func (b *Builder) Build(ctx context.Context, source string) (string, error) {
	dir, target := source, "."
	if filepath.Ext(source) == ".go" {
		dir, target = filepath.Dir(source), filepath.Base(source)
	}
	place := b.place(source)
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
	if err := b.goBuild(ctx, dir, target, newest); err != nil {
		return "", err
	}
	return b.keep(ctx, newest, programName(source))
}

// goBuild is incremental: when the file at output is up to date, the go tool
// finds that out from its build id and does not even link.
func (b *Builder) goBuild(ctx context.Context, dir, target, output string) error {
	goTool, err := exec.LookPath("go")
	if err != nil {
		return &Failed{Package: dir, NoGo: true}
	}
	// A go tool that is killed cannot remove its work folder: it gets one that
	// is removed for it.
	work, removeWork, err := platform.TempFolder()
	if err != nil {
		return err
	}
	defer func() { _ = removeWork() }()
	out, said, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	// -s -w leaves out the debugger's tables, which halves the linker's work. No
	// -trimpath: on a new machine the whole standard library would have to be
	// compiled a second time, beside the one that `go run` has compiled.
	cmd := exec.Command(goTool, "build", "-buildvcs=false", "-ldflags=-s -w", "-o", output, target)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, said, said
	if cmd.Env = b.Environ; cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(slices.Clip(cmd.Env), "GOTMPDIR="+work)
	process, err := platform.Start(cmd)
	_ = said.Close()
	if err != nil {
		return err
	}
	defer process.Forget()
	unwatch := context.AfterFunc(ctx, process.KillGroup)
	defer unwatch()
	text, _ := io.ReadAll(out)
	if exit := process.Wait(); exit.Code != 0 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return failure(dir, strings.TrimSpace(string(text)))
	}
	return nil
}

// keptVersions is how many versions of a program stay in the cache, besides
// those that somebody uses.
const keptVersions = 4

// keep gives the newest program a name that its content alone decides, and
// removes old versions. (Its time would not do: the go tool touches a file
// that it finds up to date.)
func (b *Builder) keep(ctx context.Context, newest, name string) (string, error) {
	version, err := contentHash(newest)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(filepath.Dir(newest), version)
	kept := filepath.Join(folder, name+exeSuffix())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if err := b.use(ctx, folder); err != nil {
		return "", err
	}
	if _, err := os.Stat(kept); err == nil {
		now := time.Now() // an old version that is in use again is young again
		return kept, os.Chtimes(folder, now, now)
	}
	if err := linkOrCopy(newest, kept); err != nil {
		return "", err
	}
	return kept, removeOld(filepath.Dir(newest), keptVersions)
}

// inUseName is a file in a version's folder. Whoever may start that version
// again holds a shared lock on it.
const inUseName = "in-use"

// use marks a version as in use until Release, or until this process ends: an
// instance that crashes tomorrow is started again from the same file.
func (b *Builder) use(ctx context.Context, folder string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inUse[folder] != nil {
		return nil
	}
	release, err := platform.ShareFile(ctx, filepath.Join(folder, inUseName))
	if err != nil {
		return err
	}
	if b.inUse == nil {
		b.inUse = map[string]func(){}
	}
	b.inUse[folder] = release
	return nil
}

// Release says that nobody will start what this builder has built so far any
// more. Old versions of it may then be removed.
func (b *Builder) Release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, release := range b.inUse {
		release()
	}
	b.inUse = nil
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

// place is the program's folder in the cache. It is named after the path
// within the module, so that a private copy of the module shares it.
func (b *Builder) place(source string) string {
	id := source
	if root := moduleRoot(source); root != "" {
		if rel, err := filepath.Rel(root, source); err == nil {
			id = filepath.ToSlash(rel)
		}
	}
	return filepath.Join(b.Dir, programName(source)+"-"+short(id))
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

func contentHash(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

func linkOrCopy(from, to string) error {
	// The go tool replaces its output by a new file rather than writing into
	// it, so a second name for the old one is safe, and free.
	if err := os.Link(from, to); err == nil || errors.Is(err, os.ErrExist) {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	temporary := to + ".part"
	if err := os.WriteFile(temporary, data, 0o700); err != nil {
		return err
	}
	return os.Rename(temporary, to)
}

// removeOld leaves the youngest n version folders, and those in use. A folder
// that cannot be removed (its program runs, on Windows) is left for the next time.
func removeOld(place string, n int) error {
	entries, err := os.ReadDir(place)
	if err != nil {
		return err
	}
	var folders []os.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() {
			folders = append(folders, info)
		}
	}
	slices.SortFunc(folders, func(a, b os.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, old := range folders[:max(0, len(folders)-n)] {
		folder := filepath.Join(place, old.Name())
		release, free := platform.TryLockFile(filepath.Join(folder, inUseName))
		if !free {
			continue
		}
		_ = os.RemoveAll(folder)
		release()
	}
	return nil
}
