//go:build unix

package behaviour

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/tests/platformtest"
)

// This file owns the list of what differs from PM2 on purpose.

// difference is an entry of it, in the words of the docs.
type difference struct {
	id             string
	pm2, here, why string
}

var differences = []difference{
	// What is in the file.
	{"unknown-field", "a misspelt field is silently ignored", "an error with a suggestion", "the mistake everybody makes first"},
	{"duplicate-names", "two apps of one name are two apps that answer to it together", "an error", "nobody could tell them apart"},
	{"two-on-a-port", "two apps on one port are started; one of them is `errored` after 16 starts", "an error before anything starts", "it cannot come true"},
	{"all-or-nothing", "a script that is missing fails alone; the other apps are started", "nothing is started", "one finds the mistake before one meets its consequences"},
	{"no-program", "a file that cannot be executed is `online` for ever, without a pid", "an error", "nothing is online there"},
	{"usage-is-2", "every failure has exit code 1", "wrong usage and invalid files have 2", "a script can tell them from an app that fails"},
	{"relative-paths", "relative paths belong to the shell's folder", "to the process file's folder", "the same file does the same everywhere"},
	{"quotes", "quotes in the middle of an argument stay: `--name=\"a b\"`", "they are taken off: `--name=a b`", "as in a shell"},
	{"null", "`null` in `env` becomes the text \"null\"", "an error", "nobody wants that"},
	{"object", "an object in `env` becomes JSON", "an error", "the environment holds texts"},
	{"env-file", "`env_file` is unknown", "a dotenv file, below `env`", "asked for by many"},
	{"filter-all", "`filter_env: true` keeps nothing out", "all but `PATH`, `HOME` and their like", "PM2 means to, and does not"},
	{"clean-environment", "the environment of a process has 36 of PM2's variables, and one with the app's name", "none but `NODE_APP_INSTANCE` (and the tag `WORKSHOP_LEDGER`)", "the file decides"},
	{"kill-signal", "`kill_signal` is unknown; always SIGINT", "the named signal", "containers say SIGTERM"},

	// Modes and ports.
	{"any-language", "`cluster` is for Node; another program in it is `errored`, and without a mode it is `fork`", "for programs in any language", "the runner shares the port"},
	{"own-port", "cluster instances all see the public `PORT`", "each sees one of its own", "so it works in any language"},
	{"increment-again", "a restart from the file sets `increment_var` back to the base for every instance", "each instance keeps its value", "they would fight for one port"},

	// When a process is online, restarted, errored.
	{"online", "`online` is said when the process exists", "when it accepts on its `PORT`", "or it says nothing"},
	{"never-ready", "with `wait_ready`, silence until `listen_timeout` counts as ready", "it stays `launching`, and `start` fails", "or it says nothing"},
	{"start-says-so", "`start` has exit code 0 whatever becomes of the apps", "1 when one does not come up, with its last words", "the reason is in front of you"},
	{"in-a-row", "unstable exits count when all fall within `max_restarts` × `min_uptime`", "in a row, whenever they come", "with a delay, PM2 never gives up"},
	{"delayed-errored", "with `restart_delay`, an app that was given up is shown as `waiting restart`", "as `errored`", "nothing waits there"},
	{"backoff-errored", "with `exp_backoff_restart_delay` likewise", "`errored`", "nothing waits there"},
	{"no-restarts", "`max_restarts: 0` means 16", "the first unstable exit is the last", "what one would expect"},
	{"autostart", "an app with `autostart: false` stays `stopped` even when `start` names it", "it is started", "what else would the command be for"},
	{"left-behind", "what a crashed process leaves behind lives on", "it is ended before the next start", "it would keep the port"},
	{"cron-stopped", "`cron_restart` starts an app that was stopped", "it stays stopped", "stopped is stopped"},
	{"watch-after-stop", "`watch` ends with the first `stop`", "it goes on when the app is started again", "what the file says holds"},

	{"memory", "`max_memory_restart` is looked at every 30 s", "every second", "a leak is quick"},

	// start with a file that is at work.
	{"again-unchanged", "`start` restarts every app of the file", "those that changed", "a start disturbs nobody"},
	{"again-changed", "other `instances`, `script` or `exec_mode` are ignored until `delete`", "every change is applied", "the file is the truth"},
	{"again-variable-gone", "a variable that is gone from `env` stays", "it goes", "the file is the truth"},
	{"again-gone", "an app that is gone from the file runs on", "it is stopped and removed", "the file is the truth"},

	// Commands.
	{"restart-file", "`restart` and `reload` take a process file, too", "names; `start` applies a file", "one command for it is enough"},
	{"restart-waiting", "`restart` of an app that is `waiting restart` fails", "it is started at once", "that is what was asked"},
	{"highest-go-first", "`scale` to fewer ends the oldest instances", "those with the highest numbers", "ports and numbers stay together"},
	{"scale-minus", "`scale APP -2` is an unknown option", "two fewer", "typed just so"},
	{"scale-zero", "`scale APP 0` deletes the app", "an error that names `stop` and `delete`", "too much for a slip of the finger"},
	{"scale-same", "`scale` to as many as there are fails", "it does nothing, and succeeds", "it is as was asked"},
	{"by-id", "an id means one instance", "its whole app", "instances of an app are alike"},
	{"logs-nobody", "`logs` of an unknown app prints nothing", "an error", "or one waits for ever"},

	// Log files.
	{"log-numbers", "log files carry PM2's id whenever `instances` is given", "the instance's number, when there are several", "the id changes with every `delete`"},
	{"log-size", "log files grow without end", "they are rotated at 10 MB", "a loop of prints cannot fill a disk"},
	{"log-time", "with `time`, a line is lost now and then", "none is", "a log is for the bad days"},
	{"log-ending", "only `….log` gets a number; instances share a file with another ending", "every ending", "one file for all is `merge_logs`"},
}

// notShown are the differences that no case shows, and why.
var notShown = map[string]string{
	"memory":   "it would take half a minute",
	"log-size": "the tests of runner/apps/logs do",
	"log-time": "PM2 loses one in 64 KB, by chance",
}

var update = flag.Bool("update", false, "write the table of differences into docs/runner.md")

const (
	docsPage   = "../../docs/runner.md"
	tableBegin = "<!-- differences: written by go test ./tests/behaviour -run Docs -update -->\n"
	tableEnd   = "<!-- end of differences -->\n"
)

func TestDocsShowEveryKnownDifference(t *testing.T) {
	platformtest.DocsTable(t, docsPage, tableBegin, tableEnd, table(), *update, "go test ./tests/behaviour -run Docs -update")
}

func table() string {
	var b strings.Builder
	b.WriteString("\n| PM2 | here | why |\n|---|---|---|\n")
	for _, d := range differences {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", d.pm2, d.here, d.why)
	}
	return b.String() + "\n"
}

// A difference that no case shows may have gone long ago, and one that is not
// in the list has no reason.
func TestEveryKnownDifferenceIsShownByACase(t *testing.T) {
	listed, shown := map[string]bool{}, map[string]bool{}
	for _, d := range differences {
		assert.NotContains(t, listed, d.id, "twice in the list")
		listed[d.id] = notShown[d.id] == ""
	}
	for _, c := range cases() {
		for _, id := range c.shown() {
			assert.Contains(t, listed, id, "%q shows what is not in the list", c.name)
			shown[id] = true
		}
	}
	for id := range listed {
		assert.Equal(t, listed[id], shown[id], "is %s shown by a case?", id)
	}
}
