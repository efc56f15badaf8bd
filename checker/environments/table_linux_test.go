package environments

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/platform/platformtest"
	"workshop.example/processes/runner/selfexec"
)

// environment is one row of the table.
type environment struct {
	name string
	// lacks says what this machine lacks to make it; nil: every machine can.
	lacks func() string
	// env are variables of the shell. A value may name the row's folder, as
	// ROW/; NAME without a value takes a variable away.
	env []string
	// clone is the name of the folder in which the kit lies; "": it has no clone
	// of its own, and shares one with other rows.
	clone string
	// alter changes the row's folder, or its own clone, before anything is run.
	alter func(t *testing.T, row, clone string)
	place place
	// exercises are checked with the instructor's solutions.
	exercises []int
	// trouble are words that every verdict has, and none is a pass: nothing can be
	// checked here. Empty: everything is as anywhere else.
	trouble []string
}

var environments = []environment{
	{name: "GOFLAGS with a -mod of its own", env: []string{"GOFLAGS=-mod=mod"}, exercises: []int{1, 5}},
	{name: "GOENV elsewhere", env: []string{"GOENV=ROW/goenv"}, alter: goEnvFile, exercises: []int{1}},
	{name: "proxies that lead nowhere", env: []string{
		"HTTP_PROXY=http://127.0.0.1:9", "HTTPS_PROXY=http://127.0.0.1:9", "ALL_PROXY=socks5://127.0.0.1:9",
		"http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", "no_proxy=", "NO_PROXY=",
	}, exercises: []int{1, 3, 6}},
	{name: "a locale that is not there", env: []string{"LANG=tr_TR.UTF-8", "LC_ALL=xx_YY", "TZ=Nowhere/City"}, exercises: []int{1, 3}},
	{name: "the other side of the date line", env: []string{"LANG=", "LC_ALL=C", "TZ=Pacific/Kiritimati"}, exercises: []int{1, 3}},
	{name: "umask 077", place: place{Umask: 0o077}, exercises: []int{5}},
	{name: "ulimit -n 64", place: place{OpenFiles: 64}, exercises: []int{2, 6}},

	{name: "a path with spaces, other alphabets, signs of shells", clone: `it's my kit, ünï-ço 日本: $HOME "100%s" #1; & co`, exercises: []int{5}},
	{name: "a path with signs of patterns", clone: `k[i]t{a,b}*?=>\`, exercises: []int{5}},
	{name: "lines end as on Windows, after a byte order mark", clone: "kit", alter: asOnWindows, exercises: []int{5}},
	{name: "files that editors leave", clone: "kit", alter: editorsFiles, exercises: []int{1}},

	{name: "a folder for temporary files with odd signs", env: []string{`TMPDIR=ROW/t[m]p 'of' mine*`}, exercises: []int{5}},
	{name: "4 MB for temporary files", lacks: noMounts, place: place{Mounts: []mount{{Folder: "ROW/tmp", Bytes: 4 << 20}}}, exercises: []int{3, 5}},
	{name: "a home that cannot be written, caches elsewhere", lacks: noMounts,
		place: place{Mounts: []mount{{Folder: "ROW/home", ReadOnly: true}}}, exercises: []int{1}},
	{name: "a home that cannot be written", lacks: noMounts, env: []string{"GOCACHE", "XDG_CACHE_HOME"},
		place: place{Mounts: []mount{{Folder: "ROW/home", ReadOnly: true}}}, exercises: []int{1, 3},
		trouble: []string{"read-only file system", "The variables HOME and TMPDIR name where Go writes"}},
	{name: "a compiler's cache that cannot be written", lacks: noMounts, env: []string{"GOCACHE=ROW/home/compiled"},
		place: place{Mounts: []mount{{Folder: "ROW/home", ReadOnly: true}}}, exercises: []int{1},
		trouble: []string{"read-only file system", "export GOCACHE="}},
	{name: "no room for temporary files", lacks: noMounts,
		place: place{Mounts: []mount{{Folder: "ROW/tmp", Bytes: 64 << 10}}}, exercises: []int{1},
		trouble: []string{"no space left", "TMPDIR"}},
	{name: "a folder for temporary files that cannot be written", lacks: noMounts,
		place: place{Mounts: []mount{{Folder: "ROW/tmp", ReadOnly: true}}}, exercises: []int{1},
		trouble: []string{"read-only file system", "export TMPDIR="}},

	{name: "no IPv6", lacks: noNetwork, place: place{NoIPv6: true}, exercises: []int{1, 2, 8}},
	{name: "a user without rights", lacks: noMounts, clone: "kit", place: place{User: 31234}, exercises: []int{1, 3}},
	{name: "512 MB and half a processor", lacks: noControlGroups, place: place{Memory: 512 << 20, Processors: 0.5}, exercises: []int{1, 3}},
	{name: "a clock that is an hour ahead", lacks: noTimeNamespace, place: place{Ahead: time.Hour}, exercises: []int{1, 3}},
}

func TestInEveryEnvironment(t *testing.T) {
	t.Parallel()
	shared := prepared(t)
	beside := neighbour(t)
	t.Run("", func(t *testing.T) {
		for _, e := range environments {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				if e.lacks != nil {
					if lacking := e.lacks(); lacking != "" {
						t.Skip(lacking)
					}
				}
				row := openFolder(t)
				v := shared.visit(t, e, row)
				v.report(t, v.send(t))
			})
		}
	})
	require.True(t, platformtest.Running(beside.Pid), "a program of another owner was swept away")
}

func init() {
	selfexec.Register("neighbour", func([]string) int {
		_, _ = io.Copy(io.Discard, os.Stdin)
		return 0
	})
}

// neighbour is a program of a living owner outside of every environment. All of
// them sweep up what the dead have left, and none may take it for such.
func neighbour(t *testing.T) *platform.Process {
	t.Helper()
	cmd, err := selfexec.Command(t.Context(), "neighbour")
	require.NoError(t, err)
	in, held, err := os.Pipe()
	require.NoError(t, err)
	defer in.Close()
	cmd.Stdin, cmd.Env = in, []string{}
	p, err := platform.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = held.Close()
		p.Wait()
		p.Forget()
	})
	return p
}

func goEnvFile(t *testing.T, row, _ string) {
	text := "GOFLAGS=-mod=mod\nGOPROXY=off\nGOSUMDB=off\n"
	require.NoError(t, os.WriteFile(filepath.Join(row, "goenv"), []byte(text), 0o644))
}
