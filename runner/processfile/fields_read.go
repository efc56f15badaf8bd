package processfile

import (
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the functions that read the fields of the table.

type readField = func(a *appReader, v *value)

// text reads a field that is a text. It and the functions after it make a
// reader of a type and of the place in the app where the value goes; a value of
// another type leaves the default there.
func text(target func(*App) *string) readField {
	return func(a *appReader, v *value) {
		if got, ok := a.text(v); ok {
			*target(a.app) = got
		}
	}
}

// flag reads a boolean. A text is none, not even "false": it would count as
// true in JavaScript.
func flag(target func(*App) *bool) readField {
	return func(a *appReader, v *value) {
		if got, ok := a.boolean(v); ok {
			*target(a.app) = got
		}
	}
}

// count reads a whole number within bounds, both of them allowed.
func count(from, to int, target func(*App) *int) readField {
	return func(a *appReader, v *value) {
		if got, ok := a.integer(v, from, to, "a whole number"); ok {
			*target(a.app) = got
		}
	}
}

// span reads a length of time.
func span(target func(*App) *time.Duration) readField {
	return func(a *appReader, v *value) {
		if got, ok := a.duration(v); ok {
			*target(a.app) = got
		}
	}
}

// texts reads a list; a single text counts as a list of one.
func texts(target func(*App) *[]string) readField {
	return func(a *appReader, v *value) {
		if got, ok := a.texts(v); ok {
			*target(a.app) = got
		}
	}
}

// words is texts, except that a single text is a command line to be split.
func words(target func(*App) *[]string) readField {
	return func(a *appReader, v *value) {
		got, ok := a.texts(v)
		if ok && v.Kind == tree.String {
			got = splitArgs(v.Text)
		}
		if ok {
			*target(a.app) = got
		}
	}
}

// variableName reads the name of an environment variable.
func variableName(target func(*App) *string) readField {
	return func(a *appReader, v *value) {
		name, ok := a.text(v)
		if ok && (name == "" || strings.Contains(name, "=")) {
			a.wrong(BadValue, v, "`"+v.field+"` has to be the name of a variable", "a name such as PORT", "")
			ok = false
		}
		if ok {
			*target(a.app) = name
		}
	}
}

// maxInstances is more than one machine serves anybody with.
const maxInstances = 1000

// readInstances resolves "max", 0 and negative numbers against the cores, so
// that nobody after this has to know about them.
func readInstances(a *appReader, v *value) {
	const expected = `a whole number, or "max"`
	a.instancesGiven = true
	number := 0.0
	if v.Kind != tree.String || v.Text != "max" {
		var ok bool
		if number, ok = a.number(v, expected); !ok {
			return
		}
	}
	switch {
	case number != math.Trunc(number):
		a.wrong(WrongType, v, "`"+v.field+"` has to be a whole number, there are no half processes", expected, "")
	case number > maxInstances || number < -maxInstances:
		a.wrong(BadValue, v, "`"+v.field+"` is out of range", "at most 1000, or \"max\" for one per core", "")
	case number > 0:
		a.app.Instances = int(number)
	default:
		a.app.Instances = max(1, a.options.Cores+int(number))
	}
}

// readMode knows PM2's older names, fork_mode and cluster_mode, too.
func readMode(a *appReader, v *value) {
	got, ok := a.text(v)
	if !ok {
		return
	}
	switch strings.TrimSuffix(got, "_mode") {
	case "fork":
		a.app.ExecMode = Fork
	case "cluster":
		a.app.ExecMode = Cluster
	default:
		a.wrong(BadValue, v, "`"+v.field+"` is neither fork nor cluster", `"fork" or "cluster"`, didYouMean(Suggest(got, []string{"fork", "cluster"})))
	}
}

func didYouMean(what string) string {
	if what == "" {
		return ""
	}
	return "did you mean `" + what + "`?"
}

// readFilter: true keeps everything out, which is what PM2 documents, though
// PM2 itself forgets it when the file says so.
func readFilter(a *appReader, v *value) {
	if v.Kind == tree.Bool {
		a.app.FilterEnv = v.Text == "true"
		return
	}
	if list, ok := a.texts(v); ok {
		a.app.FilterEnvFor = list
	}
}

// readExitCodes: one code need not be a list. No system has one above 255.
func readExitCodes(a *appReader, v *value) {
	items := []*value{v}
	if v.Kind == tree.Array {
		items = items[:0]
		for i, item := range v.Items {
			items = append(items, a.item(v, i, item))
		}
	}
	for _, item := range items {
		if code, ok := a.integer(item, 0, 255, "an exit code"); ok {
			a.app.StopExitCodes = append(a.app.StopExitCodes, code)
		}
	}
}

// readWatch: paths stand for true, with these instead of the app's folder.
func readWatch(a *appReader, v *value) {
	if v.Kind == tree.Bool {
		a.app.Watch = v.Text == "true"
		return
	}
	if v.Kind != tree.String && v.Kind != tree.Array {
		a.wrongType(v, "true, false, a path or a list of paths")
		return
	}
	if list, ok := a.texts(v); ok {
		a.app.Watch, a.app.WatchPaths = true, list
	}
}

var signals = []string{"SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"}

// readSignal takes the name with or without SIG, in any case.
func readSignal(a *appReader, v *value) {
	got, ok := a.text(v)
	if !ok {
		return
	}
	name := "SIG" + strings.TrimPrefix(strings.ToUpper(got), "SIG")
	for _, known := range signals {
		if name == known {
			a.app.KillSignal = name
			return
		}
	}
	a.wrong(BadValue, v, "`"+v.field+"` is not a signal that can stop an app", strings.Join(signals, ", "), didYouMean(Suggest(name, signals)))
}

// readHealth takes a path alone. A whole URL would name one port, yet each
// instance has its own.
func readHealth(a *appReader, v *value) {
	got, ok := a.text(v)
	if ok && (!strings.HasPrefix(got, "/") || strings.ContainsAny(got, " \r\n\t")) {
		a.wrong(BadValue, v, "`"+v.field+"` has to be a path that begins with /", "a path such as /healthz", "the runner asks each instance on its own port, so host and port are left out")
		return
	}
	a.app.Health = got
}

// readMemory reads PM2's sizes, whose K is 1024.
func readMemory(a *appReader, v *value) {
	const expected = `a number of bytes, or a text such as "150M"`
	if v.Kind != tree.Number && v.Kind != tree.String {
		a.wrongType(v, expected)
		return
	}
	size, ok := parseSize(v.Text)
	if !ok || size < 0 {
		a.wrong(BadValue, v, "`"+v.field+"` is not an amount of memory", expected, "the units are K, M and G")
		return
	}
	a.app.MaxMemoryRestart = size
}

var cronPart = regexp.MustCompile(`^[0-9A-Za-z*/,\-?#LW]+$`)

// readCron takes five parts, or six with seconds in front, as PM2 does. The
// library would take more (a year, names such as @daily), which PM2 does not.
func readCron(a *appReader, v *value) {
	got, ok := a.text(v)
	if !ok {
		return
	}
	parts := strings.Fields(got)
	good := len(parts) == 5 || len(parts) == 6
	for _, part := range parts {
		good = good && cronPart.MatchString(part)
	}
	if !good || !gronx.IsValid(got) {
		a.wrong(BadValue, v, "`"+v.field+"` is not a cron pattern", `minute, hour, day, month and weekday, such as "0 3 * * *"`, "")
		return
	}
	a.app.CronRestart = got
}

// readLogFile: PM2 takes true for a file in its usual place, which is the same
// here as leaving the field out.
func readLogFile(a *appReader, v *value) {
	if v.Kind != tree.Bool {
		a.app.LogFile, _ = a.text(v)
	}
}

// absolute makes a path of the file absolute: it counts from the file's folder.
func (r *reader) absolute(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.file.Dir, filepath.FromSlash(path))
}

// portOf reads a port from the text of a variable.
func portOf(text string) (int, bool) {
	port, err := strconv.Atoi(strings.TrimSpace(text))
	return port, err == nil && port >= 1 && port <= 65535
}
