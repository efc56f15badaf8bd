//go:build unix

package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/scripttest"
)

func TestMain(m *testing.M) {
	selfexec.Play()
	testscript.Main(m, map[string]func(){"runner": main, "app": scripttest.App})
}

// TestScripts plays the sessions in testdata/script, with scripttest's verbs.
func TestScripts(t *testing.T) {
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	require.NoError(t, err)
	caches := strings.Split(strings.TrimSpace(string(out)), "\n")
	verbs := scripttest.Verbs()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", Cmds: verbs, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GOCACHE", caches[0])
			env.Setenv("GOMODCACHE", caches[1])
			env.Setenv("GOPROXY", "off")
			return scripttest.Setup(env)
		},
	})
}
