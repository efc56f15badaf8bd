package reader

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns what is opened: the file, its override, and .env.

// open finds out about the folder and the variables. It says false when there
// is nothing to go on with.
func (r *reading) open(folder string, environ []string) bool {
	absolute, err := filepath.Abs(folder)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err != nil {
		r.add(composefile.Problem{ID: "FILE-MISSING", Place: composefile.Place{File: r.file}, Expected: "the project's folder", Seen: reason(err)})
		return false
	}
	r.folder = absolute
	r.env = types.NewMapping(environ)
	r.readDotEnv()
	return len(r.problems) == 0
}

// readDotEnv adds the variables of .env, which those of the environment
// outrank, as they do for Compose.
func (r *reading) readDotEnv() {
	path := filepath.Join(r.folder, ".env")
	content, err := readInside(r.folder, path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
		return
	}
	var variables map[string]string
	if err == nil {
		variables, err = dotenv.ParseWithLookup(strings.NewReader(string(content)), r.lookup)
	}
	if err != nil {
		r.add(sayEnvFile.of(reason(err)).At(composefile.Place{File: ".env", Line: lineInError(err)}))
		return
	}
	r.env = r.env.Merge(variables)
}

func lineInError(err error) int {
	if lineInMessage.MatchString(err.Error()) {
		return lineTold(err)
	}
	return 0
}

// parse reads the file and what Compose lays over it.
func (r *reading) parse() {
	defer func() { r.merged = len(r.layers) }()
	r.readLayer(r.file, r.folder, true)
	if !slices.Contains(composefile.Names, r.file) {
		return // Compose looks for no override of a file that was named to it
	}
	for _, name := range overrideNames {
		if _, err := os.Stat(filepath.Join(r.folder, name)); err == nil {
			r.readLayer(name, r.folder, false)
			break
		}
	}
}

// readLayer parses one of the files that are laid over each other.
func (r *reading) readLayer(name, dir string, main bool) {
	path := filepath.Join(r.folder, filepath.FromSlash(name))
	content, err := readInside(r.folder, path)
	if err != nil {
		r.add(unreadable(name, err))
		return
	}
	r.files = append(r.files, path)
	found := r.addLayers(name, dir, content, main)
	if found == 0 && main && len(r.problems) == 0 {
		r.add(sayEmpty.of().At(composefile.Place{File: name, Line: 1}))
	}
}

// addLayers parses a text, and adds the documents in it. main says that the first
// of them is not laid over another one.
func (r *reading) addLayers(name, dir string, content []byte, main bool) (found int) {
	roots, err := documents(content)
	if err != nil {
		p := notYAML(content, err)
		p.File = name
		r.add(p)
	}
	for i, root := range roots {
		l := layer{name: name, dir: dir, root: root}
		r.shape(l, main && i == 0)
		r.layers = append(r.layers, l)
	}
	return len(roots)
}

func unreadable(name string, err error) composefile.Problem {
	p := composefile.Problem{ID: "UNREADABLE", Place: composefile.Place{File: name}, Expected: "a file that can be read", Seen: reason(err)}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.ID, p.Expected, p.Seen = "FILE-MISSING", "the file "+name, "there is no such file"
		p.Try = "Create it in the project's folder; Compose looks for " + strings.Join(composefile.Names, ", ") + "."
	case errors.Is(err, errOutside):
		return sayOutside.of("the file", short(name))
	}
	return p
}

// reason is an error without the path of this machine, which the place of the
// problem tells already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
