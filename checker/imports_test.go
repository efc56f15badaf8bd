package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "workshop.example/processes/"

// layers says what each part of the kit may not know, and why. Both sides are
// beginnings of import paths; those of the kit are without the module's.
var layers = []struct {
	who, mayNotImport, because string
}{
	{"services/", "runner", "a service is a program of its own, which any process manager can run"},
	{"services/", "checker", "a service does not know that it is checked; it echoes a variable"},
	{"services/", "exercises", "a service does not know what is taught with it"},
	{"services/", "tests", "what runs knows no tests"},
	{"services/", "tools", "what runs knows no tools"},
	{"exercises", "tests", "an exercise knows no tests"},
	{"exercises", "tools", "an exercise knows no tools"},
	{"services/hello-world", "github.com/alicebob/miniredis", "it needs no embedded Redis"},
	{"runner", "checker", "the runner can be taken out of the kit and used alone"},
	{"runner", "exercises", "the runner can be taken out of the kit and used alone"},
	{"runner", "services", "the runner runs any program"},
	{"runner/system/platform", "runner/processfile", "processes are started for whoever asks, not for apps"},
	{"runner/system/platform", "runner/apps/supervise", "the platform is below supervision"},
	{"runner/system/platform", "runner/screen/console", "the platform prints nothing"},
	{"runner/processfile", "runner/apps/supervise", "reading a file starts no app"},
	{"runner/processfile", "runner/apps/launch", "reading a file starts no app"},
	{"runner/processfile", "runner/screen/console", "a problem is data; who prints it is not its business"},
	{"runner/apps/launch", "runner/system/platform", "it is pure: it starts nothing"},
	{"runner/apps/launch", "runner/apps/supervise", "it is pure: it starts nothing"},
	{"runner/apps/supervise", "runner/apps/frontdoor", "an instance does not know who sends it requests"},
	{"runner/apps/supervise", "runner/apps/ecosystem", "an instance does not know of the others"},
	{"runner/apps/supervise", "runner/screen/console", "events are data; who prints them is not its business"},
	{"runner/apps/frontdoor", "runner/", "the front door shares a port out over addresses, whoever is behind them"},
	{"runner/apps/build", "runner/processfile", "it builds a package, not an app"},
	{"runner/apps/build", "runner/apps/supervise", "it never runs what it built"},
	{"runner/apps/ecosystem", "runner/screen/console", "what happens is told to an observer, not printed"},
	{"runner/apps/ecosystem", "runner/apps/logs", "it hands output on; who keeps it is not its business"},
	{"runner/apps/ecosystem", "runner/control", "it can be asked by anybody, over any wire"},
	{"runner/apps/watch", "runner/", "it sees files change, whoever wants to know"},
	{"runner/apps/logs", "runner/apps/ecosystem", "it keeps what is printed, whoever runs it"},
	{"runner/apps/logs", "runner/screen/console", "lines are data; who shows them is not its business"},
	{"runner/apps/usage", "runner/", "it measures processes, whoever runs them"},
	{"runner/control", "runner/apps/ecosystem", "a command talks to the daemon, it runs nothing"},
	{"runner/control", "runner/daemon", "the client knows the wire alone"},
	{"runner/control", "runner/screen/console", "messages are data; who prints them is not its business"},
	{"runner/screen/monit", "runner/daemon", "it asks over the wire, as every command does"},
	{"runner/screen/monit", "runner/apps/ecosystem", "it asks over the wire, as every command does"},
	{"runner/daemon", "runner/screen/monit", "nobody looks at a daemon's screen"},
	{"runner/system/redact", "runner/", "it works on text alone"},
	{"runner/system/selfexec", "runner/", "everybody may use it"},
	{"checker/check", "exercises", "the engine knows no exercise"},
	{"checker/check", "runner/control", "a check needs no daemon"},
	{"exercises", "runner/control", "an exercise needs no daemon"},
	{"runner/screen/console", "runner/control", "it knows terminals alone"},
	{"checker/check", "checker/screen/report", "the engine prints nothing"},
	{"checker/check", "checker/learner/progress", "the engine remembers nothing"},
	{"checker/sandbox", "checker/check", "the sandbox knows nothing of right and wrong"},
	{"checker/screen/report", "exercises", "it is given what it prints"},
	{"checker/screen/timeline", "checker/screen/report", "a chart is data; who draws it is not its business"},
	{"checker/screen/page", "exercises", "it is given what it shows"},
	{"checker/isolated", "exercises", "it is told which exercises there are"},
	{"checker/isolated", "checker/screen/report", "it is not its business how results are printed"},
	{"checker/learner/hints", "checker/", "a page of hints is text, whoever shows it"},
	{"checker/learner/compare", "exercises", "it is given what it compares"},
	{"checker/learner/compare", "checker/check", "it compares files, and judges nobody"},
	{"checker/learner/compare", "checker/screen/report", "differences are data; who prints them is not its business"},
	{"checker/learner/predict", "exercises", "it is given the question"},
	{"checker/learner/predict", "checker/screen/report", "it asks nobody, and prints nothing"},
	{"checker/teaching/grade", "exercises", "it is given what it checks"},
	{"checker/teaching/grade", "checker/screen/report", "it is not its business how rows are printed"},
	{"checker/teaching/grade", "checker/learner/progress", "a submission is nobody's progress here"},
	{"checker/containers/docker", "checker/containers/ready", "it talks to an engine; whether there is one is not its business"},
	{"checker/containers/dockerfile", "checker/containers/docker", "a Dockerfile is text, whoever builds it"},
	{"checker/containers/ready", "checker/check", "it looks at the machine, and judges nobody"},
	{"checker/patience", "checker/", "it counts time, whatever that is spent on"},
	{"checker/parallel", "checker/check", "it does any work a few at a time"},
	{"checker/teaching/doctor", "checker/screen/report", "its answers are data; who prints them is not its business"},
	{"checker/teaching/doctor", "exercises", "it looks at the machine alone"},
	{"checker/screen/watchloop", "checker/", "it decides, and knows nobody who does"},
	{"checker/screen/watchloop", "runner", "it decides, and knows nobody who does"},
	{"checker/screen/keyboard", "checker/", "it reads keys, whatever they are for"},
	{"checker/teaching/author", "exercises", "it writes files; what is in the others is not its business"},
	{"checker/teaching/author", "checker/", "it writes files, and prints nothing"},
	{"checker/teaching/verify", "exercises", "it is given what it verifies"},
	{"checker/teaching/verify", "checker/screen/report", "it is not its business how rows are printed"},
	{"exercises", "checker/screen/report", "an exercise prints nothing"},
	{"exercises", "checker/learner/progress", "an exercise remembers nothing"},
	{"exercises", "checker/teaching/verify", "an exercise does not verify itself"},
}

// heavy are libraries that a cold first run would have to compile, or that
// have no business in a program.
var heavy = []struct{ who, library, because string }{
	{"checker", "github.com/docker", "the first call on a fresh clone must not compile a Docker client"},
	{"checker", "github.com/moby", "the first call on a fresh clone must not compile a Docker client"},
	{"checker", "github.com/testcontainers", "it brings a Docker client along"},
	{"checker", "github.com/compose-spec", "compose files are read by the program for Docker"},
	{"checker", "github.com/redis/go-redis", "services speak to Redis, the checker only to services"},
	{"checker", "github.com/alicebob/miniredis", "the embedded Redis is a program of its own: services/redis"},
	{"checker", "github.com/stretchr/testify", "it is for tests"},
	{"checker", "github.com/rogpeppe/go-internal", "it is for tests"},
	{"checker", "charm.land", "a screenful of libraries, for a program that prints lines"},
	{"checker", "github.com/shirou/gopsutil", "the checker asks nobody how much memory it takes"},
	{"checker", module + "runner/daemon", "a check needs no daemon"},
	{"checker", module + "tests", "they are for tests"},
	{"checker", module + "tools", "they are for maintainers"},
	{"runner", module + "tests", "they are for tests"},
	{"runner", module + "tools", "they are for maintainers"},
	{"runner", "github.com/redis/go-redis", "the runner runs any program"},
	{"runner", "github.com/alicebob/miniredis", "the runner runs any program"},
	{"runner", "github.com/stretchr/testify", "it is for tests"},
	{"runner", "github.com/rogpeppe/go-internal", "it is for tests"},
}

// imports are all packages that a package of the kit needs, itself included,
// by the package's path within the module.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...")
	list.Dir = ".."
	out, err := list.Output()
	require.NoError(t, err, "go list")
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[strings.TrimPrefix(words[0], module)] = words[1:]
	}
	require.Contains(t, all, "checker")
	require.Contains(t, all["checker"], module+"exercises", "the list must be whole to prove anything")
	return all
}

// is says whether path is one package or lies below it.
func is(path, beginning string) bool {
	return path == strings.TrimSuffix(beginning, "/") || strings.HasPrefix(path, strings.TrimSuffix(beginning, "/")+"/")
}

func TestLayersDoNotKnowWhatIsAboveThem(t *testing.T) {
	all := imports(t)
	for _, l := range layers {
		met := false
		for who, needs := range all {
			if !is(who, l.who) || isTestHelper(who) {
				continue
			}
			met = true
			for _, need := range needs {
				inside := strings.TrimPrefix(need, module)
				if is(inside, l.mayNotImport) && !is(inside, l.who) {
					assert.Fail(t, who+" imports "+inside, "%s may not know %s: %s", l.who, l.mayNotImport, l.because)
				}
			}
		}
		assert.True(t, met, "the table speaks of %s, which is not there", l.who)
	}
}

// isTestHelper: packages for tests alone may know everything.
func isTestHelper(path string) bool {
	return strings.HasSuffix(path, "test")
}

func TestProgramsStayLight(t *testing.T) {
	all := imports(t)
	for _, h := range heavy {
		require.Contains(t, all, h.who)
		for _, need := range all[h.who] {
			assert.False(t, is(need, h.library), "%s needs %s: %s", h.who, need, h.because)
		}
	}
}

func TestOnlyTheCheckersProgramsKnowTheExercises(t *testing.T) {
	for who, needs := range imports(t) {
		if who == "checker" || who == "checker/containers/engine" || is(who, "exercises") {
			continue
		}
		for _, need := range needs {
			assert.False(t, is(strings.TrimPrefix(need, module), "exercises"), "%s imports %s", who, need)
		}
	}
}
