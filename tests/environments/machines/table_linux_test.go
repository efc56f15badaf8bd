// Package machines has machines that are not like ours: what is mounted, users, the
// network, memory, the clock.
package machines

import (
	"testing"
	"time"

	"workshop.example/processes/tests/environments/environtest"
)

func TestMain(m *testing.M) { environtest.Main(m) }

func TestInEveryEnvironment(t *testing.T) {
	environtest.InEvery(t, []environtest.Environment{
		// A program that is not compiled yet needs more.
		{Name: "4 MB for temporary files", Lacks: environtest.NoMounts, Compiled: true,
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/tmp", Bytes: 4 << 20}}}, Exercises: []int{3, 5}},
		{Name: "a home that cannot be written, caches elsewhere", Lacks: environtest.NoMounts,
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/home", ReadOnly: true}}}, Exercises: []int{1}},
		{Name: "a home that cannot be written", Lacks: environtest.NoMounts, Env: []string{"GOCACHE", "XDG_CACHE_HOME"},
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/home", ReadOnly: true}}}, Exercises: []int{1, 3},
			Trouble: []string{"read-only file system", "The variables HOME, GOCACHE and TMPDIR say where it writes"}},
		{Name: "a compiler's cache that cannot be written", Lacks: environtest.NoMounts, Env: []string{"GOCACHE=ROW/home/compiled"},
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/home", ReadOnly: true}}}, Exercises: []int{1},
			Trouble: []string{"read-only file system", "export GOCACHE="}},
		// The runner itself needs no room there: what is compiled is started.
		{Name: "no room for temporary files", Lacks: environtest.NoMounts, Compiled: true,
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/tmp", Bytes: 64 << 10}}}, Exercises: []int{1},
			Trouble: []string{"no space left", "TMPDIR"}},
		{Name: "a folder for temporary files that cannot be written", Lacks: environtest.NoMounts,
			Place: environtest.Place{Mounts: []environtest.Mount{{Folder: "ROW/tmp", ReadOnly: true}}}, Exercises: []int{1},
			Trouble: []string{"read-only file system", "export TMPDIR="}},
		{Name: "no IPv6", Lacks: environtest.NoNetwork, Place: environtest.Place{NoIPv6: true}, Exercises: []int{1, 2, 8}},
		{Name: "a user without rights", Lacks: environtest.NoMounts, Clone: "kit", Place: environtest.Place{User: 31234}, Exercises: []int{1, 3}},
		{Name: "512 MB and half a processor", Lacks: environtest.NoControlGroups, Place: environtest.Place{Memory: 512 << 20, Processors: 0.5}, Exercises: []int{1, 3}},
		{Name: "a clock that is an hour ahead", Lacks: environtest.NoTimeNamespace, Place: environtest.Place{Ahead: time.Hour}, Exercises: []int{1, 3}},
	})
}
