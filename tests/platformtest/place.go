package platformtest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"workshop.example/processes/runner/system/platform"
)

// This file owns what tests share so that nothing is compiled or linked twice:
// places for copies of the kit, and the kit's own programs. And what a test needs
// of its machine: a folder with files, a free port.

// Race: the tests were built with -race.
var Race bool

// mostPlaces bounds the search for one that is free.
const mostPlaces = 200

// Place is an empty folder, the caller's own until release removes it. Its path
// is one of a few, the same from run to run. The go tool finds what it has
// compiled by the folder in which the sources lay: a copy of the kit in a fresh
// temporary folder is compiled every time, one in a place the first time only.
// What a test that was killed has left in it is removed first.
func Place() (dir string, release func() error, err error) {
	temp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return "", nil, err
	}
	for n := range mostPlaces {
		dir := filepath.Join(temp, fmt.Sprintf("workshop-place-%d-%d", os.Getuid(), n))
		unlock, free := platform.TryLockFile(dir + ".lock")
		if !free {
			continue
		}
		release := func() error {
			defer unlock() // the lock's file stays: another may wait for it
			return os.RemoveAll(dir)
		}
		if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
			unlock()
			return "", nil, err
		}
		return dir, release, nil
	}
	return "", nil, fmt.Errorf("none of %d places below %s is free", mostPlaces, temp)
}

// Program is the path of a program of the module in root, such as "./runner",
// as `go run` runs it: linked once, and kept in the go tool's cache, where all
// tests find it. Nothing is started. With the race detector in the tests, it is
// in the program, too.
func Program(root, pkg string) (string, error) {
	args := []string{"run", "-exec", "echo"}
	if Race {
		args = append(args, "-race")
	}
	for range 3 { // the one that links names a file that it removes at its end
		cmd := exec.Command("go", append(args, pkg)...)
		cmd.Dir = root
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("build %s: %w\n%s", pkg, err, said.String())
		}
		path := strings.TrimSpace(string(out))
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the go tool keeps no program of %s", pkg)
}

// Tree is a folder with these files: a text for each path.
func Tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range files {
		path = filepath.Join(root, filepath.FromSlash(path))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// FreePort is a port on which nobody listens at this moment.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
