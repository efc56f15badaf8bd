package sandbox

import (
	"path/filepath"

	"workshop.example/processes/runner/apps/watch"
	"workshop.example/processes/runner/processfile"
)

// Watches says whether the runner means to notice a change of a file of the
// copy for an app: by its watch and ignore_watch. It is good to know before
// waiting for that, and no proof.
func (b *Box) Watches(app *processfile.App, file string) bool {
	path := filepath.Join(b.Root, filepath.FromSlash(file))
	set := watch.Set{Ignore: app.IgnoreWatch, Base: app.Cwd}
	switch {
	case !app.Watch:
		return false
	case len(app.WatchPaths) > 0:
		set.Trees, set.Match = watch.Paths(app.Cwd, app.WatchPaths)
	case app.Program.Kind == processfile.GoPackage: // what the program is made of
		set.From, set.Dirs = app.Cwd, []string{filepath.Dir(path)}
	default:
		set.Trees = []string{app.Cwd}
	}
	return set.Counts(path)
}
