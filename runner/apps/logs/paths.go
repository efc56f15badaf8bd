package logs

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"workshop.example/processes/runner/processfile"
)

// This file says which files an app's output goes to.

// paths are the files of one instance; "" is none.
type paths struct{ out, err, both string }

// longestName leaves room for "-error-12.log.3" in the 255 bytes that file
// systems allow.
const longestName = 200

// pathsOf are PM2's, but for the number: PM2 appends its pm_id, which changes
// whenever an app is deleted and started again; here it is the instance's
// number. An app with one instance has none, so the file that a learner named
// is the file that is written.
func pathsOf(app *processfile.App, instance int, home string) paths {
	number := ""
	if !app.MergeLogs && (app.Instances > 1 || instance > 0) {
		number = fmt.Sprintf("-%d", instance)
	}
	usual := func(kind string) string {
		return filepath.Join(home, "logs", safeName(app.Name)+kind+number+".log")
	}
	named := func(path string) string {
		if path == "" || isNull(path) {
			return ""
		}
		extension := filepath.Ext(path)
		return strings.TrimSuffix(path, extension) + number + extension
	}
	p := paths{out: named(app.OutFile), err: named(app.ErrorFile), both: named(app.LogFile)}
	if app.OutFile == "" {
		p.out = usual("-out")
	}
	if app.ErrorFile == "" {
		p.err = usual("-error")
	}
	return p
}

// isNull recognises PM2's ways to say "no file". NULL may have become absolute
// on its way here, as every path of a process file does.
func isNull(path string) bool {
	return filepath.ToSlash(path) == "/dev/null" || filepath.Base(path) == "NULL" || path == `\\.\NUL`
}

// safeName makes a file name of an app's name: nothing in it leads into another
// folder, hides the file or is refused by a file system.
func safeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	if strings.HasPrefix(safe, ".") {
		safe = "-" + safe[1:]
	}
	if len(safe) <= longestName {
		return safe
	}
	// What tells two long names apart may be at their ends.
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name))
	return fmt.Sprintf("%s-%08x", strings.ToValidUTF8(safe[:longestName-9], ""), hash.Sum32())
}

// Files are the files that one instance of an app writes to, whether they are
// there yet or not: standard output, standard error, and the one for both.
// Those that are turned off are missing.
func (s *Store) Files(app *processfile.App, instance int) []string {
	p := pathsOf(app, instance, s.opts.Home)
	var all []string
	for _, path := range []string{p.out, p.err, p.both} {
		if path != "" {
			all = append(all, path)
		}
	}
	return all
}
