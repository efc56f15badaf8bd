package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Sources is what a Go program is made of on this disk: its packages without
// the standard library and without what lies in the module cache. All paths
// are absolute and sorted. What is not there yet but was asked for, such as a
// package that is imported and still to be written, is named as well: its
// arrival is a change.
type Sources struct {
	Dirs  []string // folders of packages, without what is below them
	Trees []string // folders of embedded files, with all that is below them
	Files []string // go.mod, go.sum, go.work and embedded files

	embeds []embed
}

// embed is one pattern of a //go:embed line.
type embed struct{ dir, pattern string }

// sourceExts are the files that the go tool hands to a compiler, an assembler
// or the linker. See "go help c" and the fields of "go help list".
var sourceExts = strings.Fields(".go .s .S .sx .c .cc .cpp .cxx .m .h .hh .hpp .hxx " +
	".f .F .for .f90 .syso .swig .swigcxx")

// Counts says whether a file belongs to the program. It answers for files that
// were created after the program was listed, too. A test does not count: no
// program is made of it.
func (s Sources) Counts(file string) bool {
	if _, named := slices.BinarySearch(s.Files, file); named {
		return true
	}
	if slices.ContainsFunc(s.embeds, func(e embed) bool { return e.matches(file) }) {
		return true
	}
	_, inPackage := slices.BinarySearch(s.Dirs, filepath.Dir(file))
	return inPackage && slices.Contains(sourceExts, filepath.Ext(file)) && !strings.HasSuffix(file, "_test.go")
}

// matches says whether the pattern names the file or a folder above it. (Names
// that begin with a dot are left out by the go tool in such a folder; to
// rebuild for one is no harm, the program comes out the same.)
func (e embed) matches(file string) bool {
	rel, err := filepath.Rel(e.dir, file)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	for name := filepath.ToSlash(rel); name != "."; name = path.Dir(name) {
		if ok, _ := path.Match(e.pattern, name); ok {
			return true
		}
	}
	return false
}

// tree is the folder below which files may begin to match; "" when that is the
// package's folder itself.
func (e embed) tree() string {
	fixed := e.pattern
	if i := strings.IndexAny(fixed, `*?[\`); i >= 0 {
		fixed = path.Dir(fixed[:i] + "x") // x: "a/" and "a/b" both give a
	} else if info, err := os.Stat(filepath.Join(e.dir, fixed)); err == nil && !info.IsDir() {
		return ""
	}
	if fixed == "." {
		return ""
	}
	return filepath.Join(e.dir, filepath.FromSlash(fixed))
}

// Sources lists what the program of a main package's folder, or of one .go
// file, is made of. It compiles nothing and takes some tens of milliseconds.
//
// It answers for a program that does not compile, too. A file that does not
// parse hides what it imports. When the go tool cannot answer at all (there is
// none: a *Failed with NoGo; go.mod is broken: a *Failed), the result beside
// the error still holds the program's folder and its module's files: the change
// that mends it is seen.
//
// Ask before building rather than after, and watch at once: then a file that is
// saved during the build is a change.
func (b *Builder) Sources(ctx context.Context, source string) (Sources, error) {
	dir, target := packageOf(source)
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Sources{}, err
	}
	found := newListing(dir, b.variable(ctx, "GOWORK"))
	listed, err := b.goList(ctx, dir, target)
	for _, p := range listed {
		found.add(p)
	}
	return found.sources(listed), err
}

// listedPackage is what is needed of a package in go list's answer. Asking for
// these fields alone spares the go tool the rest of its work.
type listedPackage struct {
	Dir           string // "" for one that cannot be found
	ImportPath    string
	Standard      bool
	Module        *listedModule // nil: the standard library, a single file, or no module at all
	EmbedPatterns []string
	EmbedFiles    []string
}

type listedModule struct {
	Path, Dir, GoMod string
	Main             bool // every module of a go.work is
	Replace          *struct{ Version string }
}

// local says whether the module's files are somebody's to edit. A module that
// is replaced by a folder has no version.
func (m *listedModule) local() bool {
	return m == nil || m.Main || m.Replace != nil && m.Replace.Version == ""
}

func (b *Builder) goList(ctx context.Context, dir, target string) ([]listedPackage, error) {
	out, said, err := b.goTool(ctx, goCall{dir: dir, args: []string{
		"list", "-e", "-deps", "-json=Dir,ImportPath,Standard,Module,EmbedPatterns,EmbedFiles", "--", target}})
	if err != nil {
		return nil, err
	}
	var listed []listedPackage
	for answer := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := answer.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return listed, failure(dir, "go list answered what cannot be read: "+err.Error()+"\n"+said)
		}
		listed = append(listed, p)
	}
	return listed, nil
}

// listing gathers Sources, each path once.
type listing struct {
	dirs, trees, files map[string]bool
	embeds             []embed
}

// newListing begins with what is known without the go tool.
func newListing(dir, goWork string) *listing {
	l := &listing{dirs: map[string]bool{dir: true}, trees: map[string]bool{}, files: map[string]bool{}}
	if root := moduleRoot(dir); root != "" {
		l.addModule(filepath.Join(root, "go.mod"))
	}
	if work := workFile(dir, goWork); work != "" {
		l.files[work] = true
		l.files[work+".sum"] = true
	}
	return l
}

// workFile finds the go.work that holds for a folder as the go tool does; ""
// when there is none. The variable GOWORK names one, or is "off".
func workFile(dir, variable string) string {
	if variable == "off" {
		return ""
	}
	if variable != "" {
		return variable
	}
	for ; ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "go.work")
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return file
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

func (l *listing) addModule(goMod string) {
	l.files[goMod] = true
	l.files[strings.TrimSuffix(goMod, ".mod")+".sum"] = true
}

func (l *listing) add(p listedPackage) {
	if p.Dir == "" || p.Standard || !p.Module.local() {
		return
	}
	l.dirs[p.Dir] = true
	if p.Module != nil && p.Module.GoMod != "" {
		l.addModule(p.Module.GoMod)
	}
	for _, file := range p.EmbedFiles {
		l.files[filepath.Join(p.Dir, filepath.FromSlash(file))] = true
	}
	for _, pattern := range p.EmbedPatterns {
		e := embed{p.Dir, strings.TrimPrefix(pattern, "all:")}
		l.embeds = append(l.embeds, e)
		if tree := e.tree(); tree != "" {
			l.trees[tree] = true
		}
	}
}

// missing is the folder in which a package that was not found would be, if it
// is to be one of a module on this disk: of the module with the longest path
// that fits. "" when it is of none of them.
func missing(importPath string, all []listedPackage) string {
	var module, dir string
	for _, p := range all {
		if p.Module == nil || !p.Module.local() || len(p.Module.Path) < len(module) {
			continue
		}
		if below, ok := strings.CutPrefix(importPath, p.Module.Path+"/"); ok {
			module, dir = p.Module.Path, filepath.Join(p.Module.Dir, filepath.FromSlash(below))
		}
	}
	return dir
}

func (l *listing) sources(listed []listedPackage) Sources {
	for _, p := range listed {
		if p.Dir != "" {
			continue
		}
		if dir := missing(p.ImportPath, listed); dir != "" {
			l.dirs[dir] = true
		}
	}
	return Sources{
		Dirs:   slices.Sorted(maps.Keys(l.dirs)),
		Trees:  slices.Sorted(maps.Keys(l.trees)),
		Files:  slices.Sorted(maps.Keys(l.files)),
		embeds: l.embeds,
	}
}
