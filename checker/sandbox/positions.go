package sandbox

import (
	"errors"
	"os"
	"path/filepath"

	"workshop.example/processes/runner/processfile"
)

// shown puts positions and texts of a process file's problems into the
// learner's terms.
func (b *Box) shown(err error) error {
	var invalid *processfile.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	for i := range invalid.Problems {
		p := &invalid.Problems[i]
		p.At = b.position(p.At)
		p.Message, p.Expected, p.Found, p.Hint = b.Words(p.Message), b.Words(p.Expected), b.Words(p.Found), b.Words(p.Hint)
	}
	return invalid
}

func (b *Box) showPositions(file *processfile.File) {
	for i := range file.Notes {
		file.Notes[i].At = b.position(file.Notes[i].At)
	}
	if proxy := file.Proxy; proxy != nil {
		proxy.At = b.position(proxy.At)
		for i := range proxy.Rules {
			proxy.Rules[i].At = b.position(proxy.Rules[i].At)
		}
	}
	for i := range file.Apps {
		for field, at := range file.Apps[i].At {
			file.Apps[i].At[field] = b.position(at)
		}
	}
}

// position names a file of the copy as the learner knows it: in the folder
// that was handed over, if it came from there.
func (b *Box) position(at processfile.Position) processfile.Position {
	at.File = b.Words(at.File)
	if b.cfg.File == "" {
		return at
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(b.cfg.File), at.File)); err == nil {
		at.File = filepath.Join(b.cfg.Shown, at.File)
	}
	return at
}

// Shown is how the learner calls a file of the copy.
func (b *Box) Shown(path string) string {
	rel, err := filepath.Rel(b.Root, path)
	if err != nil {
		return path
	}
	if b.cfg.File != "" {
		if _, err := os.Stat(filepath.Join(filepath.Dir(b.cfg.File), rel)); err == nil {
			rel = filepath.Join(b.cfg.Shown, rel)
		}
	}
	return filepath.ToSlash(rel)
}
