package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/teaching/grade"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/redact"
)

// This file owns what an instructor reads about many submissions.

// GradeTable is a row for each submission.
func GradeTable(s *console.Streams, rows []grade.Row) string {
	columns := []console.Column{
		{Title: "submission", Cut: true}, {Title: "passed"}, {Title: "furthest", Drop: 2},
		{Title: "stopped by"}, {Title: reasonTitle, Drop: 1},
	}
	var cells [][]console.Cell
	for _, r := range rows {
		style, words := console.Green, "–"
		switch {
		case r.NoVerdict():
			style = console.Red
		case r.Stuck != nil:
			style = console.Yellow
		}
		if r.Furthest != nil {
			words = fmt.Sprintf("%d %s", r.Furthest.Number, r.Furthest.Name)
		}
		id, because := stoppedBy(r)
		cells = append(cells, []console.Cell{
			{Text: r.Name}, {Text: fmt.Sprintf("%d/%d", r.Passed, r.Of), Style: style}, {Text: words},
			{Text: id, Style: style}, {Text: because},
		})
	}
	shorten(cells, s.Width)
	return s.Table(columns, cells)
}

const reasonTitle = "because this is not so yet"

// shorten cuts the reasons, which stand last, so that the table fits. Where
// that would leave nothing of them, the table drops their column.
func shorten(cells [][]console.Cell, room int) {
	if room == 0 || len(cells) == 0 {
		return
	}
	last := len(cells[0]) - 1
	room -= 1 + 3*(last+1) // the borders
	for column := range last {
		widest := 0
		for _, row := range cells {
			widest = max(widest, len([]rune(row[column].Text)))
		}
		room -= max(widest, len("stopped by")) // no title of theirs is longer
	}
	if room < len(reasonTitle) {
		return
	}
	for _, row := range cells {
		if text := []rune(row[last].Text); len(text) > room {
			row[last].Text = string(text[:room-1]) + "…"
		}
	}
}

// stoppedBy is the id of what stopped a submission, and which promise it is or
// why there is no verdict.
func stoppedBy(r grade.Row) (id, because string) {
	switch {
	case r.Problem != "":
		return "no verdict", r.Problem
	case r.Step == nil && r.Skipped != nil:
		return fmt.Sprintf("%d skipped", r.Skipped.Exercise.Number), skippedWords(*r.Skipped)
	case r.Step == nil:
		return "", ""
	case r.Stuck.Status == check.Trouble:
		return r.Step.ID, "no verdict: " + firstLine(r.Step.Finding.Seen)
	}
	if isChangedService(*r.Step) {
		return r.Step.ID, firstLine(r.Step.Finding.Seen)
	}
	return r.Step.ID, r.Step.Name
}

// GradeChanged names the services of submissions that are not the kit's, below
// the table, whatever came of them; "" when all are.
func GradeChanged(s *console.Streams, rows []grade.Row) string {
	var said []string
	whose := map[string][]string{}
	for _, r := range rows {
		for _, words := range r.Changed() {
			if whose[words] == nil {
				said = append(said, words)
			}
			whose[words] = append(whose[words], console.Harmless(r.Name))
		}
	}
	var b strings.Builder
	for _, words := range said {
		note := fmt.Sprintf("note: %s: %s", some(whose[words]), console.Harmless(words))
		b.WriteString(strings.Join(console.Wrap(note, s.Width), "\n") + "\n")
	}
	return b.String()
}

// some are the first names of a list, and how many more there are.
func some(names []string) string {
	const most = 5
	text := strings.Join(names[:min(most, len(names))], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// GradeShared is what many have in common, below the table; "" when nothing
// has stopped anybody.
func GradeShared(s *console.Streams, rows []grade.Row) string {
	shared := grade.Share(rows)
	if len(shared) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(s.Paint(console.Bold, "What to talk about") + "\n")
	for _, one := range shared {
		fmt.Fprintf(&b, "  %3d × %s", len(one.Names), s.Paint(console.Yellow, one.ID))
		step := "not yet: " + one.Step
		if room := s.Width - sharedIndent - len(one.ID) - 2; s.Width == 0 || len([]rune(step)) <= room {
			b.WriteString("  " + s.Paint(console.Dim, step) + "\n")
		} else {
			b.WriteString("\n" + strings.Repeat(" ", sharedIndent) + s.Paint(console.Dim, step) + "\n")
		}
		for _, line := range console.Wrap(console.Harmless(strings.Join(one.Names, ", ")), widthBeside(s, sharedIndent)) {
			b.WriteString(strings.Repeat(" ", sharedIndent) + line + "\n")
		}
	}
	return b.String()
}

// sharedIndent is where the names below an id begin.
const sharedIndent = 8

// GradeSkipped says how many submissions were not checked to the end for what
// this machine is missing; "" when none was.
func GradeSkipped(rows []grade.Row) string {
	n, lacks := 0, ""
	for _, r := range rows {
		if r.Skipped != nil {
			n++
			lacks = skippedWords(*r.Skipped)
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("note: exercises of %d of %d submissions were skipped, and count as not passed: %s", n, len(rows), lacks)
}

// GradeSummary is the last line.
func GradeSummary(rows []grade.Row) string {
	all, none := 0, 0
	for _, r := range rows {
		switch {
		case r.NoVerdict():
			none++
		case r.Stuck == nil && r.Passed == r.Of:
			all++
		}
	}
	text := fmt.Sprintf("%d of %d submissions pass everything", all, len(rows))
	if none > 0 {
		text += fmt.Sprintf("; no verdict on %d", none)
	}
	return text + "."
}

// GradeIgnored says which files of a folder were taken for no submission.
func GradeIgnored(names []string) string {
	return "not graded, since they are not process files: " + console.Harmless(some(names))
}

// GradeCSV is the table for a spreadsheet.
func GradeCSV(w io.Writer, rows []grade.Row) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"submission", "passed", "of", "furthest", "stopped_by", "because", "verdict"}}
	for _, r := range rows {
		furthest, verdict := "", "complete"
		if r.Furthest != nil {
			furthest = strconv.Itoa(r.Furthest.Number)
		}
		if r.NoVerdict() {
			verdict = "none"
		}
		id, because := stoppedBy(r)
		lines = append(lines, []string{r.Name, strconv.Itoa(r.Passed), strconv.Itoa(r.Of), furthest, id, because, verdict})
	}
	for _, line := range lines {
		for i := range line {
			line[i] = spreadsheet(line[i])
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// spreadsheet makes a text fit for a cell. A cell that begins with one of these
// signs is a formula to a spreadsheet, which runs it; and the names are other
// people's. A leading apostrophe makes it text
// (owasp.org/www-community/attacks/CSV_Injection).
func spreadsheet(text string) string {
	text = console.Harmless(redact.Redact(text))
	if text != "" && strings.ContainsRune("=+-@\t", rune(text[0])) {
		return "'" + text
	}
	return text
}

// Progress shows, on a terminal, how far a grading has come: a line that is
// written over. The zero value without Streams shows nothing.
type Progress struct {
	Streams *console.Streams
	Of      int // submissions

	mu   sync.Mutex
	done int
	line bool // the line stands on the terminal
}

// Now says what is being checked.
func (p *Progress) Now(name string, e *check.Exercise) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.show(fmt.Sprintf("%d of %d graded · %s, exercise %d", p.done, p.Of, console.Harmless(name), e.Number))
}

// One counts a submission that is graded.
func (p *Progress) One() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.show(fmt.Sprintf("%d of %d graded", p.done, p.Of))
}

// End takes the line away.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line {
		fmt.Fprint(p.Streams.Err, "\r\x1b[K")
		p.line = false
	}
}

func (p *Progress) show(text string) {
	if p.Streams == nil || !p.Streams.ErrTerminal {
		return
	}
	if room := p.Streams.Width - 1; room > 0 && len([]rune(text)) > room {
		text = string([]rune(text)[:room]) // a line that wraps cannot be written over
	}
	fmt.Fprintf(p.Streams.Err, "\r\x1b[K%s", text)
	p.line = true
}
