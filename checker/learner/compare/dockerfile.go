package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// This file owns the comparison of two Dockerfiles: stage by stage, what each
// of them says. Comments, the case of instructions, how lines are broken, and
// the order of labels make no difference.

// Text is a file as it is written, under the name that positions are shown with.
type Text struct{ Name, Text string }

// Dockerfiles compares theirs with the solution.
func Dockerfiles(theirs, solution Text) Comparison {
	c := &texts{theirs: theirs, solution: solution}
	left, right := stages(theirs.Text), stages(solution.Text)
	names := renamed(left, right)
	for _, p := range pairStages(left, right) {
		c.stages(p, names)
	}
	return c.comparison()
}

// texts is a comparison of two texts under way.
type texts struct {
	theirs, solution Text
	lines            []Line
}

func (c *texts) comparison() Comparison {
	return conclude(c.lines, c.theirs.Text, c.solution.Text)
}

// add notes a field of both; line is theirs, 0 when the file shows none.
func (c *texts) add(app, field, theirs, solution string, line int) {
	l := Line{Kind: Behaviour, App: app, Field: field, Theirs: theirs, Solution: solution}
	if theirs == solution {
		l.Kind = Same
	}
	if line > 0 && theirs != "" {
		l.Where = fmt.Sprintf("%s:%d", c.theirs.Name, line)
	}
	c.lines = append(c.lines, l)
}

// stagePair is a stage of each side; one of them may be missing.
type stagePair struct{ theirs, solution *stage }

// pairStages pairs the last stages, which make the image, and before them the
// stages of one name, and those that are left in their order.
func pairStages(theirs, solution []stage) []stagePair {
	var pairs []stagePair
	taken := map[*stage]bool{}
	take := func(fits func(*stage) bool) *stage {
		for i := range theirs {
			if s := &theirs[i]; !taken[s] && fits(s) {
				taken[s] = true
				return s
			}
		}
		return nil
	}
	isLast := func(s *stage) bool { return s == &theirs[len(theirs)-1] }
	found := make([]*stage, len(solution))
	for i := range solution {
		if i == len(solution)-1 {
			found[i] = take(isLast)
		} else {
			found[i] = take(func(s *stage) bool { return !isLast(s) && s.name != "" && s.name == solution[i].name })
		}
	}
	for i := range solution {
		if found[i] == nil {
			found[i] = take(func(s *stage) bool { return !isLast(s) })
		}
		pairs = append(pairs, stagePair{found[i], &solution[i]})
	}
	for i := range theirs {
		if !taken[&theirs[i]] {
			pairs = append(pairs, stagePair{theirs: &theirs[i]})
		}
	}
	return pairs
}

// renamed are the solution's names for the stages of theirs.
func renamed(theirs, solution []stage) map[string]string {
	names := map[string]string{}
	for _, p := range pairStages(theirs, solution) {
		if p.theirs == nil || p.solution == nil {
			continue
		}
		for _, name := range p.theirs.names() {
			names[name] = p.solution.title()
		}
	}
	return names
}

// stages compares the two of a pair; names are those of renamed.
func (c *texts) stages(p stagePair, names map[string]string) {
	switch {
	case p.theirs == nil:
		c.add(p.solution.title(), "FROM", "", p.solution.from, 0)
		return
	case p.solution == nil:
		c.add(p.theirs.title(), "FROM", p.theirs.from, "", p.theirs.line)
		return
	}
	title := p.solution.title()
	if p.theirs.name != p.solution.name && p.theirs.name != "" && p.solution.name != "" {
		c.lines = append(c.lines, Line{Kind: Style, How: InOther, App: title, Field: "name", Theirs: p.theirs.name, Solution: p.solution.name})
	}
	c.add(title, "FROM", rename(p.theirs.from, names), p.solution.from, p.theirs.line)
	c.values(title, p)
	c.steps(title, p, names)
}

// rename is a FROM with the solution's name for an earlier stage.
func rename(from string, names map[string]string) string {
	words := strings.Fields(from)
	for i, word := range words {
		if name, ok := names[strings.ToLower(word)]; ok {
			words[i] = name
		}
	}
	return strings.Join(words, " ")
}

// values compares what has a name, or stands for the whole stage.
func (c *texts) values(title string, p stagePair) {
	all := maps.Clone(p.solution.values)
	maps.Copy(all, p.theirs.values)
	for _, field := range slices.Sorted(maps.Keys(all)) {
		theirs, solution := p.theirs.values[field], p.solution.values[field]
		left, right := theirs.text, solution.text
		// A variable is there for the commands that come after it.
		if left == right && theirs.after != solution.after {
			left, right = theirs.placed(), solution.placed()
		}
		c.add(title, field, left, right, theirs.line)
	}
}

// steps compares what is done one after the other.
func (c *texts) steps(title string, p stagePair, names map[string]string) {
	theirs := slices.Clone(p.theirs.steps)
	for i := range theirs {
		theirs[i].text = renameFrom(theirs[i].text, names)
	}
	solution := p.solution.steps
	for _, gap := range gaps(theirs, solution) {
		if gap.same {
			s := theirs[gap.theirs[0]]
			c.add(title, s.name, s.text, s.text, s.line)
			continue
		}
		for i := range max(len(gap.theirs), len(gap.solution)) {
			var left, right instruction
			if i < len(gap.theirs) {
				left = theirs[gap.theirs[i]]
			}
			if i < len(gap.solution) {
				right = solution[gap.solution[i]]
			}
			c.add(title, cmp.Or(right.name, left.name), left.whole(), right.whole(), left.line)
		}
	}
}

// renameFrom is the text of a step with the solution's name for a stage behind
// --from=.
func renameFrom(text string, names map[string]string) string {
	for _, flag := range strings.Fields(text) {
		if from, ok := strings.CutPrefix(flag, "--from="); ok && names[strings.ToLower(from)] != "" {
			return strings.Replace(text, flag, "--from="+names[strings.ToLower(from)], 1)
		}
	}
	return text
}

// gap is a step that both have, or what each has between two of those.
type gap struct {
	same             bool
	theirs, solution []int
}

// gaps lays two rows of steps beside each other, so that as many as possible
// are the same (a longest common subsequence; the rows are short).
func gaps(theirs, solution []instruction) []gap {
	longest := make([][]int, len(theirs)+1)
	for i := range longest {
		longest[i] = make([]int, len(solution)+1)
	}
	for i := len(theirs) - 1; i >= 0; i-- {
		for j := len(solution) - 1; j >= 0; j-- {
			if theirs[i].whole() == solution[j].whole() {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var all []gap
	var open gap
	flush := func() {
		if len(open.theirs)+len(open.solution) > 0 {
			all = append(all, open)
		}
		open = gap{}
	}
	for i, j := 0, 0; i < len(theirs) || j < len(solution); {
		switch {
		case i < len(theirs) && j < len(solution) && theirs[i].whole() == solution[j].whole():
			flush()
			all = append(all, gap{same: true, theirs: []int{i}, solution: []int{j}})
			i, j = i+1, j+1
		case j == len(solution) || i < len(theirs) && longest[i+1][j] >= longest[i][j+1]:
			open.theirs = append(open.theirs, i)
			i++
		default:
			open.solution = append(open.solution, j)
			j++
		}
	}
	flush()
	return all
}
