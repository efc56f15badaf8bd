package doctor

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// library is a module for tests: its name, and the names of those that it
// imports.
type library struct {
	name    string
	imports []string
}

// libraries are a chain, the second of which the kit does not import, and one
// more.
var libraries = []library{{"one", []string{"two"}}, {"two", nil}, {"three", nil}}

// tinyPart needs them all. A module that another system needs is not in go.mod.
var tinyPart = part{workshop.packages, []string{"library.example/elsewhere", "library.example/one", "library.example/three", "library.example/two"}}

func (l library) path() string { return "library.example/" + l.name }

func (l library) mod() string {
	text := "module " + l.path() + "\n\ngo 1.26.0\n"
	for _, name := range l.imports {
		text += "\nrequire library.example/" + name + " v1.0.0\n"
	}
	return text
}

func (l library) source() string {
	text := "package " + l.name + "\n"
	for _, name := range l.imports {
		text += "\nimport _ \"library.example/" + name + "\"\n"
	}
	return text
}

// sum is a checksum as it stands in go.sum, of files given as name, content.
func sum(files ...string) string {
	var lines string
	for pair := range slices.Chunk(files, 2) {
		lines += fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(pair[1])), pair[0])
	}
	whole := sha256.Sum256([]byte(lines))
	return "h1:" + base64.StdEncoding.EncodeToString(whole[:])
}

// stick writes some libraries as a proxy has them.
func stick(t *testing.T, libraries ...library) string {
	t.Helper()
	folder := t.TempDir()
	for _, l := range libraries {
		at := l.path() + "/@v/"
		put(t, folder, at+"v1.0.0.info", `{"Version":"v1.0.0"}`)
		put(t, folder, at+"v1.0.0.mod", l.mod())
		var packed bytes.Buffer
		w := zip.NewWriter(&packed)
		for _, f := range [][2]string{{"go.mod", l.mod()}, {"lib.go", l.source()}} {
			file, err := w.Create(l.path() + "@v1.0.0/" + f[0])
			require.NoError(t, err)
			_, err = file.Write([]byte(f[1]))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		put(t, folder, at+"v1.0.0.zip", packed.String())
	}
	return folder
}

// kitWithLibraries is a small kit that needs them, on a machine that has none.
func kitWithLibraries(t *testing.T) string {
	t.Helper()
	kit := smallKit(t)
	mod, sums := "module workshop.example/processes\n\ngo 1.26.0\n", ""
	for _, l := range libraries {
		mod += "\nrequire " + l.path() + " v1.0.0\n"
		at := l.path() + "@v1.0.0/"
		sums += l.path() + " v1.0.0 " + sum(at+"go.mod", l.mod(), at+"lib.go", l.source()) + "\n" +
			l.path() + " v1.0.0/go.mod " + sum("go.mod", l.mod()) + "\n"
	}
	put(t, kit, "go.mod", mod)
	put(t, kit, "go.sum", sums)
	put(t, kit, "runner/main.go", "package main\n\nimport _ \"library.example/one\"\n\nfunc main() {}\n")
	put(t, kit, "checker/main.go", "package main\n\nimport _ \"library.example/three\"\n\nfunc main() {}\n")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOENV", "off")
	return kit
}

func fileProxy(folder string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(folder), "/")
}

// steps collects what is told on the way.
type steps struct {
	mu  sync.Mutex
	all []Progress
}

func (s *steps) add(p Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, p)
}

func TestLibrariesComeFromTheStick(t *testing.T) {
	// Nobody has to switch off the checksum database for it: go.sum has all.
	for _, flags := range []string{"-modcacherw", "-modcacherw -mod=mod"} {
		kit := kitWithLibraries(t)
		proxy := fileProxy(stick(t, libraries...))
		t.Setenv("GOFLAGS", flags)
		t.Setenv("GOPROXY", proxy)
		t.Setenv("GOSUMDB", "sum.golang.org")
		var told steps
		facts := lookAtLibraries(t.Context(), kit, tinyPart, told.add)
		require.NoError(t, facts.err, facts.why)
		assert.Equal(t, 3, facts.fetched)
		got := judgeLibraries(facts)
		assert.Equal(t, ok("all on this machine; 3 modules fetched from %s just now", proxy), got)
		require.Len(t, told.all, 4)
		assert.Equal(t, "fetching libraries (modules: 3) from "+proxy, told.all[0].Line)
		for i, p := range told.all {
			assert.Equal(t, i, p.Done)
			assert.Equal(t, 3, p.Total)
		}

		t.Setenv("GOPROXY", "off")
		again := lookAtLibraries(t.Context(), kit, tinyPart, func(p Progress) { assert.Fail(t, "fetches again", "%v", p) })
		assert.Equal(t, ok("all on this machine; no network is needed"), judgeLibraries(again))
	}
}

func TestLibrariesThatNoListNamesAreFetchedToo(t *testing.T) {
	kit := kitWithLibraries(t)
	t.Setenv("GOPROXY", fileProxy(stick(t, libraries...)))
	facts := lookAtLibraries(t.Context(), kit, part{packages: workshop.packages}, func(Progress) {})
	assert.NoError(t, facts.err, facts.why)
}

func TestEveryLibraryThatDoesNotComeIsNamed(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	const all = "3 modules could not be fetched from "
	const names = ": library.example/one v1.0.0, library.example/three v1.0.0, library.example/two v1.0.0"
	for name, c := range map[string]struct{ proxy, seen, why string }{
		"forbidden":   {"off", all + "off", "GOPROXY=off"},
		"no stick":    {"file:///nowhere/at/all", all + "file:///nowhere/at/all", ""},
		"no server":   {"http://me:secret@" + closed.Addr().String(), all + "http://***@127.0.0.1:", ""},
		"empty stick": {fileProxy(t.TempDir()), all + "file:///", ""},
	} {
		t.Run(name, func(t *testing.T) {
			kit := kitWithLibraries(t)
			t.Setenv("GOPROXY", c.proxy)
			got := judgeLibraries(lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {}))
			assert.Equal(t, Missing, got.status)
			assert.Contains(t, got.seen, c.seen)
			assert.Contains(t, got.seen, names)
			assert.Contains(t, got.seen, c.why)
			assert.NotContains(t, got.seen, "secret")
			assert.Contains(t, got.do, "/modules/cache/download", "the stick")
			assert.Contains(t, got.do, usual, "a network")
			assert.NotContains(t, got.do, "secret")
		})
	}
}

func TestLibraryThatTheStickLacksIsNamed(t *testing.T) {
	kit := kitWithLibraries(t)
	t.Setenv("GOPROXY", fileProxy(stick(t, libraries[0], libraries[2])))
	got := judgeLibraries(lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {}))
	assert.Equal(t, Missing, got.status)
	assert.Contains(t, got.seen, "1 module could not be fetched from file:///")
	assert.Contains(t, got.seen, "): library.example/two v1.0.0")
	assert.NotContains(t, got.seen, "library.example/one")
	assert.Contains(t, got.do, "is the stick plugged in, and whole?")
}

func TestLibraryThatWasChangedOnTheStickIsRefused(t *testing.T) {
	kit := kitWithLibraries(t)
	changed := stick(t, libraries...)
	put(t, changed, "library.example/two/@v/v1.0.0.mod", "module library.example/two\n")
	t.Setenv("GOPROXY", fileProxy(changed))
	got := judgeLibraries(lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {}))
	assert.Equal(t, Missing, got.status)
	assert.Contains(t, got.seen, "checksum mismatch")
	assert.Contains(t, got.seen, "library.example/two v1.0.0")
}

func TestModuleCacheThatCannotBeWrittenIsSeen(t *testing.T) {
	kit := kitWithLibraries(t)
	t.Setenv("GOPROXY", fileProxy(stick(t, libraries...)))
	in := t.TempDir()
	put(t, in, "file", "in the way") // Permissions would not stop root.
	t.Setenv("GOMODCACHE", filepath.Join(in, "file", "cache"))
	got := judgeLibraries(lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {}))
	assert.Equal(t, Missing, got.status)
	assert.Contains(t, got.do, "nothing can be written into "+filepath.Join(in, "file", "cache"))
	assert.Contains(t, got.do, "GOMODCACHE")
}

func TestTwoFetchAtOnce(t *testing.T) {
	kit := kitWithLibraries(t)
	t.Setenv("GOPROXY", fileProxy(stick(t, libraries...)))
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			facts := lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {})
			assert.NoError(t, facts.err, facts.why)
		})
	}
	both.Wait()
}

// slowProxy hands out a stick, but the content of one library only once it is
// let go. asked is closed at the first question for it.
func slowProxy(t *testing.T, held string) (url string, asked, letGo chan struct{}) {
	t.Helper()
	asked, letGo = make(chan struct{}), make(chan struct{})
	files := http.FileServer(http.Dir(stick(t, libraries...)))
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/"+held+"/") && strings.HasSuffix(r.URL.Path, ".zip") {
			once.Do(func() { close(asked) })
			select {
			case <-letGo:
			case <-r.Context().Done():
				return
			}
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked, letGo
}

func TestSlowProxyShowsHowFarItIs(t *testing.T) {
	kit := kitWithLibraries(t)
	url, _, letGo := slowProxy(t, "library.example/two")
	t.Setenv("GOPROXY", url)
	var told steps
	// The last one comes only after it was told that the others have.
	facts := lookAtLibraries(t.Context(), kit, tinyPart, func(p Progress) {
		if told.add(p); p.Done == 2 {
			close(letGo)
		}
	})
	require.NoError(t, facts.err, facts.why)
	assert.Equal(t, "library.example/two v1.0.0", told.all[len(told.all)-1].What)
	assert.Equal(t, 3, told.all[len(told.all)-1].Done)
}

func TestFetchIsCalledOff(t *testing.T) {
	kit := kitWithLibraries(t)
	url, asked, _ := slowProxy(t, "library.example/two")
	t.Setenv("GOPROXY", url)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan libraryFacts, 1)
	go func() { ended <- lookAtLibraries(ctx, kit, tinyPart, func(Progress) {}) }()
	<-asked
	cancel()
	facts := <-ended // and the server's Close, at the end, waits for whoever still asks
	assert.ErrorIs(t, facts.err, context.Canceled)

	// What was begun is no harm for the next one.
	t.Setenv("GOPROXY", fileProxy(stick(t, libraries...)))
	facts = lookAtLibraries(t.Context(), kit, tinyPart, func(Progress) {})
	assert.NoError(t, facts.err, facts.why)
}

func TestFetchGivesUpWhereNothingComes(t *testing.T) {
	f := fetch{}
	for range enoughFailures - 1 {
		f.note("no such host", true)
	}
	assert.False(t, f.inVain())
	f.note("", false)
	f.note("404", true)
	assert.False(t, f.inVain(), "one came in between")
	for range enoughFailures {
		f.note("late", true)
	}
	assert.True(t, f.inVain())
	assert.Equal(t, "no such host", f.why)
	assert.Equal(t, 1, f.done)
}

func TestLibrariesAreJudged(t *testing.T) {
	failed := errors.New("exit code 1")
	many := make([]string, 16)
	for i := range many {
		many[i] = fmt.Sprintf("m%d v1", i)
	}
	hold(t, []judged{
		{"all", judgeLibraries(libraryFacts{}), OK, "no network is needed", ""},
		{"first ten", judgeLibraries(libraryFacts{lacking: many, err: failed, from: source{name: usual}}), Missing, ", m9 v1 … and 6 more", "with a network, try again"},
		{"ten", judgeLibraries(libraryFacts{lacking: many[:10], err: failed}), Missing, ", m9 v1", "with a network"},
		{"out of time", judgeLibraries(libraryFacts{lacking: many[:1], err: context.DeadlineExceeded}), Missing, "1 module did not come", "what was fetched is kept"},
		{"disk full", judgeLibraries(libraryFacts{lacking: many[:1], err: failed, why: "no space left on device"}), Missing, "no space left", "make room"},
		{"else", judgeLibraries(libraryFacts{why: "go.mod:3: syntax error", err: failed}), Missing, "go.mod:3: syntax error", "go list -deps"},
		{"no Go", judgeLibraries(libraryFacts{err: errNotHere}), Missing, "needs the go tool", ""},
	})
}

func TestReasonsArePlain(t *testing.T) {
	for said, want := range map[string]string{
		`a.example/b@v1: reading file:///nowhere/a.example/b/@v/v1.info: no such file or directory`:     "no such file or directory",
		`a.example/b@v1: Get "https://p.example/a.example/b": dial tcp: lookup p.example: no such host`: "dial tcp: lookup p.example: no such host",
		"a.example/b@v1: verifying module: checksum mismatch\n\tdownloaded: h1:x":                       "checksum mismatch",
		"go: a.example/b@v1: module lookup disabled by GOPROXY=off":                                     "module lookup disabled by GOPROXY=off",
		"cannot read https://token@p.example/x nor http://a:b@q.example":                                "cannot read https://***@p.example/x nor http://***@q.example",
		strings.Repeat("x", 1000): strings.Repeat("x", mostOfAReason) + "…",
		`a.example/b@v1: reading https://u:p@p.example/a.example/b/@v/v1.info: 404 Not Found`: "404 Not Found",
	} {
		assert.Equal(t, want, plainly(said))
	}
	assert.Equal(t, "file:///a@b/c", withoutCredentials("file:///a@b/c"))
}

func TestCommandsAreForTheTerminalOfTheSystem(t *testing.T) {
	assert.Equal(t, "export GOPROXY=file:///media/stick/modules/cache/download", set("GOPROXY", stickAddress("linux"), "linux"))
	assert.Equal(t, `$env:GOPROXY = "file:///E:/modules/cache/download"`, set("GOPROXY", stickAddress("windows"), "windows"))
}

func TestSystemsNeedTheirOwnModules(t *testing.T) {
	list := []string{"a", "b windows", "c linux darwin"}
	assert.Equal(t, []string{"a", "b"}, needed(list, "windows"))
	assert.Equal(t, []string{"a", "c"}, needed(list, "linux"))
	assert.Equal(t, []string{"a"}, needed(list, "plan9"))
}
