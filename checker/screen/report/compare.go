package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/redact"
)

// Compared is a learner's file beside the instructor's.
type Compared struct {
	Exercise     *check.Exercise
	Config       string // their file as they would name it
	Comparison   compare.Comparison
	Solution     string // the solution's path in the kit, with slashes
	SolutionText string
	Notes        string // the instructor's notes, as a path; "": there are none
}

// Compare prints a comparison: what changes what happens, what is another way
// to write the same, what is the same; then the solution itself.
func (p *Report) Compare(c Compared) {
	head := fmt.Sprintf("Exercise %d · %s beside the instructor's file", c.Exercise.Number, c.Config)
	p.Streams.Printf("%s\n\n", p.Streams.Paint(console.Bold, head))
	for _, l := range c.Comparison.Lines {
		if l.Kind == compare.Behaviour {
			p.difference(l)
		}
	}
	p.styles(c.Comparison)
	p.same(c.Comparison)
	p.Streams.Printf("%s\n\n", p.comparisonVerdict(c.Comparison))
	p.Streams.Printf("%s\n\n%s\n\n", p.Streams.Paint(console.Bold, "The instructor's file, "+c.Solution),
		harmlessLines(strings.TrimRight(c.SolutionText, "\n")))
	if c.Notes != "" {
		p.Streams.Printf("Why it looks like this: %s\n", c.Notes)
	}
}

// difference prints something that changes what happens.
func (p *Report) difference(l compare.Line) {
	p.Streams.Printf("  %s %s\n", p.Streams.Paint(console.Yellow, "≠"), ofApp(l))
	yours := value(l.Theirs)
	if l.Where != "" {
		yours += "   " + l.Where
	}
	p.field("yours", yours)
	p.field("solution", value(l.Solution))
	if l.General { // the instructor says nothing about it
		p.field("means", l.Reason)
	} else {
		p.field("why", l.Reason)
	}
	p.Streams.Printf("\n")
}

func value(text string) string {
	if text == "" {
		return "(not there)"
	}
	return text
}

// ofApp names what a line is about.
func ofApp(l compare.Line) string {
	switch {
	case l.Field == "apps":
		return "the app " + console.Harmless(l.App)
	case l.Field == "services":
		return "the service " + console.Harmless(l.App)
	case l.App == "":
		return l.Field
	}
	return console.Harmless(l.App) + ": " + console.Harmless(l.Field)
}

// styles prints what is another way to write the same.
func (p *Report) styles(c compare.Comparison) {
	if c.Count(compare.Style) == 0 {
		if c.Verdict == compare.Style {
			p.style("quotes, comments, the order of the fields, or how the file comes to its values")
			p.Streams.Printf("\n")
		}
		return
	}
	for _, l := range c.Lines {
		if l.Kind == compare.Style {
			p.style(styleWords(l))
		}
	}
	p.Streams.Printf("\n")
}

func (p *Report) style(words string) {
	hang(p.Streams, "  "+p.Streams.Paint(console.Blue, "~")+" ", 4, words)
}

func styleWords(l compare.Line) string {
	switch l.How {
	case compare.WrittenOut:
		return fmt.Sprintf("%s is %s in both; only your file writes it", ofApp(l), value(l.Theirs))
	case compare.LeftOut:
		return fmt.Sprintf("%s is %s in both; only the solution writes it", ofApp(l), value(l.Theirs))
	case compare.InOrder:
		return "the apps are in another order: " + l.Theirs
	case compare.InFormat:
		return fmt.Sprintf("your file is %s, the solution is %s", l.Theirs, l.Solution)
	case compare.InOther:
		if l.Field == "name" {
			return fmt.Sprintf("%s is called %s in your file", l.Solution, l.Theirs)
		}
		return fmt.Sprintf("%s: %s is the same program as %s", l.App, l.Theirs, l.Solution)
	}
	return ofApp(l)
}

// same prints the fields that mean the same, a line for each app.
func (p *Report) same(c compare.Comparison) {
	var apps []string
	fields := map[string][]string{}
	for _, l := range c.Lines {
		if l.Kind != compare.Same {
			continue
		}
		if fields[l.App] == nil {
			apps = append(apps, l.App)
		}
		fields[l.App] = append(fields[l.App], l.Field)
	}
	for _, app := range apps {
		words := "the same: " + strings.Join(fields[app], ", ")
		if app != "" {
			words = app + ", " + words
		}
		hang(p.Streams, "  "+p.Streams.Paint(console.Green, "=")+" ", 4, words)
	}
	if len(apps) > 0 {
		p.Streams.Printf("\n")
	}
}

func (p *Report) comparisonVerdict(c compare.Comparison) string {
	switch n := c.Count(compare.Behaviour); {
	case c.Verdict == compare.Same:
		return p.Streams.Paint(console.Green, "The same") + ", letter for letter."
	case c.Verdict == compare.Style:
		return p.Streams.Paint(console.Green, "Style only") + ": written differently, and it does the same."
	case n == 1:
		return p.Streams.Paint(console.Yellow, "One difference") + " changes what happens; “why” says whether it matters."
	default:
		return p.Streams.Paint(console.Yellow, fmt.Sprintf("%d differences", n)) + " change what happens; “why” says whether they matter."
	}
}

// harmlessLines is a text without what would change a terminal's state, or what
// XML cannot hold. It keeps the ends of lines.
func harmlessLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = console.Harmless(line)
	}
	return strings.Join(lines, "\n")
}

// Clean is a text that may stand in a file for others: harmless, and without the
// passwords of URLs.
func Clean(text string) string { return harmlessLines(redact.Redact(text)) }

// Unreadable prints what is wrong with a file that cannot be compared.
func (p *Report) Unreadable(e *check.Exercise, s check.Step) {
	p.finding(e, s)
}

// CompareTooEarly says that the exercise is not passed, and what a comparison
// would show.
func CompareTooEarly(e *check.Exercise) string {
	return fmt.Sprintf(`Exercise %d is not passed yet, and a comparison shows the instructor's file.
You learn more if you find your own way first: go run ./checker hint %d
To see it all the same: go run ./checker compare %d --yes`, e.Number, e.Number, e.Number)
}

// jsonCompared is the JSON form of a comparison.
type jsonCompared struct {
	Exercise     int            `json:"exercise"`
	Name         string         `json:"name"`
	Config       string         `json:"config"`
	Verdict      compare.Kind   `json:"verdict"`
	Lines        []compare.Line `json:"lines"`
	Solution     string         `json:"solution"`
	SolutionText string         `json:"solution_text"`
	Notes        string         `json:"notes,omitempty"`
}

// CompareJSON is a comparison as an object.
func CompareJSON(c Compared) ([]byte, error) {
	out := jsonCompared{
		Exercise: c.Exercise.Number, Name: c.Exercise.Name, Config: c.Config, Verdict: c.Comparison.Verdict,
		Lines: append([]compare.Line{}, c.Comparison.Lines...), Solution: c.Solution, SolutionText: c.SolutionText, Notes: c.Notes,
	}
	return json.MarshalIndent(out, "", "  ")
}
