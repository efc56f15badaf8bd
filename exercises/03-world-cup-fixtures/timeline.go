package fixtures

import (
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// timeline lists each start of the failing app: how it ended, what it printed and
// what the runner did next. Beside it hello-world serves.
func timeline(r *check.Run) []check.Moment {
	if r.App == nil || r.Fixtures == nil {
		return nil
	}
	moments := served(r)
	said := ""
	events := r.EventsOf(r.Fixtures)
	for i, e := range events {
		started := e.At.Add(-e.Uptime).Sub(r.Box.Began())
		switch e.Kind {
		case supervise.Exited:
			text := fmt.Sprintf("start %2d: %s", e.Generation, endWords(r, e, &said))
			if next := followUp(r, events[i+1:], e); next != "" {
				text += ", " + next
			}
			moments = append(moments, check.Moment{At: started, App: r.Fixtures.Name, Text: text})
		case supervise.Ready:
			moments = append(moments, check.Moment{At: e.At.Sub(r.Box.Began()), App: r.Fixtures.Name,
				Text: fmt.Sprintf("start %2d: online; this time the check has started a Redis", e.Generation)})
		case supervise.GaveUp:
			moments = append(moments, check.Moment{At: started, App: r.Fixtures.Name, Text: gaveUp(r, e)})
		}
	}
	slices.SortStableFunc(moments, func(a, b check.Moment) int { return int(a.At - b.At) })
	return moments
}

// endWords quotes what the program said, the first time in full.
func endWords(r *check.Run, e supervise.Event, said *string) string {
	words := strings.Join(r.Box.LastWords(e.App, e.Instance, e.Generation, 2), " / ")
	text := fmt.Sprintf("%s after %s", e.Exit, console.Duration(e.Uptime))
	switch words {
	case "":
		return text
	case *said:
		return text + ", the same words"
	}
	*said = words
	return text + ", “" + words + "”"
}

// followUp says what the runner did next with the instance.
func followUp(r *check.Run, later []supervise.Event, exit supervise.Event) string {
	for _, e := range later {
		if e.Instance != exit.Instance {
			continue
		}
		switch e.Kind {
		case supervise.Scheduled:
			return delayWords(r, e)
		case supervise.HasStopped:
			return "and it stays stopped"
		}
		return ""
	}
	return ""
}

func delayWords(r *check.Run, e supervise.Event) string {
	if e.Delay == 0 {
		return "again at once"
	}
	text := "again in " + console.Duration(e.Delay)
	if r.Fixtures.ExpBackoffRestartDelay > 0 {
		return text + " (your file lets it grow; the check shortens it)"
	}
	if wanted := r.Fixtures.RestartDelay; wanted > e.Delay {
		text += fmt.Sprintf(" (your file says %s; the check shortens it)", console.Duration(wanted))
	}
	return text
}

func gaveUp(r *check.Run, e supervise.Event) string {
	return fmt.Sprintf("errored: %d exits in a row, each within %s of its start; not started again",
		e.Unstable, console.Duration(r.Fixtures.MinUptime))
}

// served is hello-world's part: when it was online, and what it answered.
func served(r *check.Run) []check.Moment {
	var moments []check.Moment
	for _, e := range r.EventsOf(r.App) {
		if e.Kind == supervise.Ready {
			moments = append(moments, check.Moment{At: e.At.Sub(r.Box.Began()), App: r.App.Name, Text: fmt.Sprintf("online, pid %d", e.Pid)})
		}
	}
	if tally := r.StopAsking(); tally.Asked > 0 {
		text := fmt.Sprintf("answered %d of %d requests all along", tally.Asked-tally.Failed, tally.Asked)
		moments = append(moments, check.Moment{At: tally.Ended.Sub(r.Box.Began()), App: r.App.Name, Text: text})
	}
	return moments
}
