//go:build unix

package checkertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
	"workshop.example/processes/tests/scripttest"
)

// repository is where the kit lies for a package of scripts.
const repository = "../../.."

// Main is the TestMain of a package of scripts.
func Main(m *testing.M) {
	selfexec.Play()
	testscript.Main(m, map[string]func(){"app": scripttest.App})
}

// Scripts plays the sessions in testdata/script. They call the checker, built
// from this tree. Besides the verbs of scripttest they have
//
//	kit [DIR]   a private copy of the kit's sources, over the files that the
//	            script has in $WORK/DIR (default: kit), and the script goes on
//	            inside it. It lies in a place where the compiler has seen it
//	            before; $WORK/DIR leads there, and its real path is in $DIR
//	redis-server, redis-says   a real Redis; see redis_unix.go
//	runner      puts the runner, built from this tree, on the PATH
//	whole-kit   as kit, with the checker's own sources, of which its part for
//	            containers is built
//	engine-is-empty   nothing of a check whose sandbox lies below $WORK is there
//
// the condition [docker], which says that there is a container engine: without
// CI a script of it is skipped, and in CI it must be there. A script sees the
// engine only after `env DOCKER_HOST=$ENGINE`,
//
// and $KIT, a copy that all share: nothing may be written there, so it serves
// calls with --config.
func Scripts(t *testing.T) {
	shared := place(t)
	kit := filepath.Join(shared, "kit")
	copyKit(t, kit)
	goEnv := goVariables(t)
	checker, err := platformtest.Program(repository, "./checker")
	if err != nil {
		t.Fatal(err)
	}
	verbs := scripttest.Verbs()
	verbs["kit"] = ownKit
	verbs["whole-kit"], verbs["engine-is-empty"] = wholeKit, engineIsEmpty
	verbs["redis-server"], verbs["redis-says"] = redisServer, redisSays
	verbs["runner"] = func(ts *testscript.TestScript, _ bool, _ []string) {
		program, err := platformtest.Program(repository, "./runner")
		ts.Check(err)
		ts.Setenv("PATH", before(program, ts.Getenv("PATH")))
	}
	t.Run("", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: "testdata/script", Cmds: verbs, RequireUniqueNames: true, Condition: engineThere,
			Setup: func(env *testscript.Env) error {
				env.Setenv("PATH", before(checker, env.Getenv("PATH")))
				env.Setenv("KIT", kit)
				env.Setenv("ENGINE", os.Getenv("DOCKER_HOST"))
				env.Setenv("DOCKER_HOST", nowhere) // the same on every machine
				env.Setenv("HOME", shared)
				env.Setenv("XDG_CACHE_HOME", filepath.Join(shared, "cache"))
				for name, value := range goEnv {
					env.Setenv(name, value)
				}
				return scripttest.Setup(env)
			},
		})
	})
	_, err = os.Stat(filepath.Join(kit, ".workshop"))
	if !os.IsNotExist(err) {
		t.Errorf("a check with --config has written into the kit's .workshop: %v", err)
	}
}

// before is a PATH on which a program comes first.
func before(program, path string) string {
	return filepath.Dir(program) + string(filepath.ListSeparator) + path
}

// goVariables are where the go tool keeps what it has compiled; with another
// HOME it would compile everything again.
func goVariables(t *testing.T) map[string]string {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOTOOLCHAIN"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	values := map[string]string{"GOPROXY": "off"}
	for i, value := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		values[names[i]] = value
	}
	return values
}

// copyKit copies what is needed of the kit: the services, the solutions, and
// the module that they are part of.
func copyKit(t testing.TB, to string) {
	t.Helper()
	if err := copySources(to); err != nil {
		t.Fatal(err)
	}
}

func copySources(to string) error {
	for _, folder := range []string{"services", "solutions"} {
		if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(repository, folder))); err != nil {
			return err
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func ownKit(ts *testscript.TestScript, _ bool, args []string) {
	moveToPlace(ts, append(args, "kit")[0], copySources)
}

// moveToPlace gives a folder of the script a place, and fills it up.
func moveToPlace(ts *testscript.TestScript, name string, fill func(dir string) error) {
	place, release, err := platformtest.Place()
	ts.Check(err)
	ts.Defer(func() { ts.Check(release()) })
	dir, seen := filepath.Join(place, name), filepath.Join(ts.Getenv("WORK"), name)
	ts.Check(os.MkdirAll(seen, 0o755))
	ts.Check(os.CopyFS(dir, os.DirFS(seen)))
	ts.Check(os.RemoveAll(seen))
	ts.Check(os.Symlink(dir, seen))
	ts.Check(fill(dir))
	ts.Setenv(name, dir)
	ts.Check(ts.Chdir(dir))
}

// place is a folder of the test's own where the compiler has been before.
func place(t *testing.T) string {
	t.Helper()
	dir, release, err := platformtest.Place()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	return dir
}
