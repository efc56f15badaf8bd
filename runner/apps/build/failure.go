package build

import (
	"errors"
	"io/fs"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"workshop.example/processes/runner/system/platform"
)

// This file owns whose fault it is that a program could not be built. A failure
// that names a place in the project's sources, or says what is wrong with its
// files, is the project's. All others are the machine's: of what can go wrong
// there, nobody knows all.

// Failed is a program that could not be built.
type Failed struct {
	Package string
	Output  string // what the go tool or the compiler said, as it said it
	NoGo    bool   // there is no go tool on this machine
	// Machine: this machine is at fault, and not the program. A module cannot be
	// had, the disk is full, a folder may not be written.
	Machine bool
	// Remedy is what to do about the machine, in sentences; "" when nothing is
	// known but what Output says.
	Remedy string
}

func (f *Failed) Error() string {
	switch {
	case f.NoGo:
		return "the go tool is needed to build " + f.Package + ", and it is not on the PATH"
	case f.Machine && f.Remedy != "":
		return f.Package + " could not be built on this machine:\n" + f.Output + "\n" + f.Remedy
	case f.Machine:
		return f.Package + " could not be built on this machine:\n" + f.Output
	}
	return f.Package + " does not compile:\n" + f.Output
}

// failure is what the go tool said of a package's folder, judged.
func failure(dir, output string) *Failed {
	f := &Failed{Package: dir, Output: output, Machine: !isProjects(output, importPath(dir, "."))}
	if f.Machine {
		f.Remedy = remedy(output)
	}
	return f
}

// place begins a line about a place in a source: "./main.go:3:2: ", or
// "../go.mod:4: ".
var place = regexp.MustCompile(`^\s*(\S*\.(?:go|s|S|c|cc|cpp|cxx|m|h|hh|hpp):[0-9]+(?::[0-9]+)?|\S*go\.mod:[0-9]+(?::[0-9]+)?): (.*)`)

// notHad is what follows the place of an import when its package is right but
// cannot be had here.
var notHad = regexp.MustCompile(`^module \S+: |^\S+@v\S+: |module lookup disabled by |import lookup disabled by -mod=vendor|` +
	// Nobody's mistake, but a GOROOT without the standard library.
	`^package (` + strings.Join(roots, "|") + `|net/http|encoding/json|os/signal|log/slog) is not in std`)

// roots are where the paths of Go's own packages begin.
var roots = strings.Fields("archive bufio bytes cmd cmp compress container context crypto database debug embed encoding errors expvar " +
	"flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort " +
	"strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak")

// ofProject are the go tool's words about a project's files that name no place.
var ofProject = regexp.MustCompile(`(?m)` + strings.Join([]string{
	`go\.mod file not found`, `^go: cannot find main module`, `updates to go\.mod needed`,
	`no Go files in `, `build constraints exclude all Go files`, `^found packages `, `C source files not allowed`,
	`import cycle not allowed`, `use of internal package`, `^no required module provides package`,
	`\.go: (no such file or directory|The system cannot find)`, // it was there a moment ago
	`function main is undeclared`, `relocation target \S+ not defined`, `duplicated definition of symbol`,
}, "|"))

// isProjects says whether an output is about the project's sources. own is the
// import path of the package that was built, "" when it is not known.
func isProjects(output, own string) bool {
	foreign := false // what follows is about a package of Go itself
	for line := range strings.Lines(output) {
		if header, ok := strings.CutPrefix(line, "# "); ok {
			foreign = isStandard(strings.TrimSpace(header), own)
			continue
		}
		at := place.FindStringSubmatch(line)
		if at == nil || foreign || strings.Contains(at[1], "@v") { // @v: a file in the module cache
			continue
		}
		if !notHad.MatchString(at[2]) {
			return true
		}
	}
	return ofProject.MatchString(output)
}

// isStandard says whether a package is one of Go's own, and none of the
// project's module, which may have such a name.
func isStandard(pkg, own string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	module, _, _ := strings.Cut(own, "/")
	return slices.Contains(roots, first) && first != module
}

// trouble is one way in which a go tool cannot work, and what helps.
type trouble struct {
	says   *regexp.Regexp
	remedy string
}

func saying(pattern, remedy string) trouble {
	return trouble{regexp.MustCompile(`(?i)` + pattern), remedy}
}

// troubles are those that are known. The first that fits counts.
var troubles = []trouble{
	saying(`go\.work|workspace mod|current workspace`,
		"A go.work above this folder does not name it. Have Go ignore that file, and start again:\nexport GOWORK=off"),
	saying(`toolchain not available|requires go >= |GOTOOLCHAIN`,
		"This Go is older than go.mod asks for, and may not fetch a newer one. Install one from https://go.dev/dl/, or, with internet access, allow it:\nexport GOTOOLCHAIN=auto"),
	saying(`cannot find GOROOT|package \S+ is not in std .*\n.*cannot find package|does not match go tool version`,
		"GOROOT does not name a complete Go. Without it, the go tool finds its own:\nunset GOROOT"),
	saying(`inconsistent vendoring|disabled by -mod=vendor`,
		"The folder `vendor` does not hold what go.mod asks for, or GOFLAGS asks for a folder that is not there (go env GOFLAGS). Have Go use its own modules:\nexport GOFLAGS=-mod=readonly"),
	saying(`C compiler .* not found|executable file not found in .*PATH`,
		"A package needs a C compiler, and there is none. Install one, or do without:\nexport CGO_ENABLED=0"),
	saying(`build cache|GOCACHE`,
		"Go keeps what it has compiled in a folder that it must be able to write: the variable HOME, or GOCACHE, names it.\nexport GOCACHE=/a/folder/that/can/be/written"),
	saying(`module cache|GOMODCACHE`,
		"Go keeps modules in a folder that it must be able to write: the variable HOME, or GOMODCACHE, names it.\nexport GOMODCACHE=/a/folder/that/can/be/written"),
	saying(`creating work dir|TMPDIR`,
		"Name a folder for temporary files that is there and can be written:\nexport TMPDIR=/tmp"),
	saying(`\$?GOFLAGS|unknown GOEXPERIMENT|unsupported GOOS|provided but not defined`,
		"Go does not understand one of its settings. `go env -changed` shows those that are set; `unset GOFLAGS`, or `go env -u GOFLAGS`, removes one."),
	saying(`checksum mismatch|SECURITY ERROR|checksum database`,
		"A module is not the one that go.sum names. Delete the copies on this machine, and fetch them again:\ngo clean -modcache && go mod download"),
	saying(`no space left|disk quota exceeded|not enough space|signal: bus error`,
		"The disk is full where Go writes the program, or its temporary files (TMPDIR). Make room, or name another folder:\nexport TMPDIR=/a/folder/with/room"),
	saying(`signal: killed|cannot allocate memory|out of memory`,
		"The system ended the compiler, most often because memory ran out. Close large programs, or compile one package at a time:\nexport GOFLAGS=-p=1"),
	saying(`permission denied|access is denied|read-only file system|operation not permitted`,
		"Go cannot write into a folder. The variables HOME, GOCACHE and TMPDIR say where it writes: each must name a folder that can be written."),
	saying(`too many open files`, "Too many files are open on this machine: close some programs, or raise the limit (ulimit -n)."),
	saying(`lookup disabled|dial tcp|proxyconnect|i/o timeout|TLS handshake|no such host|: Get "`,
		"A module is not on this machine and could not be fetched. With internet access, this fetches them once:\ngo mod download"),
}

// remedy is what helps against a trouble of the machine's; "" when it is none
// that is known.
func remedy(output string) string {
	for _, t := range troubles {
		if t.says.MatchString(output) {
			return t.remedy
		}
	}
	return ""
}

// cacheVariable names what decides where the user's cache folder is.
func cacheVariable() string {
	switch runtime.GOOS {
	case "windows":
		return "LocalAppData"
	case "darwin", "ios":
		return "HOME"
	}
	return "HOME, or XDG_CACHE_HOME,"
}

// noCache is about a user who has no cache folder.
func noCache(project string, err error) *Failed {
	return &Failed{Package: project, Machine: true,
		Output: "there is no folder for compiled programs: " + err.Error(),
		Remedy: "The variable " + cacheVariable() + " must name a folder that can be written. Set it in the terminal where you start this (and the daemon, if there is one):\nexport HOME=/your/home"}
}

// notInCache is about a program that could not be kept in the cache.
func notInCache(source string, err error) *Failed {
	var noTemp *platform.NoTempFolder
	if errors.As(err, &noTemp) {
		return &Failed{Package: source, Machine: true, Output: noTemp.Seen(), Remedy: noTemp.Remedy()}
	}
	f := &Failed{Package: source, Machine: true, Output: err.Error(), Remedy: remedy(err.Error())}
	var path *fs.PathError
	if errors.As(err, &path) && (errors.Is(err, fs.ErrPermission) || f.Remedy == "") {
		f.Remedy = "The variable " + cacheVariable() + " must name a folder that can be written."
	}
	return f
}
