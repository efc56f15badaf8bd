package reader

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the other files that a Compose file names: `include` and
// `extends`. They are looked at here, before Compose's library opens one of
// them: nothing outside of the folder is read, and nothing is fetched.

// maxRelated bounds the files that are followed.
const maxRelated = 50

// gather reads all files that the ones read so far name, and those that these
// name, each once.
func (r *reading) gather() {
	known := map[string]bool{}
	for i := 0; i < len(r.layers); i++ {
		l := r.layers[i]
		if i == maxRelated {
			r.add(sayTooManyFiles.of(maxRelated).At(composefile.Place{File: l.name}))
			return
		}
		for _, ref := range r.references(l) {
			path := r.resolved(l.dir, ref.path.Value)
			if !r.allowed(l, ref, path) || known[path] {
				continue
			}
			known[path] = true
			r.readReferred(l, ref, path)
		}
	}
}

// sort is what a reference leads to.
type sort int

const (
	toServices  sort = iota // a Compose file
	toVariables             // an env_file
	toFolder                // a project_directory
)

// reference is another file, as a layer names it.
type reference struct {
	what string     // the field that names it
	path *yaml.Node // its path, as written
	dir  string     // what paths in it are relative to; "": its own folder
	sort sort
}

// references are the files that a layer names. `extends` is looked for anywhere:
// a service may come out of an alias or a merge.
func (r *reading) references(l layer) []reference {
	found := r.includes(l)
	eachNode(l.root, func(n *yaml.Node) {
		if n.Kind != yaml.MappingNode {
			return
		}
		_, extends := field(n, "extends", maxMerges)
		if _, file := child(extends, "file", maxMerges); scalar(file) {
			found = append(found, reference{what: "extends", path: unaliased(file)})
		}
	})
	return found
}

// includes are the files of `include`, in the short form and the long one.
func (r *reading) includes(l layer) []reference {
	var found []reference
	for _, item := range several(l.value("include")) {
		if scalar(item) {
			found = append(found, reference{what: "include", path: unaliased(item)})
			continue
		}
		dir := ""
		if _, named := child(item, "project_directory", maxMerges); scalar(named) {
			dir = r.resolved(l.dir, unaliased(named).Value)
			found = append(found, reference{what: "include", path: unaliased(named), sort: toFolder})
		}
		_, paths := child(item, "path", maxMerges)
		for i, path := range several(paths) {
			if i == 0 && dir == "" && scalar(path) { // the first one decides for all
				dir = filepath.Dir(r.resolved(l.dir, unaliased(path).Value))
			}
			found = append(found, reference{what: "include", path: unaliased(path), dir: dir})
		}
		_, variables := child(item, "env_file", maxMerges)
		for _, path := range several(variables) {
			found = append(found, reference{what: "include", path: unaliased(path), sort: toVariables})
		}
	}
	return found
}

// several are the items of what may be written as one or as a list.
func several(n *yaml.Node) []*yaml.Node {
	n = unaliased(n)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	}
	return nil
}

func scalar(n *yaml.Node) bool {
	n = unaliased(n)
	return n != nil && n.Kind == yaml.ScalarNode
}

// resolved is a path with its variables filled in, absolute when it is one of
// this machine.
func (r *reading) resolved(dir, path string) string {
	if path = r.fill(path); remote(path) || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, filepath.FromSlash(path))
}

func (r *reading) lookup(name string) (string, bool) {
	value, ok := r.env[name]
	return value, ok
}

func (r *reading) allowed(l layer, ref reference, path string) bool {
	at := l.place(ref.path)
	if remote(path) {
		r.add(sayRemote.of("`"+ref.what+"`", short(ref.path.Value)).At(at))
		return false
	}
	if !inside(r.folder, path) {
		r.add(sayOutside.of("`"+ref.what+"`", short(ref.path.Value)).At(at))
		return false
	}
	return true
}

// readReferred parses a file that another one names.
func (r *reading) readReferred(l layer, ref reference, path string) {
	if ref.sort == toFolder {
		return
	}
	content, err := readInside(r.folder, path)
	if err != nil {
		r.add(sayNamedFileMissing.of(short(ref.path.Value), ref.what, reason(err)).At(l.place(ref.path)))
		return
	}
	if ref.sort == toVariables {
		return
	}
	dir := ref.dir
	if dir == "" {
		dir = filepath.Dir(path)
	}
	if ref.what == "include" && !r.mayReadDotEnv(l, ref, dir) {
		return
	}
	r.addLayers(asWritten(r.folder, path), dir, content, false)
}

// mayReadDotEnv looks at the .env beside an included file, which Compose reads
// unasked.
func (r *reading) mayReadDotEnv(l layer, ref reference, dir string) bool {
	path := filepath.Join(dir, ".env")
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if _, err := readInside(r.folder, path); err == nil {
		return true
	}
	r.add(sayOutside.of("`include`", short(asWritten(r.folder, path))).At(l.place(ref.path)))
	return false
}
