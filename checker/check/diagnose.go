package check

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// appFailed is about an app that could not be run as a whole.
func (r *Run) appFailed(app *processfile.App, err error) *Finding {
	var failed *build.Failed
	var taken *ecosystem.PortTaken
	switch {
	case errors.As(err, &failed) && failed.Machine:
		return goToolTrouble(failed)
	case errors.As(err, &failed) && failed.NoGo:
		return noGo(failed)
	case errors.As(err, &failed):
		return &Finding{
			ID:       "DOES-NOT-COMPILE",
			Expected: fmt.Sprintf("the program of %s to compile", app.Name),
			Seen:     failed.Output,
			Where:    Where(app, "script"),
			Try:      compileAdvice(app),
		}
	case errors.As(err, &taken):
		return lostPort(taken.Owners)
	}
	return Internal(err)
}

// compileAdvice names the package as the file does when that is its place in
// the kit, too: `go vet` is called from there.
func compileAdvice(app *processfile.App) string {
	if strings.HasPrefix(app.Script, "./") && app.Program.Kind == processfile.GoPackage {
		return fmt.Sprintf("Fix the line that the compiler names; `go vet %s` shows the same message.", app.Script)
	}
	return "Fix the line that the compiler names; `go vet` on the folder shows the same message."
}

func noGo(failed *build.Failed) *Finding {
	return &Finding{
		ID: "NO-GO", Lacking: true,
		Expected: "the go tool on this machine",
		Seen:     failed.Error(),
		Try:      "Install Go from https://go.dev/dl/, or put it on the PATH: `go version` must answer.",
	}
}

// goToolTrouble is about a machine on which the go tool cannot do its work.
func goToolTrouble(failed *build.Failed) *Finding {
	remedy := cmp.Or(failed.Remedy, "`go build ./services/...` in the kit's folder shows the same message.")
	return &Finding{
		ID: "GO-TOOL", Trouble: true,
		Expected: "the go tool to be able to build the kit's services",
		Seen:     failed.Output,
		Try:      "Your file is not at fault. " + remedy,
	}
}

// lostPort is trouble of ours: the sandbox's port went to somebody else
// between our choosing it and the program's binding it.
func lostPort(owners []platform.Owner) *Finding {
	return Internal(fmt.Errorf("a port that the sandbox had chosen was taken by %s", console.Owners(owners, nil)))
}

// diagnose says why an instance does not stay up.
func (r *Run) diagnose(app *processfile.App, row supervise.Status) *Finding {
	events := slices.DeleteFunc(r.EventsOf(app), func(e supervise.Event) bool { return e.Instance != row.Instance })
	if i := lastOf(events, supervise.StartFailed); i >= 0 {
		return &Finding{
			ID:       "CANNOT-START",
			Expected: fmt.Sprintf("%s to start", app.Name),
			Seen:     "the system refused to start it: " + events[i].Detail,
			Where:    Where(app, "script"),
			Try:      "Is the script a program, and may it be executed? go run ./runner validate shows what it was taken for.",
		}
	}
	i := lastOf(events, supervise.Exited)
	if i < 0 {
		return Internal(fmt.Errorf("%s is %s, and no exit was seen", app.Name, row.State))
	}
	return r.Diagnose(app, events[i])
}

// Diagnose says why one start of an app ended.
func (r *Run) Diagnose(app *processfile.App, exit supervise.Event) *Finding {
	events := slices.DeleteFunc(r.EventsOf(app), func(e supervise.Event) bool { return e.Instance != exit.Instance })
	if finding := r.portTrouble(app, events, exit); finding != nil {
		return finding
	}
	return &Finding{
		ID:       "EXITS",
		Expected: fmt.Sprintf("%s to stay up", app.Name),
		Seen: fmt.Sprintf("it ended after %s with %s%s", console.Duration(exit.Uptime), exit.Exit,
			r.LastWords(app, exit.Instance, exit.Generation)),
		Where: Where(app, "script"),
		Try:   exitAdvice(exit),
	}
}

func exitAdvice(exit supervise.Event) string {
	if exit.Exit.Code == 0 && exit.Exit.Signal == "" {
		return "A service stays up until it is told to stop. Is this the program that you meant, and with the right arguments?"
	}
	return "Its last words say why. Try it alone: go run ./runner run"
}

func lastOf(events []supervise.Event, kind supervise.EventKind) int {
	for i, e := range slices.Backward(events) {
		if e.Kind == kind {
			return i
		}
	}
	return -1
}

// LastWords are what a program printed last, indented, for the end of a sentence.
// Instance -1 takes all instances together, and says nothing when none of them
// has printed anything.
func (r *Run) LastWords(app *processfile.App, instance, generation int) string {
	words := r.Box.LastWords(app.Name, instance, generation, 5)
	switch {
	case len(words) == 0 && instance < 0:
		return ""
	case len(words) == 0:
		return ", and it printed nothing"
	}
	return "; its last words:\n  " + strings.Join(words, "\n  ")
}

// LastCrash is the last exit that nobody asked for, of one instance of an app or,
// for -1, of any; nil when there was none. Its words are those to show: the next
// start may not have printed yet.
func (r *Run) LastCrash(app *processfile.App, instance int) *supervise.Event {
	for _, e := range slices.Backward(r.EventsOf(app)) {
		if e.Kind == supervise.Exited && !e.Wanted && (instance < 0 || e.Instance == instance) {
			return &e
		}
	}
	return nil
}

// inUse recognises a program that says that its port is taken, in the words of
// Go, Node, Python and the C library.
var inUse = regexp.MustCompile(`(?i)address (is )?already in use|EADDRINUSE|port .*(in use|taken)|only one usage of each socket address`)

var portInWords = regexp.MustCompile(`(?:[:\s]|port )([0-9]{2,5})\b`)

// portTrouble recognises an exit whose cause is a taken port, and says whose
// it is.
func (r *Run) portTrouble(app *processfile.App, events []supervise.Event, exit supervise.Event) *Finding {
	words := strings.Join(r.Box.LastWords(app.Name, exit.Instance, exit.Generation, 20), "\n")
	port, owners := exit.Port, []platform.Owner(nil)
	if i := lastOf(events, supervise.PortTaken); i >= 0 {
		port, owners = events[i].Port, events[i].Owners
	} else if !inUse.MatchString(words) {
		return nil
	} else if named := portNamed(words); named != 0 {
		port = named
	}
	if len(owners) == 0 {
		owners, _ = platform.PortOwners(port)
	}
	if holder := r.holder(owners); holder != nil {
		return r.collision(app, exit, *holder, port)
	}
	if exit.Port == port && r.Box.IsInside(port) {
		return lostPort(owners)
	}
	return &Finding{
		ID:       "PORT-TAKEN",
		Expected: fmt.Sprintf("%s to listen on the port that PORT says", app.Name),
		Seen: fmt.Sprintf("it tried port %d, which is not what PORT says, and which %s has%s", port,
			console.Owners(owners, nil), r.LastWords(app, exit.Instance, exit.Generation)),
		Where: Where(app, "script"),
		Try:   "Take the fixed port out of the script or its arguments and put it into env.PORT.",
	}
}

// portNamed is the port that a program complains about: the first number in
// its complaint that is a port on which somebody listens; 0 for none.
func portNamed(words string) int {
	for line := range strings.Lines(words) {
		if !inUse.MatchString(line) {
			continue
		}
		for _, match := range portInWords.FindAllStringSubmatch(line, -1) {
			port, _ := strconv.Atoi(match[1])
			if owners, err := platform.PortOwners(port); len(owners) > 0 || err != nil {
				return port
			}
		}
	}
	return 0
}

// holder is the running instance of this run that one of the owners belongs
// to, nil for a stranger.
func (r *Run) holder(owners []platform.Owner) *supervise.Status {
	for _, row := range r.Box.Ecosystem().Status() {
		for _, o := range owners {
			if row.Pid != 0 && (o.Pid == row.Pid || platform.SameGroup(o.Pid, row.Pid)) {
				return &row
			}
		}
	}
	return nil
}

// collision is about instances that fight for one port.
func (r *Run) collision(app *processfile.App, exit supervise.Event, holder supervise.Status, port int) *Finding {
	if holder.App != app.Name {
		return &Finding{
			ID:       "PORT-COLLISION",
			Expected: fmt.Sprintf("%s to have a port of its own", app.Name),
			Seen:     fmt.Sprintf("the app %s listens on port %d already", holder.App, port),
			Where:    Where(app, "env.PORT"),
			Try:      fmt.Sprintf("Give %s another env.PORT.", app.Name),
		}
	}
	finding := &Finding{
		ID:       "PORT-COLLISION",
		Expected: fmt.Sprintf("all %d instances of %s to serve", app.Instances, app.Name),
		Seen: fmt.Sprintf("instance %d listens on port %d, and instance %d ended after %s because that port is taken",
			holder.Instance, port, exit.Instance, console.Duration(exit.Uptime)),
		Where: Where(app, "exec_mode"),
	}
	switch {
	case app.ExecMode == processfile.Fork:
		finding.Seen += ".\nexec_mode fork gives every instance the same PORT, and only one process can listen on a port"
		finding.Try = "Use exec_mode: 'cluster'. The runner then listens on PORT itself and shares the requests out; every instance gets a port of its own."
	case app.Port == 0:
		finding.Seen += ".\nThe file gives no PORT, so the runner cannot share one, and each instance takes the program's default"
		finding.Where = Where(app, "")
		finding.Try = "Add env: { PORT: 3000 }. In cluster mode that is the port which the runner shares out."
	default:
		finding.Seen += ".\nIn cluster mode every instance gets a PORT of its own, but this program does not use it"
		finding.Where = Where(app, "script")
		finding.Try = "Take the fixed port out of the script or its arguments: the program must listen on the PORT that it is given."
	}
	return finding
}
