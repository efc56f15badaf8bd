package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is a folder of the module example.com/m.
func module(t *testing.T) string {
	dir := filepath.Join(t.TempDir(), "app")
	require.NoError(t, os.Mkdir(dir, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "..", "go.mod"), []byte("module example.com/m\n\ngo 1.26\n"), 0o600))
	return dir
}

func TestTheProjectsFaultsAreThoseOfItsFiles(t *testing.T) {
	dir := module(t)
	for _, output := range []string{
		"# web\n./main.go:3:2: undefined: x",
		"# command-line-arguments\n./main.go:5:10: undefined: x",
		"# example.com/m/lib\n../lib/lib.go:3:23: cannot use \"\" (untyped string constant) as int value in return statement",
		"# example.com/m/app\n./main.go:9:12: undefined: permission denied",
		"# example.com/m/app\n./main.go:9:12: undefined: GOFLAGS\n./main.go:10:12: undefined: GOCACHE",
		"# example.com/m/app\n./main.go:3:14: undefined: x\n# runtime/cgo\ncgo: C compiler \"gcc\" not found: exec: \"gcc\": executable file not found in $PATH",
		"# example.com/m/app\n./x.c:3:1: error: unknown type name 'foo'",
		"# example.com/m/app\nruntime.main_main·f: function main is undeclared in the main package",
		"# example.com/m/app\nexample.com/m/app.f: relocation target example.com/m/app.g not defined",
		"main.go:5:2: no required module provides package example.com/x; to add it:\n\tgo get example.com/x",
		"main.go:3:8: cannot find module providing package example.invalid/redis: import lookup disabled by -mod=readonly",
		"main.go:2:8: missing go.sum entry for module providing package github.com/a/b (imported by example.com/m/app); to add:\n\tgo get example.com/m/app",
		"main.go:4:2: package nosuch is not in std (/usr/lib/go/src/nosuch)",
		"main.go:3:12: pattern page.html: no matching files found",
		"main.go:1:1: expected 'package', found 'EOF'",
		"go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
		"go: errors parsing ../go.mod:\n../go.mod:4: unknown directive: foo",
		"go: updates to go.mod needed; to update it:\n\tgo mod tidy",
		"found packages main (a.go) and other (b.go) in /kit/services/two",
		"no Go files in /kit/services/none",
		"package example.com/m/x: build constraints exclude all Go files in /kit/x",
		"package example.com/m/one\n\timports example.com/m/two from a.go\n\timports example.com/m/one from b.go: import cycle not allowed",
		"open /kit/app/main.go: no such file or directory",
	} {
		assert.False(t, failure(dir, output).Machine, output)
	}
}

func TestAllElseIsTheMachinesTroubleAndHasARemedy(t *testing.T) {
	dir := module(t)
	for output, remedy := range map[string]string{
		// a go.work above
		"current directory is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:\n\tgo work use .": "GOWORK=off",
		"go: module . listed in go.work file requires go >= 1.99, but go.work lists go 1.26; to update it:\n\tgo work use":                                                       "GOWORK=off",
		"go: cannot load module ../gone listed in go.work file: open ../gone/go.mod: no such file or directory":                                                                  "GOWORK=off",
		"go: errors parsing go.work:\n../../go.work:2: unknown directive: garbage":                                                                                               "GOWORK=off",
		"go: no modules were found in the current workspace; see 'go help work'":                                                                                                 "GOWORK=off",
		"go: reading go.work: open ../nope.work: no such file or directory":                                                                                                      "GOWORK=off",
		"go: -mod may only be set to readonly or vendor when in workspace mode, but it is set to \"mod\"":                                                                        "GOWORK=off",
		// another Go
		"go: downloading go1.99.0 (linux/amd64)\ngo: download go1.99.0 for linux/amd64: toolchain not available":   "GOTOOLCHAIN=auto",
		"go: ../go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)":                                 "GOTOOLCHAIN=auto",
		"go: cannot find GOROOT directory: /nope":                                                                  "unset GOROOT",
		"main.go:2:8: package fmt is not in std (/opt/go/src/fmt)\npackage example.com/m/app: cannot find package": "unset GOROOT",
		"# runtime\ncompile: version \"go1.26.8\" does not match go tool version \"go1.26.7\"":                     "unset GOROOT",
		// settings
		"go: parsing $GOFLAGS: unknown flag -nosuch": "go env -u GOFLAGS",
		"go: parsing $GOFLAGS: non-flag \"nosuch\"":  "go env -u GOFLAGS",
		"go: unknown GOEXPERIMENT such":              "go env -changed",
		"go: inconsistent vendoring in /kit:\n\tgithub.com/a/b@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt": "-mod=readonly",
		"main.go:2:8: cannot find module providing package github.com/a/b: import lookup disabled by -mod=vendor":                                          "-mod=readonly",
		// modules
		"../go.mod:9:2: example.com/y@v1.0.0: module lookup disabled by GOPROXY=off":                                                                         "go mod download",
		"main.go:4:2: example.com/y@v1.0.0: module lookup disabled by GOPROXY=off":                                                                           "go mod download",
		"go: downloading github.com/a/b v1.0.0\nmain.go:2:8: module lookup disabled by GOPROXY=off":                                                          "go mod download",
		"main.go:2:8: github.com/a/b@v1.0.0: Get \"http://127.0.0.1:1/github.com/a/b/@v/v1.0.0.zip\": dial tcp 127.0.0.1:1: connect: connection refused":     "go mod download",
		"main.go:2:8: module github.com/a/b: Get \"http://127.0.0.1:1/github.com/a/b/@v/list\": dial tcp 127.0.0.1:1: connect: connection refused":           "go mod download",
		"go: example.com/y@v1.0.0: Get \"https://…\": dial tcp: lookup …: no such host":                                                                      "go mod download",
		"verifying github.com/a/b@v1.0.0: checksum mismatch\n\tdownloaded: h1:Ubt\n\tgo.sum:     h1:jgJ\n\nSECURITY ERROR\nThis download does NOT match an…": "go clean -modcache",
		"../../mod/github.com/a/b@v1.0.0/b.go:1:1: expected 'package', found 'EOF'":                                                                          "",
		// what compiles
		"# runtime/cgo\ncgo: C compiler \"gcc\" not found: exec: \"gcc\": executable file not found in $PATH":                  "CGO_ENABLED=0",
		"# runtime/cgo\ngcc_libinit.c:8:10: fatal error: pthread.h: No such file or directory":                                 "",
		"# net\n/opt/go/src/net/cgo_stub.go:12:3: undefined: x":                                                                "",
		"example.com/m/app: /opt/go/pkg/tool/linux_amd64/compile: signal: killed":                                              "memory",
		"fatal error: runtime: cannot allocate memory\n\nruntime stack:\nruntime.throw()\n\t/opt/go/src/runtime/panic.go:1 +0": "memory",
		// folders
		"build cache is required, but could not be located: GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined": "HOME",
		"build cache is disabled by GOCACHE=off, but required as of Go 1.12":                                                          "GOCACHE",
		"failed to initialize build cache at /cache: mkdir /cache: read-only file system":                                             "GOCACHE",
		"failed to initialize build cache at /file/x: mkdir /file: not a directory":                                                   "GOCACHE",
		"go: module cache not found: neither GOMODCACHE nor GOPATH is set":                                                            "GOMODCACHE",
		"go: could not create module cache: mkdir /m: permission denied":                                                              "GOMODCACHE",
		"go: creating work dir: stat /nope: no such file or directory":                                                                "TMPDIR",
		"example.com/m/app: go build example.com/m/app: copying /t/a.out: open /c/newest: read-only file system":                      "HOME",
		"# example.com/m/app\n/opt/go/pkg/tool/linux_amd64/link: mapping output file failed: no space left on device":                 "TMPDIR",
		"# example.com/m/app\n/opt/go/pkg/tool/linux_amd64/link: signal: bus error":                                                   "TMPDIR",
		"go: error writing: write /tmp/x: no space left on device":                                                                    "TMPDIR",
		"open /kit/services/web: too many open files":                                                                                 "ulimit",
		// whatever else there may be
		"panic: oh no": "",
		"":             "",
	} {
		f := failure(dir, output)
		assert.True(t, f.Machine, output)
		if assert.Contains(t, f.Remedy, remedy, output); remedy == "" {
			assert.Empty(t, f.Remedy, output)
		}
		assert.True(t, strings.HasSuffix(f.Error(), f.Remedy))
	}
}
