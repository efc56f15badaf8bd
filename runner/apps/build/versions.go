package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"workshop.example/processes/runner/system/platform"
)

// This file owns the versions of a program that are kept.

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
