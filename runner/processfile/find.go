package processfile

import (
	"os"
	"path/filepath"
	"strings"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns which file is a process file, by its name.

// endings are the languages of process files, in the order in which Find looks
// for them.
var endings = []struct {
	ending string
	format tree.Format
}{
	{".js", tree.Script}, {".cjs", tree.Common}, {".mjs", tree.Module},
	{".json", tree.JSON}, {".yaml", tree.YAML}, {".yml", tree.YAML},
}

// Find is the process file of a folder, for commands that name none:
// services.config with one of the known endings, then ecosystem.config. The
// error is an *Invalid with a FileMissing that says how to get one.
func Find(dir string) (string, error) {
	for _, stem := range []string{"services.config", "ecosystem.config"} {
		for _, known := range endings {
			path := filepath.Join(dir, stem+known.ending)
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				return path, nil
			}
		}
	}
	missing := Problem{Kind: FileMissing, At: Position{File: "services.config.js"},
		Message:  "there is no services.config.js in this folder",
		Expected: "a file services.config.js that describes the apps",
		Found:    "no process file in " + dir,
		Hint:     "`go run ./runner init` writes a small one to begin with",
	}
	return "", &Invalid{Path: filepath.Join(dir, "services.config.js"), Problems: []Problem{missing}}
}

func formatOf(path string) (tree.Format, bool) {
	for _, known := range endings {
		if strings.EqualFold(filepath.Ext(path), known.ending) {
			return known.format, true
		}
	}
	return "", false
}

// projectRoot is the nearest folder above the file that looks like the top of
// a project; the file's own folder when none does.
func projectRoot(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		for _, mark := range []string{"go.mod", "package.json", ".git"} {
			if _, err := os.Stat(filepath.Join(at, mark)); err == nil {
				return at
			}
		}
		if filepath.Dir(at) == at {
			return dir
		}
	}
}
