package processfile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
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

// stems are the names before the ending, in the same order.
var stems = []string{"services.config", "ecosystem.config"}

// Find is the process file of a folder, for commands that name none:
// services.config with one of the known endings, then ecosystem.config. The
// error is an *Invalid: with a FileMisnamed that says how to rename a file that
// is nearly called so, else with a FileMissing that says how to get one.
func Find(dir string) (string, error) {
	for _, stem := range stems {
		for _, known := range endings {
			path := filepath.Join(dir, stem+known.ending)
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				return path, nil
			}
		}
	}
	where := filepath.Join(dir, "services.config.js")
	if name, right := misnamed(namesIn(dir)); name != "" {
		return "", &Invalid{Path: where, Problems: []Problem{misnamedFile(name, right)}}
	}
	missing := Problem{Kind: FileMissing, At: Position{File: "services.config.js"},
		Message:  "there is no services.config.js in this folder",
		Expected: "a file services.config.js that describes the apps",
		Found:    "no process file in " + dir,
		Hint:     "`go run ./runner init` writes a small one to begin with",
	}
	return "", &Invalid{Path: where, Problems: []Problem{missing}}
}

// copied is what is between the name and the ending of a second download, or of
// a copy: services.config (1).js, services.config - Copy.js.
var copied = regexp.MustCompile(`(?i)^[ _-]*(\(?\d{0,3}\)?|(- )?(copy|kopie)( ?\(?\d+\)?)?)$`)

// misnamed is the first name of a folder that was meant to be a process file's,
// with the right one; "" for none. An ending too much counts, whatever it is:
// editors add .txt, and systems that hide endings let people add a second .js.
func misnamed(names []string) (name, right string) {
	for _, stem := range stems {
		for _, name := range names {
			lower := strings.ToLower(name)
			rest, ok := strings.CutPrefix(lower, stem)
			if !ok || strings.HasSuffix(lower, "~") || strings.HasSuffix(lower, ".swp") {
				continue // not ours, or an editor's own
			}
			for _, known := range endings {
				_, more := strings.CutPrefix(rest, known.ending+".")
				middle, ends := strings.CutSuffix(rest, known.ending)
				if more || ends && copied.MatchString(middle) {
					return name, stem + known.ending
				}
			}
			if rest == "" || rest == ".txt" {
				return name, stem + ".js"
			}
		}
	}
	return "", ""
}

// misnamedFile is the problem of such a file. Names of files are the learner's
// text, too.
func misnamedFile(name, right string) Problem {
	name = shownName(name)
	return Problem{Kind: FileMisnamed, At: Position{File: name},
		Message:  "there is no " + right + " in this folder, but there is a file `" + name + "`",
		Expected: "a file called " + right, Found: name, Hint: renameWords(name, right)}
}

// renameWords say how to give a file its right name.
func renameWords(name, right string) string {
	rename := "mv"
	if runtime.GOOS == "windows" {
		rename = "ren"
	}
	hint := fmt.Sprintf("rename it: `%s \"%s\" %s`", rename, name, right)
	if strings.HasPrefix(strings.ToLower(name), right+".") {
		hint += ". Windows and macOS hide the last ending of a name until you let them show it"
	}
	return hint
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
