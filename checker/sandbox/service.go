package sandbox

import (
	"bytes"
	"debug/buildinfo"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/processfile"
)

// The kit's services, by the names of their folders.
const (
	HelloWorld = "hello-world"
	Fixtures   = "world-cup-fixtures"
)

// modulePath begins the package path of every program that was built from the
// kit.
const modulePath = "workshop.example/processes/services/"

// ServiceOf guesses from the file which of the kit's services an app runs: by
// its program, its working folder, or the words of a wrapper. It is a guess,
// good enough to choose whom to look at and never a proof. "" for none.
func ServiceOf(app *processfile.App) string {
	for _, service := range []string{HelloWorld, Fixtures} {
		places := []string{app.Program.Path, app.Cwd}
		if slices.ContainsFunc(places, func(p string) bool { return inFolder(p, service) }) {
			return service
		}
	}
	words := strings.Join(append([]string{app.Script}, app.Args...), " ")
	for _, service := range []string{HelloWorld, Fixtures} {
		if strings.Contains(words, service) || app.Name == service {
			return service
		}
	}
	return ""
}

func inFolder(path, service string) bool {
	folder := "services/" + service
	slashed := filepath.ToSlash(path)
	return strings.HasSuffix(slashed, "/"+folder) || strings.Contains(slashed, "/"+folder+"/")
}

// IsKits says whether an app's program lies in the kit's own folder of a
// service: the copy's, or the one that was copied.
func (b *Box) IsKits(app *processfile.App, service string) bool {
	for _, root := range []string{b.Root, b.cfg.Kit} {
		folder := filepath.Join(root, "services", service)
		if app.Program.Path == folder || strings.HasPrefix(app.Program.Path, folder+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// BuiltFrom says from which of the kit's services a process was built, by the
// build information that Go puts into every program. It is the package's path
// for another Go program, "" for one that is not Go's. known is false where
// that cannot be told: on a system that shows no other process's program, and
// for one built from single files, which carries no package path; of that, it
// is only certain that it contains the packages that the kit's services share.
func BuiltFrom(pid int) (service string, known bool) {
	program, err := platform.Program(pid)
	if err != nil {
		return "", false
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return "", true // not a Go program at all
	}
	if info.Path == "command-line-arguments" {
		return "a program of its own", !contains(program, modulePath+"internal/")
	}
	return strings.TrimPrefix(info.Path, modulePath), true
}

// contains says whether a program has a text in it; yes, if it cannot be read.
func contains(program, text string) bool {
	data, err := os.ReadFile(program)
	return err != nil || bytes.Contains(data, []byte(text))
}
