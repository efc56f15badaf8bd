package doctor

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/ready"
)

// judged is a finding that is expected: its status, and words in it.
type judged struct {
	name   string
	got    finding
	status Status
	seen   string
	do     string // "": there must be nothing to do
}

// hold asserts a table of findings.
func hold(t *testing.T, tests []judged) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.status, test.got.status)
			assert.Contains(t, test.got.seen, test.seen)
			if test.do == "" {
				assert.Empty(t, test.got.do)
			} else {
				assert.Contains(t, test.got.do, test.do)
			}
		})
	}
}

func TestGoIsAsNewAsTheKitNeeds(t *testing.T) {
	hold(t, []judged{
		{"same", judgeGo(goFacts{wanted: "1.26.0", found: "go1.26.0"}), OK, "go1.26.0; the kit needs 1.26.0", ""},
		{"newer", judgeGo(goFacts{wanted: "1.26.0", found: "go1.100.1"}), OK, "go1.100.1", ""},
		{"experiments", judgeGo(goFacts{wanted: "1.26.0", found: "go1.27.0 X:nodwarf5"}), OK, "go1.27.0", ""},
		{"built by somebody", judgeGo(goFacts{wanted: "1.26.0", found: "devel go1.28-abc"}), OK, "devel", ""},
		{"older", judgeGo(goFacts{wanted: "1.26.0", found: "go1.9.7"}), Missing, "go1.9.7 is older than 1.26.0", "install Go 1.26.0"},
		{"candidate", judgeGo(goFacts{wanted: "1.26.0", found: "go1.26rc1"}), Missing, "older", "https://go.dev/dl"},
		{"none", judgeGo(goFacts{wanted: "1.26.0", err: errNotHere}), Missing, "no go tool on the PATH", "open a new terminal"},
		{"may not get it", judgeGo(goFacts{wanted: "1.26.0", said: "toolchain not available", err: errors.New("exit code 1")}),
			Missing, "cannot be used: toolchain not available", "install Go 1.26.0"},
	})
}

func TestCompiledOrWhyNot(t *testing.T) {
	failed := errors.New("go ended with exit code 1")
	hold(t, []judged{
		{"warm", judgeWarm(warmFacts{listed: true}), OK, "from an earlier call", ""},
		{"cold", judgeWarm(warmFacts{listed: true, compiled: 41, took: 61234 * time.Millisecond}), OK, "41 packages in 1m1.2s", ""},
		{"one left", judgeWarm(warmFacts{listed: true, compiled: 1, took: time.Second}), OK, "1 package in 1s", ""},
		{"learner's own work", judgeWarm(warmFacts{listed: true, err: failed, output: []string{"# kit/services/x", "services/x/main.go:3:1: undefined: a"}}),
			Warn, "services/x/main.go:3:1: undefined: a", "if you have not changed it"},
		{"disk full", judgeWarm(warmFacts{listed: true, err: failed, output: []string{"net", "go: write /c: no space left on device", ""}}),
			Missing, "no space left on device", "go build ./runner"},
		{"packages around it", judgeWarm(warmFacts{listed: true, err: failed, output: []string{"net", "# net/http", "compile: signal: killed", "mime/multipart"}}),
			Missing, "cannot be compiled: compile: signal: killed", "go build ./runner"},
		{"only packages named", judgeWarm(warmFacts{listed: true, err: failed, output: []string{"net", "mime/multipart"}}),
			Missing, "cannot be compiled: go ended with exit code 1", "go build ./runner"},
		{"killed without a word", judgeWarm(warmFacts{listed: true, err: failed}), Missing, "go ended with exit code 1", "go build"},
		{"not listed", judgeWarm(warmFacts{err: failed}), Missing, "see `libraries`", ""},
		{"no Go", judgeWarm(warmFacts{err: errNotHere}), Missing, "needs the go tool", ""},
		{"too slow", judgeWarm(warmFacts{listed: true, err: context.DeadlineExceeded}), Warn, "took too long", "what is compiled so far is kept"},
	})
}

func TestTemporaryFolderTakesPrograms(t *testing.T) {
	refused := &fs.PathError{Op: "open", Path: "/t/x", Err: errors.New("read-only file system")}
	hold(t, []judged{
		{"fine", judgeTemporary(temporaryFacts{folder: "/t"}), OK, "/t can be written", ""},
		{"read-only", judgeTemporary(temporaryFacts{folder: "/t", writeErr: refused}), Missing, "into /t: read-only file system", "TMPDIR"},
		{"noexec", judgeTemporary(temporaryFacts{folder: "/t", runErr: fs.ErrPermission}), Missing, "no program may be started in /t", "TMPDIR"},
		{"no shell", judgeTemporary(temporaryFacts{folder: "/t", runErr: fs.ErrNotExist}), OK, "/t", ""},
	})
}

func TestDiskHasRoom(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	hold(t, []judged{
		{"one disk", judgeDisk([]room{{"a", 60 * gb, nil}, {"b", 60 * gb, nil}}), OK, "60.0 GB free for a, b", ""},
		{"two disks", judgeDisk([]room{{"a", 60 * gb, nil}, {"b", 2 * gb, nil}}), OK, "60.0 GB free for a; 2.0 GB free for b", ""},
		{"just enough", judgeDisk([]room{{"a", gb, nil}}), OK, "1.0 GB free for a", ""},
		{"tight", judgeDisk([]room{{"a", 60 * gb, nil}, {"b", gb - 1, nil}}), Warn, "free for b", "go clean -cache"},
		{"nearly full", judgeDisk([]room{{"a", 100 * mb, nil}, {"b", 60 * gb, nil}}), Missing, "0.1 GB free for a", "make room"},
		{"one cannot be seen", judgeDisk([]room{{"a", 0, errors.New("x")}, {"b", 2 * gb, nil}}), OK, "2.0 GB free for b", ""},
		{"none can be seen", judgeDisk([]room{{"a", 0, errors.New("x")}}), Warn, "cannot be seen", ""},
	})
}

func TestClockIsPlausible(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	at := func(written, newest time.Duration) finding {
		return judgeClock(clockFacts{now: now, written: now.Add(written), newest: now.Add(newest)})
	}
	hold(t, []judged{
		{"right", at(time.Millisecond, -time.Hour), OK, "2026-03-01 09:30 UTC", ""},
		{"coarse file times", at(-2*time.Second, -time.Hour), OK, "2026-03-01", ""},
		{"another time zone", at(0, 14*time.Hour), OK, "2026-03-01", ""},
		{"behind", at(0, 48*time.Hour), Warn, "it says 1 March 2026, but the kit has a file of 3 March 2026", "set the clock"},
		{"disk behind", at(-10*time.Second, -time.Hour), Warn, "a date that is 10s off", "a disk of this machine"},
		{"disk ahead", at(time.Hour, -time.Hour), Warn, "a date that is 1h0m0s off", "a disk of this machine"},
		{"no kit to compare", judgeClock(clockFacts{now: now, written: now}), OK, "2026", ""},
		{"no file to compare", judgeClock(clockFacts{err: errors.New("full")}), Warn, "full", ""},
	})
}

func TestPortsOfTheExercises(t *testing.T) {
	hold(t, []judged{
		{"all free", judgePorts([]port{{3000, false, ""}, {6379, false, ""}}), OK, "free: 3000, 6379", ""},
		{"one taken", judgePorts([]port{{3000, true, "node (pid 4711)"}, {6379, false, ""}}), Warn, "3000 is taken by node (pid 4711); free: 6379", "its own ports"},
		{"by somebody else's", judgePorts([]port{{3000, true, ""}}), Warn, "a program that cannot be seen", "another PORT"},
		{"a Redis is what is wanted there", judgePorts([]port{{3000, false, ""}, {6379, true, "redis-server (pid 7)"}}), OK, "6379 is a Redis already, redis-server (pid 7); free: 3000", ""},
		{"a Redis elsewhere", judgePorts([]port{{3000, true, "redis-server (pid 7)"}}), Warn, "3000 is taken by redis-server", "another PORT"},
	})
	hold(t, []judged{
		{"private", judgePrivatePorts(nil), OK, "for itself", ""},
		{"no private", judgePrivatePorts(errors.New("no 20 free ports in a row")), Missing, "no 20 free ports", "20000 to 32767"},
	})
}

func TestLocalhostIsThisMachine(t *testing.T) {
	here := []string{"127.0.0.1", "::1"}
	hold(t, []judged{
		{"both", judgeLocalhost(localhostFacts{addresses: here}), OK, "is 127.0.0.1 and ::1", ""},
		{"unknown", judgeLocalhost(localhostFacts{err: errors.New("no such host")}), Warn, "no such host", "127.0.0.1 localhost"},
		{"elsewhere", judgeLocalhost(localhostFacts{addresses: []string{"10.1.2.3"}}), Warn, "10.1.2.3", "hosts file"},
		{"proxy", judgeLocalhost(localhostFacts{addresses: here, proxy: "http_proxy", except: ",intern.example"}), Warn, "http_proxy is set", "NO_PROXY=localhost,127.0.0.1"},
		{"proxy with exception", judgeLocalhost(localhostFacts{addresses: here, proxy: "http_proxy", except: "a, localhost,"}), OK, "is 127.0.0.1", ""},
		{"proxy for nobody", judgeLocalhost(localhostFacts{addresses: here, proxy: "http_proxy", except: "*"}), OK, "is 127.0.0.1", ""},
	})
}

func TestFoldersCanBeWatched(t *testing.T) {
	full := errors.New("no space left on device")
	hold(t, []judged{
		{"Linux", judgeWatching(watchingFacts{watches: 192536, instances: 128}), OK, "192536 folders, 128 programs", ""},
		{"elsewhere", judgeWatching(watchingFacts{}), OK, "works", ""},
		{"few watches", judgeWatching(watchingFacts{watches: 8192, instances: 128}), Warn, "max_user_watches is 8192", "sudo sysctl fs.inotify.max_user_watches=524288"},
		{"few instances", judgeWatching(watchingFacts{watches: 192536, instances: 16}), Warn, "max_user_instances is 16", "max_user_instances=512"},
		{"used up", judgeWatching(watchingFacts{watches: 192536, instances: 128, err: full}), Warn, "no space left on device", "sudo sysctl"},
		{"used up elsewhere", judgeWatching(watchingFacts{err: full}), Warn, "twice a second", "ulimit -n"},
	})
}

func TestOneProcessorMakesMaxOne(t *testing.T) {
	hold(t, []judged{
		{"one", judgeProcessors(1), Warn, `instances: "max" starts one`, "write their number"},
		{"two", judgeProcessors(2), OK, "2", ""},
	})
}

func TestRunnerThatWasLeft(t *testing.T) {
	hold(t, []judged{
		{"none", judgeRunner(runnerFacts{}), OK, "none is left running", ""},
		{"with apps", judgeRunner(runnerFacts{running: true, pid: 12, instances: 3}), Warn, "(pid 12), with 3 instances", "go run ./runner kill"},
		{"with one", judgeRunner(runnerFacts{running: true, pid: 12, instances: 1}), Warn, "with 1 instance", "go run ./runner kill"},
		{"of another version", judgeRunner(runnerFacts{running: true, pid: 12, instances: -1}), Warn, "running in this folder (pid 12)", "go run ./runner kill"},
		{"silent", judgeRunner(runnerFacts{err: errors.New("it has said nothing for 5s")}), Warn, "said nothing for 5s", "go run ./runner kill"},
	})
}

func TestDockerIsNeverMissing(t *testing.T) {
	const gb = 1 << 30
	engine := &ready.Engine{Version: "29.1.0", Buildx: "0.30.1", Compose: "2.40.3"}
	classic := &ready.Engine{Version: "29.1.0", Classic: true}
	asleep := &ready.Problem{Kind: ready.NoEngine, Seen: "Docker's engine is not running", Do: "start it:\nsudo systemctl start docker"}
	hold(t, []judged{
		{"there", judgeDocker(dockerFacts{engine: engine}), OK, "version 29.1.0 answers, with BuildKit (buildx 0.30.1) and Compose 2.40.3", ""},
		{"with room", judgeDocker(dockerFacts{engine: engine, root: "/var/lib/docker", free: 30 * gb}), OK, "; 30.0 GB free for its images", ""},
		{"without", judgeDocker(dockerFacts{engine: engine, root: "/var/lib/docker", free: 2 * gb}), Warn, "; 2.0 GB free for its images", "1 to 9 do not need it; for 10 and 11: make room"},
		{"classic by hand", judgeDocker(dockerFacts{engine: classic}), Warn, "DOCKER_BUILDKIT says no", "unset DOCKER_BUILDKIT"},
		{"asleep", judgeDocker(dockerFacts{problem: asleep}), Warn, "not running", "1 to 9 do not need it; for 10 and 11: start it:\nsudo systemctl start docker"},
	})
}

func TestImagesAreNeverMissing(t *testing.T) {
	failed := errors.New("something new")
	gone := &ready.Problem{Kind: ready.NoEngine, Seen: "Docker's engine is not running", Do: "start it"}
	offline := &ready.Problem{Kind: ready.CannotPull, Seen: "there is no network", Do: "with a network:\ndocker pull a:1"}
	hold(t, []judged{
		{"all here", judgeImages(nil, nil), OK, "all here: golang:1.26-alpine, alpine:3.22, redis:7-alpine", ""},
		{"two lack", judgeImages([]string{"alpine:3.22", "redis:7-alpine"}, nil), Warn, "not here: alpine:3.22, redis:7-alpine", "\ngo run ./checker doctor --pull"},
		{"engine is gone", judgeImages(nil, gone), Warn, "not running", "start it"},
		{"was here", judgePull("a:1", pullFacts{here: true}), OK, "a:1 is here", ""},
		{"pulled", judgePull("a:1", pullFacts{layers: 5, size: 85_300_000, took: 12 * time.Second}), OK, "a:1 pulled: 5 layers, 85 MB in 12s", ""},
		{"offline", judgePull("a:1", pullFacts{err: offline}), Warn, "there is no network", "\ndocker pull a:1"},
		{"too slow", judgePull("a:1", pullFacts{err: context.DeadlineExceeded}), Warn, "a:1 took too long", "what is here is kept"},
		{"unknown", judgePull("a:1", pullFacts{err: failed}), Warn, "something new", "\ndocker pull a:1"},
		{"built", judgeFirstBuild(nil), OK, "its modules are in the engine's cache", ""},
		{"build offline", judgeFirstBuild(offline), Warn, "there is no network", "docker pull a:1"},
		{"build too slow", judgeFirstBuild(context.DeadlineExceeded), Warn, "took too long", "--pull"},
		{"build fails", judgeFirstBuild(&docker.Failed{Said: []string{"a", "ERROR: failed to solve: x", ""}}), Warn, "does not build: ERROR: failed to solve: x", "docker build -f solutions"},
	})
}

func TestReadyUnlessSomethingIsMissing(t *testing.T) {
	assert.True(t, Ready([]Result{{Status: OK}, {Status: Warn}}))
	assert.False(t, Ready([]Result{{Status: OK}, {Status: Missing}, {Status: Warn}}))
}

func TestWhatDockerAloneNeedsIsNeverMissing(t *testing.T) {
	hold(t, []judged{
		{"fine", notForAll(ok("x")), OK, "x", ""},
		{"missing", notForAll(missing("x", "y")), Warn, "x", "exercises 1 to 9 do not need it; for 10 and 11: y"},
		{"nothing to do", notForAll(missing("x", "")), Warn, "x", ""},
	})
}

func TestKitInsideAKitIsNamed(t *testing.T) {
	hold(t, []judged{
		{"one", judgeFolder(folderFacts{kit: "/k"}), OK, "/k", ""},
		{"two", judgeFolder(folderFacts{kit: "/k", other: "/k/k"}), Warn, "/k and /k/k", "in the same one"},
	})
}

func TestReadyForDockerWhenAllOfItIsFine(t *testing.T) {
	with := func(first, docker, images Status) bool {
		// Others stand between those about Docker.
		return ReadyForDocker([]Result{{Status: first}, {Status: docker, Docker: true}, {Status: Warn}, {Status: images, Docker: true}})
	}
	assert.True(t, with(Warn, OK, OK))
	assert.False(t, with(OK, Warn, OK))
	assert.False(t, with(OK, OK, Warn))
	assert.False(t, with(Missing, OK, OK))
	assert.False(t, ReadyForDocker([]Result{{Status: OK}}))
}
