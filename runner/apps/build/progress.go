package build

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// This file owns what can be said while the compiler works.

// Progress is one package that the compiler has begun with. Where nothing has
// to be compiled there is none, however long the go tool, the linker or a lock
// takes.
type Progress struct {
	Package string // its import path
	Own     bool   // it is the program's own; what that imports comes before it
	Nth     int    // in this build, from 1
	// Of is how many this build compiles; 0 until that is known, which takes
	// some tenths of a second.
	Of int
}

type progressKey struct{}

// WithProgress has every build with this context tell what it compiles, as it
// begins with each package. What an outer context was given is told as well.
// tell is called by one goroutine for each build, and keeps the go tool waiting.
func WithProgress(ctx context.Context, tell func(Progress)) context.Context {
	outer := listener(ctx)
	return context.WithValue(ctx, progressKey{}, func(p Progress) {
		if outer != nil {
			outer(p)
		}
		tell(p)
	})
}

// Tell tells whoever the context has listen. A stand-in for Build calls it.
func Tell(ctx context.Context, p Progress) {
	if tell := listener(ctx); tell != nil {
		tell(p)
	}
}

func listener(ctx context.Context) func(Progress) {
	tell, _ := ctx.Value(progressKey{}).(func(Progress))
	return tell
}

// named is a line of `go build -v` that names a package: an import path and
// nothing else. All that compilers say has a space, a colon or a number sign in
// each line.
var named = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+$`)

// Compiling reads a line of `go build -v`, without its end: the import path of
// the package that the compiler has begun with, if it names one.
func Compiling(line string) (pkg string, ok bool) {
	return line, named.MatchString(line)
}

// counter takes the lines of `go build -v` that name packages.
type counter struct {
	tell func(Progress) // nil: nobody listens
	own  string
	// list gives the packages that this build compiles; it is asked once, and
	// only when there is more than the program's own.
	list func() ([]string, error)

	listing sync.WaitGroup
	mu      sync.Mutex
	all     map[string]bool // those named so far, and those listed
	seen    int
	listed  bool
}

func (c *counter) takes(line string) bool {
	pkg, ok := Compiling(line)
	if !ok || c.tell == nil {
		return ok
	}
	if c.all == nil {
		c.all = map[string]bool{}
		if pkg != c.own {
			c.listing.Go(c.learn)
		}
	}
	c.mu.Lock()
	c.all[pkg] = true
	c.seen++
	p := Progress{Package: pkg, Own: pkg == c.own, Nth: c.seen}
	if c.listed {
		p.Of = len(c.all)
	}
	c.mu.Unlock()
	c.tell(p)
	return true
}

// learn adds what is still to come. It is too late for what has been compiled
// meanwhile, and that was named.
func (c *counter) learn() {
	stale, err := c.list()
	if err != nil {
		return // then it is not known how many there are
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, pkg := range stale {
		c.all[pkg] = true
	}
	c.listed = true
}

// moduleLine is the line of a go.mod that names the module.
var moduleLine = regexp.MustCompile("(?m)^[ \t]*module[ \t]+[\"`]?([^\\s\"`]+)")

// importPath is what the go tool calls the package of a folder, or one file of
// it; "" when there is no go.mod that says so.
func importPath(dir, target string) string {
	if target != "." {
		return "command-line-arguments"
	}
	root := moduleRoot(dir)
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if root == "" || err != nil {
		return ""
	}
	rel, err := filepath.Rel(root, dir)
	module := moduleLine.FindSubmatch(text)
	if err != nil || module == nil {
		return ""
	}
	return path.Join(string(module[1]), filepath.ToSlash(rel))
}

// Stale are the packages that a `go build` with the same arguments (flags, then
// packages) would compile: those of which the cache has no compiled form. Nothing
// is compiled. Its errors are Build's.
func (b *Builder) Stale(ctx context.Context, dir string, args ...string) ([]string, error) {
	// A program that is in the cache counts as stale as long as it is not
	// installed, which nobody wants here; the reason tells.
	const form = `{{if .Stale}}{{.ImportPath}} {{.StaleReason}}{{end}}`
	out, _, err := b.goTool(ctx, goCall{dir: dir, args: append([]string{"list", "-deps", "-f", form}, args...)})
	if err != nil {
		return nil, err
	}
	var stale []string
	for line := range strings.Lines(string(out)) {
		pkg, reason, _ := strings.Cut(strings.TrimSpace(line), " ")
		if pkg != "" && !strings.Contains(reason, "available in build cache") {
			stale = append(stale, pkg)
		}
	}
	return stale, nil
}
