package sandbox

import (
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// The kit's services, by the names of their folders.
const (
	HelloWorld = "hello-world"
	Fixtures   = "world-cup-fixtures"
)

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
