package compare

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// This file owns the comparison of the proxies: rule by rule, in their order,
// since the first one that matches wins.

func (c *comparing) proxy() {
	theirs, solution := c.theirs.File.Proxy, c.solution.File.Proxy
	switch {
	case theirs == nil && solution == nil:
		return
	case theirs == nil:
		c.add(Line{Kind: Behaviour, Field: "proxy", Solution: summary(solution)})
		return
	case solution == nil:
		c.add(Line{Kind: Behaviour, Field: "proxy", Theirs: summary(theirs), Where: theirs.At.String()})
		return
	}
	c.compared(Line{Field: "proxy.port", Theirs: strconv.Itoa(theirs.Port), Solution: strconv.Itoa(solution.Port), Where: theirs.At.String()})
	for i := range max(len(theirs.Rules), len(solution.Rules)) {
		line := Line{Field: fmt.Sprintf("proxy.rules[%d]", i), Where: theirs.At.String()}
		if i < len(theirs.Rules) {
			line.Theirs, line.Where = ruleText(theirs.Rules[i], c.inSolution), theirs.Rules[i].At.String()
		}
		if i < len(solution.Rules) {
			line.Solution = ruleText(solution.Rules[i], func(name string) string { return name })
		}
		c.compared(line)
	}
}

func summary(p *processfile.Proxy) string {
	return fmt.Sprintf("port %d, %d rules", p.Port, len(p.Rules))
}

// compared adds a line whose values say themselves whether they are the same.
func (c *comparing) compared(l Line) {
	l.Kind = Behaviour
	if l.Theirs == l.Solution {
		l.Kind = Same
	}
	c.add(l)
}

// inSolution is what the solution calls an app of theirs, so that another name
// alone is no other rule.
func (c *comparing) inSolution(name string) string {
	for _, p := range c.pairs {
		if p.theirs != nil && p.solution != nil && p.theirs.Name == name {
			return p.solution.Name
		}
	}
	return name
}

// ruleText is a rule in one line: "GET /fixtures/** → world-cup-fixtures".
func ruleText(r processfile.Rule, named func(string) string) string {
	pathname := r.Pathname
	if pathname == "" || pathname == "/**" {
		pathname = "every path"
	}
	methods := slices.Sorted(slices.Values(r.Methods))
	words := append(methods, pathname, "→", named(r.Dest))
	if r.Strip {
		words = append(words, "(stripped)")
	}
	return strings.Join(words, " ")
}
