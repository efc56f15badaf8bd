package sandbox

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

func TestOnlyAListOfVariablesReachesTheSandbox(t *testing.T) {
	for name, value := range map[string]string{
		"PORT": "9999", "REDIS_URL": "redis://mine", "WORKSHOP_RUN": "old", "GOFLAGS": "-race", "NODE_OPTIONS": "--inspect",
		"HTTP_PROXY": "http://proxy", "TMPDIR": "/tmp/mine", "LC_ALL": "C", "GOPROXY": "off",
		"https_proxy": "http://proxy", "GOWORK": "/elsewhere/go.work", "CC": "clang", "GIT_SSL_NO_VERIFY": "1", "GOOS": "plan9", "CGO_ENABLED": "0",
	} {
		t.Setenv(name, value)
	}
	box := &Box{Root: filepath.Join("box", "kit"), cfg: Config{Kit: filepath.FromSlash("/kit")}}
	env := box.environ()
	has := func(pair string) bool { return slices.Contains(env, pair) }
	assert.True(t, has("TMPDIR="+filepath.Join("box", "tmp")), "what is put aside goes away with the sandbox")
	assert.False(t, has("TMPDIR=/tmp/mine"))
	assert.True(t, has("LC_ALL=C"))
	assert.True(t, has("GOPROXY=off"))
	assert.True(t, slices.ContainsFunc(env, func(p string) bool { return strings.HasPrefix(p, "PATH=") }))
	for _, name := range []string{"PORT", "REDIS_URL", "WORKSHOP_RUN", "NODE_OPTIONS", "HTTP_PROXY", "https_proxy", "CC", "GIT_SSL_NO_VERIFY", "GOOS"} {
		assert.False(t, slices.ContainsFunc(env, func(p string) bool { return strings.HasPrefix(p, name+"=") }), name)
	}
	flags := slices.DeleteFunc(slices.Clone(env), func(p string) bool { return !strings.HasPrefix(p, "GOFLAGS=") })
	assert.Equal(t, []string{"GOFLAGS=-buildvcs=false"}, flags, "the sandbox's own, and no other")
	assert.True(t, has("GOWORK=off"), "no go.work is made for the copy")

	env = box.buildEnviron()
	for _, pair := range []string{"GOFLAGS=-race", "GOWORK=/elsewhere/go.work", "HTTP_PROXY=http://proxy", "https_proxy=http://proxy",
		"CC=clang", "GIT_SSL_NO_VERIFY=1", "GOPROXY=off", "CGO_ENABLED=0", "TMPDIR=" + filepath.Join("box", "tmp")} {
		assert.True(t, has(pair), pair)
	}
	for _, name := range []string{"PORT", "REDIS_URL", "WORKSHOP_RUN", "NODE_OPTIONS", "GOOS"} {
		assert.False(t, slices.ContainsFunc(env, func(p string) bool { return strings.HasPrefix(p, name+"=") }), name)
	}
}

func TestAppsRunOnThePortsOfTheSandboxAndLogNowhere(t *testing.T) {
	apps := []processfile.App{
		{Name: "web", Port: 3000, Env: map[string]string{"PORT": "3000", "A": "b"}, MaxRestarts: 1000000,
			OutFile: "/logs/out", ErrorFile: "/logs/err", LogFile: "/logs/all"},
		{Name: "hello", Script: "./services/hello-world", MaxRestarts: 3}, // PORT is not given: the service has a default
		{Name: "job", Script: "./job"},
	}
	b := &Box{ports: &portMap{inside: map[int]int{3000: 21000}}}
	list := b.sandboxed(apps)
	assert.Equal(t, 21000, list[0].Port)
	assert.Equal(t, map[string]string{"PORT": "21000", "A": "b"}, list[0].Env)
	assert.Equal(t, mostRestarts, list[0].MaxRestarts)
	assert.Empty(t, list[0].OutFile+list[0].ErrorFile+list[0].LogFile)
	assert.Equal(t, "21000", list[1].Env["PORT"])
	assert.Zero(t, list[1].Port, "the runner shares no port that the file does not give")
	assert.Equal(t, 3, list[1].MaxRestarts)
	assert.Empty(t, list[2].Env)
	assert.Equal(t, "3000", apps[0].Env["PORT"], "the file's own apps stay as they are")
	assert.Equal(t, "/logs/out", apps[0].OutFile)
}

func TestRedisAwayPointsToNobody(t *testing.T) {
	env := func(url string) map[string]string { return map[string]string{"REDIS_URL": url} }
	for name, c := range map[string]struct{ url, want string }{
		"a host":       {"redis://cache:6380", "redis://127.0.0.1:1"},
		"all of it":    {"rediss://bob:pw@cache:6380/2", "rediss://bob:pw@127.0.0.1:1/2"},
		"no URL":       {"cache:6380", "cache:6380"},
		"not set":      {"", ""},
		"no valid URL": {"redis://%zz", "redis://%zz"},
	} {
		t.Run(name, func(t *testing.T) {
			original := env(c.url)
			b := &Box{ports: &portMap{}}
			b.RedisAway()
			inside := b.sandboxed([]processfile.App{{Name: "a", Env: original}})
			assert.Equal(t, c.want, inside[0].Env["REDIS_URL"])
			assert.Equal(t, c.url, original["REDIS_URL"], "the map may be shared, and stays as it is")
		})
	}
}

func TestTheKitsOwnGoWorkHoldsInTheCopyAndNoOther(t *testing.T) {
	kit, copied := platformtest.Tree(t, nil), platformtest.Tree(t, nil)
	b := &Box{Root: copied, cfg: Config{Kit: kit}}
	for named, want := range map[string]string{
		"": "off", "off": "off", filepath.Join(filepath.Dir(kit), "go.work"): "off",
		filepath.Join(kit, "my.work"): filepath.Join(copied, "my.work"),
	} {
		t.Setenv("GOWORK", named)
		assert.Equal(t, want, b.workspace(), named)
	}
	t.Setenv("GOWORK", "")
	require.NoError(t, os.WriteFile(filepath.Join(copied, "go.work"), nil, 0o600))
	assert.Empty(t, b.workspace(), "it is found there")
}
