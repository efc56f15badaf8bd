package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/teaching/doctor"
	"workshop.example/processes/runner/screen/console"
)

// This file owns how the doctor's answers are printed.

// Doctor prints a question while it is open, and its answer.
type Doctor struct {
	Streams *console.Streams
	// Live shows what is being waited for, with a bar, on a terminal.
	Live bool

	name string // of the open question
}

// Begin shows that a question is open.
func (d *Doctor) Begin(name string) {
	d.name = name
	if d.Live {
		d.Streams.Printf("  … %s", d.column(name))
	}
}

// Progress shows how far the open question is: a bar on a terminal, elsewhere
// a line when something begins that takes long.
func (d *Doctor) Progress(p doctor.Progress) {
	switch {
	case d.Live:
		d.Streams.Printf("\r\x1b[K%s", d.bar(p))
	case p.Line != "":
		d.Streams.Say("%s", p.Line)
	}
}

const barWidth = 24

// bar is a line that is never as wide as the terminal, not even with the ^C of
// somebody who is tired of it: one that wraps could not be taken back.
func (d *Doctor) bar(p doctor.Progress) string {
	line, what := "  … "+d.column(d.name), []rune(console.Harmless(p.What))
	if p.Total == 0 { // it is not known yet how much there is
		what = []rune(console.Harmless(cmp.Or(p.Line, p.What)))
	} else {
		full := barWidth * p.Done / p.Total
		line += fmt.Sprintf("%s%s %d of %d  ", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), p.Done, p.Total)
	}
	if d.Streams.Width > 0 {
		what = what[:min(len(what), max(0, d.Streams.Width-4-len([]rune(line))))]
	}
	return line + d.Streams.Paint(console.Dim, string(what))
}

// doctorColumn is where the answers begin.
const doctorColumn = 17

func (d *Doctor) column(name string) string {
	return name + strings.Repeat(" ", max(1, doctorColumn-len(name)))
}

// Drop takes the open question back.
func (d *Doctor) Drop() {
	if d.Live {
		d.Streams.Printf("\r\x1b[K")
	}
}

// Done prints an answer, and below it what to do.
func (d *Doctor) Done(r doctor.Result) {
	d.Drop()
	mark := d.Streams.Paint(console.Green, "✓")
	switch r.Status {
	case doctor.Warn:
		mark = d.Streams.Paint(console.Yellow, "!")
	case doctor.Missing:
		mark = d.Streams.Paint(console.Red, "✗")
	}
	d.text("  "+mark+" "+d.column(r.Name), r.Seen)
	if r.Do == "" {
		return
	}
	arrow := "→ "
	for line := range strings.Lines(r.Do) {
		d.text("    "+d.column(""), arrow+strings.TrimSuffix(line, "\n"))
		arrow = "  "
	}
}

func (d *Doctor) text(head, words string) { hang(d.Streams, head, 4+doctorColumn, words) }

// End prints the verdict.
func (d *Doctor) End(results []doctor.Result) {
	noted := slices.ContainsFunc(results, func(r doctor.Result) bool { return r.Status == doctor.Warn && !r.Late })
	late := slices.ContainsFunc(results, func(r doctor.Result) bool { return r.Late })
	verdict := d.Streams.Paint(console.Green, "Ready") + " for exercises 1 to 9."
	switch {
	case late && doctor.Ready(results):
		verdict = "Nothing seems to be missing, but some checks did not finish in time. Try again when less is running: go run ./checker doctor"
	case doctor.ReadyForDocker(results):
		verdict = d.Streams.Paint(console.Green, "Ready") + " for exercises 1 to 9, and for 10 and 11 with Docker."
	case !doctor.Ready(results):
		verdict = d.Streams.Paint(console.Red, "Not ready yet") + ". Begin with the first ✗, then try again: go run ./checker doctor"
	}
	d.Streams.Printf("\n%s\n", verdict)
	if noted {
		d.Streams.Printf("%s\n", d.Streams.Paint(console.Dim, "Lines with a ! are worth knowing; they do not stop you."))
	}
}

// DoctorJSON is all answers as an object.
func DoctorJSON(results []doctor.Result) ([]byte, error) {
	return json.MarshalIndent(struct {
		Ready  bool            `json:"ready"`
		Checks []doctor.Result `json:"checks"`
	}{doctor.Ready(results), results}, "", "  ")
}
