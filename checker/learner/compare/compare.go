// Package compare lays a process file beside the instructor's and says what is
// the same, what is written in another way, and what behaves in another way.
//
// It compares meanings: the files as they were evaluated, with every default
// filled in. So quotes, comments, the order of fields and the file's format
// make no difference to it. It is pure: it reads no file and starts nothing.
package compare

import (
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// Kind is what a line of a comparison says.
type Kind string

const (
	Same      Kind = "same"
	Style     Kind = "style"     // another way to write what means the same
	Behaviour Kind = "behaviour" // something happens in another way
)

// How says in which way something of kind Style is written differently.
type How string

const (
	WrittenOut How = "written out"    // theirs writes what would be so anyway
	LeftOut    How = "left out"       // the solution does
	InOther    How = "in other words" // both write it: another path to the same program, another name
	InOrder    How = "in another order"
	InFormat   How = "in another format"
)

// Line is one thing that was compared.
type Line struct {
	Kind  Kind   `json:"kind"`
	How   How    `json:"how,omitempty"` // only for Style
	App   string `json:"app,omitempty"` // as the solution calls it, or theirs when the solution has none; "" for the whole file
	Field string `json:"field"`         // "instances", "env.PORT", "env_production.GREETING", "apps", "proxy.rules[0]"

	Theirs   string `json:"yours"`           // the value; "" for none
	Solution string `json:"solution"`        // the value; "" for none
	Where    string `json:"where,omitempty"` // in their file; "" when it shows no place for it

	// Reason says why the solution has what it has, of kind Behaviour; set by
	// Explain.
	Reason string `json:"reason,omitempty"`
	// General marks a reason that is only the meaning of the field.
	General bool `json:"general,omitempty"`
}

// Comparison is the outcome: a verdict on the whole, and lines in the order of
// the solution.
type Comparison struct {
	Verdict Kind
	Lines   []Line
}

// Count is how many lines are of a kind.
func (c Comparison) Count(kind Kind) int {
	n := 0
	for _, l := range c.Lines {
		if l.Kind == kind {
			n++
		}
	}
	return n
}

// Side is one of the two files.
type Side struct {
	File *processfile.File
	// With is the file as --env NAME reads it, by these names.
	With map[string]*processfile.File
	// Text is the file as it is written.
	Text string
}

// Environments are the names for which either file shows an env_<name>: those
// that With needs.
func Environments(files ...*processfile.File) []string {
	var names []string
	for _, file := range files {
		for i := range file.Apps {
			for field := range file.Apps[i].At {
				name, ok := strings.CutPrefix(field, "env_")
				if ok && !strings.Contains(name, ".") && field != "env_file" {
					names = append(names, name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Sides compares theirs with the solution.
func Sides(theirs, solution Side) Comparison {
	c := &comparing{theirs: theirs, solution: solution, pairs: pair(theirs.File.Apps, solution.File.Apps)}
	c.format()
	c.order()
	for _, p := range c.pairs {
		c.apps(p)
	}
	c.proxy()
	return conclude(c.lines, theirs.Text, solution.Text)
}

// conclude adds the verdict on two texts to the lines about them.
func conclude(lines []Line, theirs, solution string) Comparison {
	verdict := Style
	switch {
	case slices.ContainsFunc(lines, func(l Line) bool { return l.Kind == Behaviour }):
		verdict = Behaviour
	case normal(theirs) == normal(solution):
		verdict = Same
	}
	return Comparison{Verdict: verdict, Lines: lines}
}

// normal is a text without what no editor shows.
func normal(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \t\r\n"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// comparing is a comparison under way.
type comparing struct {
	theirs, solution Side
	pairs            []appPair
	lines            []Line
}

func (c *comparing) add(l Line) { c.lines = append(c.lines, l) }

func (c *comparing) format() {
	theirs, solution := filepath.Base(c.theirs.File.Path), filepath.Base(c.solution.File.Path)
	if theirs != solution {
		c.add(Line{Kind: Style, How: InFormat, Field: "file", Theirs: theirs, Solution: solution})
	}
}

// order says whether the apps that both have stand in another order.
func (c *comparing) order() {
	var names []string
	var at []int
	for _, p := range c.pairs {
		if p.theirs != nil && p.solution != nil {
			names, at = append(names, p.solution.Name), append(at, p.at)
		}
	}
	if slices.IsSorted(at) {
		return
	}
	wanted := strings.Join(names, ", ")
	slices.SortFunc(names, func(a, b string) int { return c.position(a) - c.position(b) })
	c.add(Line{Kind: Style, How: InOrder, Field: "apps", Theirs: strings.Join(names, ", "), Solution: wanted})
}

// position is where in theirs the app stands that the solution calls so.
func (c *comparing) position(name string) int {
	for _, p := range c.pairs {
		if p.solution != nil && p.solution.Name == name {
			return p.at
		}
	}
	return -1
}
