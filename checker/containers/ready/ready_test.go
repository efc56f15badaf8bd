package ready

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answers are what a docker command of a test says, by the beginning of its
// arguments.
type answers map[string]answer

type answer struct {
	Out, Err string
	Code     int
	Hang     bool // it says nothing for ever
}

// A copy of this program under the name docker is the docker command of a test.
func init() {
	if script := os.Getenv("WORKSHOP_TEST_DOCKER"); script != "" && strings.HasPrefix(filepath.Base(os.Args[0]), "docker") {
		os.Exit(playDocker(script))
	}
}

func playDocker(script string) int {
	var all answers
	if err := json.Unmarshal([]byte(script), &all); err != nil {
		return 99
	}
	args := strings.Join(os.Args[1:], " ")
	for begin, a := range all {
		if !strings.HasPrefix(args, begin) {
			continue
		}
		if a.Hang {
			// Not select {}: a program in which nothing can happen any more is
			// ended by Go, as a deadlock, when it happens to notice.
			<-time.After(time.Hour)
		}
		fmt.Fprint(os.Stdout, a.Out)
		fmt.Fprint(os.Stderr, a.Err)
		return a.Code
	}
	fmt.Fprintln(os.Stderr, "unexpected: docker", args)
	return 98
}

// withDocker puts a docker command that knows some answers on the PATH, alone.
func withDocker(t *testing.T, said answers) {
	t.Helper()
	folder := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	name := "docker"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if os.Symlink(self, filepath.Join(folder, name)) != nil {
		t.Skip("this system has no links")
	}
	script, err := json.Marshal(said)
	require.NoError(t, err)
	t.Setenv("PATH", folder)
	t.Setenv("WORKSHOP_TEST_DOCKER", string(script))
	// A program with the race detector lingers for a second before it ends well.
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	t.Setenv("DOCKER_HOST", "")
	t.Setenv("DOCKER_CONTEXT", "")
	t.Setenv("DOCKER_BUILDKIT", "")
}

// version is an answer to `docker version`.
func version(clientAPI, context, server string) answer {
	return answer{Out: fmt.Sprintf(`{"Client":{"Version":"28.2.2","ApiVersion":"1.40","DefaultAPIVersion":%q,"Context":%q},"Server":%s}`, clientAPI, context, server)}
}

const (
	goodServer  = `{"Version":"26.1.5+dfsg1","ApiVersion":"1.45","Os":"linux","Arch":"arm64"}`
	everything  = `2.26.1-4`
	buildxWords = "github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0\n"
)

func TestDockerThatHasAll(t *testing.T) {
	withDocker(t, answers{"version": version("1.50", "default", goodServer), "buildx version": {Out: buildxWords}, "compose version --short": {Out: everything}})
	engine, problem := Look(t.Context(), Need{Build: true, Compose: true})
	require.Nil(t, problem)
	assert.Equal(t, &Engine{Version: "26.1.5", Buildx: "0.13.1", Compose: "2.26.1"}, engine)
}

func TestDockerIsAskedForWhatIsNeededOnly(t *testing.T) {
	withDocker(t, answers{"version": version("1.50", "default", goodServer)})
	engine, problem := Look(t.Context(), Need{})
	require.Nil(t, problem)
	assert.Empty(t, engine.Buildx+engine.Compose)
}

func TestWhatLacksIsNamed(t *testing.T) {
	good := version("1.50", "default", goodServer)
	for _, test := range []struct {
		name  string
		said  answers
		kind  Kind
		words string
	}{
		{"no engine", answers{"version": {Out: `{"Client":{},"Server":null}`, Err: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", Code: 1}}, NoEngine, "not running"},
		{"unknown words", answers{"version": {Err: "WARNING: a\nsomething new\n", Code: 1}}, Unwell, "`docker version` failed: something new"},
		{"podman", answers{"version": {Out: `{"Client":{"APIVersion":"4.9.3","Version":"4.9.3"}}`, Err: "Emulate Docker CLI using podman."}}, NotDocker, "Podman"},
		{"windows", answers{"version": version("1.50", "", `{"Version":"26.1.5","ApiVersion":"1.45","Os":"windows"}`)}, WindowsContainers, "Windows containers"},
		{"old engine", answers{"version": version("1.50", "", `{"Version":"20.10.24+dfsg1","ApiVersion":"1.41","Os":"linux"}`)}, OldEngine, "the engine is version 20.10.24;"},
		{"old command", answers{"version": version("1.41", "", goodServer)}, OldEngine, "the docker command is version 28.2.2"},
		{"context elsewhere", answers{"version": version("1.50", "work", goodServer), "context inspect": {Out: "ssh://me@build.example\n"}}, RemoteEngine, "the context work leads to ssh://me@build.example"},
		{"no buildx", answers{"version": good, "buildx version": {Err: "docker: unknown command: docker buildx", Code: 1}}, NoBuildx, "BuildKit"},
		{"no Compose", answers{"version": good, "buildx version": {Out: buildxWords}, "compose": {Err: "unknown flag: --short", Code: 125}}, NoCompose, "`docker compose` is not there"},
		{"old Compose", answers{"version": good, "buildx version": {Out: buildxWords}, "compose": {Out: "v2.17.3"}}, OldCompose, "Compose is version 2.17.3; 2.20 or newer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			withDocker(t, test.said)
			engine, problem := Look(t.Context(), Need{Build: true, Compose: true})
			assert.Nil(t, engine)
			require.NotNil(t, problem)
			assert.Equal(t, test.kind, problem.Kind, problem.Seen)
			assert.Contains(t, problem.Seen, test.words)
			assert.NotEmpty(t, problem.Do)
		})
	}
}

func TestContextOnThisMachineIsFine(t *testing.T) {
	withDocker(t, answers{"version": version("1.50", "colima", goodServer), "context inspect": {Out: "unix:///home/a/.colima/default/docker.sock\n"}})
	_, problem := Look(t.Context(), Need{})
	assert.Nil(t, problem)
}

func TestNoDockerCommand(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, problem := Look(t.Context(), Need{})
	require.NotNil(t, problem)
	assert.Equal(t, NoClient, problem.Kind)
}

func TestAnotherMachineIsNotEvenDialled(t *testing.T) {
	withDocker(t, answers{})
	t.Setenv("DOCKER_HOST", "ssh://me@build.example")
	_, problem := Look(t.Context(), Need{})
	require.NotNil(t, problem)
	assert.Equal(t, RemoteEngine, problem.Kind)
	assert.Contains(t, problem.Do, "DOCKER_HOST")
}

func TestEngineThatHangsIsNotWaitedFor(t *testing.T) {
	withDocker(t, answers{"version": {Hang: true}})
	// The time of whoever asks is over long before the engine's.
	ctx, cancel := newDeadline(t)
	defer cancel()
	_, problem := Look(ctx, Need{})
	require.NotNil(t, problem)
	assert.Equal(t, NotAnswering, problem.Kind)
}

func TestClassicBuilderByHandIsSeen(t *testing.T) {
	withDocker(t, answers{"version": version("1.50", "", goodServer)})
	t.Setenv("DOCKER_BUILDKIT", "0")
	engine, problem := Look(t.Context(), Need{})
	require.Nil(t, problem)
	assert.True(t, engine.Classic)
}

func TestAddressesOfOtherMachines(t *testing.T) {
	for address, remote := range map[string]bool{
		"": false, "unix:///var/run/docker.sock": false, "npipe:////./pipe/docker_engine": false, "fd://": false,
		"tcp://127.0.0.1:2375": false, "tcp://localhost:2375": false, "tcp://[::1]:2375": false,
		"tcp://192.0.2.7:2376": true, "tcp://docker:2375": true, "ssh://me@build.example": true, "https://build.example": true,
		"nonsense": false, "::": false,
	} {
		assert.Equal(t, remote, isRemote(address), address)
	}
}

func TestVersionsAreComparedByTheirNumbers(t *testing.T) {
	for have, enough := range map[string]bool{
		"2.20": true, "2.20.3": true, "2.26.1-4": true, "v2.40.3-desktop.1": true, "5.0.0": true, "dev": true, "": true,
		"2.3.3": false, "2.19.9": false, "1.29.2": false, "2": false,
	} {
		assert.Equal(t, enough, atLeast(have, "2.20"), have)
	}
}

func TestAdviceIsForTheMachine(t *testing.T) {
	for _, test := range []struct {
		name, do string
		got      *Problem
	}{
		{"Linux", "\nsudo systemctl start docker", machine{os: "linux"}.noEngine("unix:///var/run/docker.sock")},
		{"without root", "\nsystemctl --user start docker", machine{os: "linux"}.noEngine("unix:///run/user/1000/docker.sock")},
		{"Desktop on Linux", "start Docker Desktop", machine{os: "linux"}.noEngine("unix:///home/a/.docker/desktop/docker.sock")},
		{"WSL", "Docker Desktop on Windows", machine{os: "linux", wsl: true}.noEngine("unix:///var/run/docker.sock")},
		{"Mac", "\nopen -a Docker", machine{os: "darwin"}.noEngine("unix:///Users/a/.docker/run/docker.sock")},
		{"Colima", "\ncolima start", machine{os: "darwin"}.noEngine("unix:///Users/a/.colima/default/docker.sock")},
		{"Windows", "start Docker Desktop", machine{os: "windows"}.noEngine("dockerDesktopLinuxEngine")},
		{"variable", "\nunset DOCKER_HOST", machine{os: "linux", host: "unix:///no.sock"}.noEngine("unix:///no.sock")},
		{"variable on Windows", "\nRemove-Item Env:DOCKER_HOST", machine{os: "windows", host: "npipe:////./pipe/no"}.noEngine("")},
		{"socket", "\nsudo usermod -aG docker $USER", machine{os: "linux"}.noPermission()},
		{"pipe", "\nnet localgroup docker-users", machine{os: "windows"}.noPermission()},
		{"hangs", "\nsudo systemctl restart docker", machine{os: "linux"}.notAnswering()},
		{"hangs on a Mac", "start Docker Desktop again", machine{os: "darwin"}.notAnswering()},
		{"no command in WSL", "WSL integration", machine{os: "linux", wsl: true}.noClient()},
		{"Compose 1", "docker-compose-plugin", machine{os: "linux"}.noCompose(true)},
		{"full in a virtual machine", "larger disk", machine{os: "darwin"}.diskFull()},
	} {
		assert.Contains(t, test.got.Do, test.do, test.name)
	}
	assert.Contains(t, machine{os: "linux", host: "unix:///no.sock"}.noEngine("").Seen, "DOCKER_HOST is unix:///no.sock")
	assert.Contains(t, machine{os: "linux"}.noCompose(true).Seen, "docker-compose")
}

func TestCommandToTypeStandsAlone(t *testing.T) {
	for _, p := range []*Problem{linux.noEngine(""), linux.noPermission(), linux.notAnswering(), linux.noBuildx(""), linux.noCompose(false), linux.diskFull(), linux.noAddresses()} {
		lines := strings.Split(p.Do, "\n")
		assert.Len(t, lines, 2, p.Do)
		assert.True(t, strings.HasSuffix(lines[0], ":"), p.Do)
	}
}
