package console

import (
	"fmt"
	"strings"
	"time"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/redact"
)

// EventWords says what happened to an instance, in a sentence without its
// name; "" when there is nothing to say to a person. owner, which may be nil,
// names an instance of ours by its pid. What a file or a program has to do with
// it is made harmless for a terminal.
func EventWords(e supervise.Event, owner func(pid int) string) string {
	return redact.HarmlessLines(eventWords(e, owner))
}

func eventWords(e supervise.Event, owner func(pid int) string) string {
	switch e.Kind {
	case supervise.Started:
		return fmt.Sprintf("started, pid %d", e.Pid)
	case supervise.Ready:
		return "online" + onPort(e.Port)
	case supervise.StartFailed:
		return "could not be started: " + e.Detail
	case supervise.NotListening:
		return fmt.Sprintf("runs, but nothing listens on port %d yet", e.Port)
	case supervise.NotReady:
		return "runs, but has not said yet that it is ready (wait_ready)"
	case supervise.PortTaken:
		return fmt.Sprintf("port %d is taken by %s", e.Port, Owners(e.Owners, owner))
	case supervise.Exited:
		return exitWords(e)
	case supervise.Scheduled:
		return restartWords(e.Delay)
	case supervise.GaveUp:
		return gaveUpWords(e)
	case supervise.StopAsked:
		return "stopping"
	case supervise.Killed:
		if e.Why == "" {
			return "ended at once: SIGKILL"
		}
		return fmt.Sprintf("did not stop within its %s: SIGKILL", e.Why)
	case supervise.HasStopped:
		return stoppedWords(e)
	case supervise.LeftBehind:
		return fmt.Sprintf("left processes behind, which were ended: %s", leftoverWords(e.Leftovers))
	case supervise.PortShared:
		return fmt.Sprintf("port %d is open, and shared out to the instances", e.Port)
	case supervise.AppFailed:
		return "errored: " + e.Detail
	case supervise.BuildFailed:
		return "the old version runs on: " + e.Detail
	case supervise.Changing:
		return changingWords(e)
	case supervise.ChangeFailed:
		return "the change could not be taken over: " + e.Detail
	case supervise.Building:
		return buildingWords(e)
	case supervise.ProxyOpened:
		return fmt.Sprintf("port %d is open, and leads to the apps by its rules", e.Port)
	case supervise.DoorSaid, supervise.FilesSaid:
		return e.Detail
	case supervise.AppRemoved:
		return "deleted"
	}
	return ""
}

func onPort(port int) string {
	if port == 0 {
		return ""
	}
	return fmt.Sprintf(", port %d", port)
}

func exitWords(e supervise.Event) string {
	words := fmt.Sprintf("ended after %s: %s", Duration(e.Uptime), e.Exit)
	if e.Unstable > 0 {
		words += fmt.Sprintf(" (unstable, %d in a row)", e.Unstable)
	}
	return words
}

func restartWords(delay time.Duration) string {
	if delay == 0 {
		return "restarting"
	}
	return "restarting in " + Duration(delay)
}

func gaveUpWords(e supervise.Event) string {
	if e.Unstable == 0 {
		return "errored"
	}
	return fmt.Sprintf("errored: it ended %d times in a row sooner than its min_uptime. Not started again", e.Unstable)
}

// buildingWords say why it takes a while.
func buildingWords(e supervise.Event) string {
	if e.Why == "again" {
		return "compiling"
	}
	return "compiling; the first time takes longest"
}

// changingWords say why instances are replaced.
func changingWords(e supervise.Event) string {
	switch e.Why {
	case "watch":
		return e.Detail + " changed: taking it over"
	case "memory":
		return e.Detail + ": restarting it"
	case "cron":
		return "it is time for a restart (cron_restart " + e.Detail + ")"
	}
	return e.Why
}

func stoppedWords(e supervise.Event) string {
	if e.Why == "" {
		return "stopped"
	}
	return fmt.Sprintf("stopped: its %s says that it is not started again", e.Why)
}

func leftoverWords(all []platform.Leftover) string {
	words := make([]string, len(all))
	for i, l := range all {
		words[i] = fmt.Sprintf("pid %d (%s)", l.Pid, Harmless(l.Command))
	}
	return strings.Join(words, ", ")
}

// Owners names who holds a port; ours, which may be nil, names an instance of
// ours by its pid.
func Owners(all []platform.Owner, ours func(pid int) string) string {
	if len(all) == 0 {
		return "a program that cannot be seen from here"
	}
	words := make([]string, len(all))
	for i, o := range all {
		words[i] = Harmless(o.String())
		if ours != nil {
			if name := ours(o.Pid); name != "" {
				words[i] = fmt.Sprintf("%s (pid %d)", name, o.Pid)
			}
		}
	}
	return strings.Join(words, " and ")
}
