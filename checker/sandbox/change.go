package sandbox

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/processfile"
)

// This file is what can be done to the apps while they run.

// Apply makes the running apps what a list says, as `runner start`
// does with a changed file, and returns when every app is ready or has failed.
func (b *Box) Apply(ctx context.Context, apps []processfile.App) ([]ecosystem.Change, error) {
	if err := b.ports.add(b.usedPorts(apps)); err != nil {
		return nil, err
	}
	b.Apps = b.sandboxed(apps)
	b.ports.release()
	return b.ecosystem.Apply(ctx, ecosystem.Plan{Apps: b.Apps, Environ: b.environ()}), nil
}

// ApplyTo does the same for one app that is known already; the others go on as
// they are.
func (b *Box) ApplyTo(ctx context.Context, app processfile.App) error {
	if err := b.ports.add(b.usedPorts([]processfile.App{app})); err != nil {
		return err
	}
	b.Apps = slices.Clone(b.Apps)
	for i := range b.Apps {
		if b.Apps[i].Name == app.Name {
			b.Apps[i] = b.sandboxed([]processfile.App{app})[0]
		}
	}
	b.ports.release()
	b.ecosystem.Apply(ctx, ecosystem.Plan{Apps: b.Apps, Only: []string{app.Name}, Environ: b.environ()})
	return nil
}

// OpenProxy opens the file's proxy, on a port of the sandbox's own:
// Inside(File.Proxy.Port). It must be called after Start.
func (b *Box) OpenProxy() error {
	spec := *b.File.Proxy
	spec.Port = b.Inside(spec.Port)
	spec.Rules = slices.Clone(spec.Rules)
	for i := range spec.Rules {
		spec.Rules[i].Dest = b.destination(spec.Rules[i].Dest)
	}
	return b.ecosystem.OpenProxy(&spec)
}

// destination leads a URL to the sandbox's port where it names one of the
// file's; an app's name stays.
func (b *Box) destination(dest string) string {
	u, err := url.Parse(dest)
	if err != nil || u.Host == "" {
		return dest
	}
	port, _ := strconv.Atoi(u.Port())
	if inside := b.Inside(port); inside != 0 {
		u.Host = "127.0.0.1:" + strconv.Itoa(inside)
	}
	return u.String()
}

// MainFile is the file of the copy in which an app's program begins: the one
// with main, or hello-world's when the app's script is not Go's. It is relative
// to Root. "" when there is none.
func (b *Box) MainFile(app *processfile.App) string {
	folder := filepath.Join(b.Root, "services", HelloWorld)
	switch {
	case app.Program.Kind != processfile.GoPackage:
	case filepath.Ext(app.Program.Path) == ".go":
		return b.relative(app.Program.Path)
	default:
		folder = app.Program.Path
	}
	names, _ := fs.Glob(os.DirFS(folder), "[^._]*.go") // the go tool passes over the others, such as an editor's lock
	for _, name := range names {
		file := filepath.Join(folder, name)
		text, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(text), "\nfunc main()") && !strings.HasSuffix(name, "_test.go") {
			return b.relative(file)
		}
	}
	return ""
}

func (b *Box) relative(path string) string {
	rel, err := filepath.Rel(b.Root, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// ReadSource is the text of a file of the copy.
func (b *Box) ReadSource(file string) (string, error) {
	text, err := os.ReadFile(filepath.Join(b.Root, filepath.FromSlash(file)))
	return string(text), err
}

// Save writes a file of the copy, as an editor does: a new file takes the old
// one's place. A folder that leads out of the copy is refused: what lies there
// is the learner's.
func (b *Box) Save(file, text string) error {
	path := filepath.Join(b.Root, filepath.FromSlash(file))
	root, err := filepath.EvalSymlinks(b.Root)
	if err != nil {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return err
	}
	if folder != root && !strings.HasPrefix(folder, root+string(filepath.Separator)) {
		return fmt.Errorf("%s lies outside of the copy, behind a link: a check does not write there", file)
	}
	temporary := path + "~"
	if err := os.WriteFile(temporary, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
