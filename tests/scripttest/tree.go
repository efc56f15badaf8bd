//go:build unix

package scripttest

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// listing leaves out .workshop, where the checker keeps its progress.
func listing(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "listing FILE DIR")
	var b strings.Builder
	dir := ts.MkAbs(args[1])
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".workshop" {
			return fs.SkipDir
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s %s\n", entry.Type(), rel, sum(path, entry))
		return nil
	})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}

func sum(path string, entry fs.DirEntry) string {
	if !entry.Type().IsRegular() {
		return ""
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %x", len(data), sha256.Sum256(data))
}

func write(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 2, "write FILE TEMPLATE")
	text := os.Expand(ts.ReadFile(args[1]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}
