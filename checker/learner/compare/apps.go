package compare

import (
	"maps"
	"regexp"
	"slices"

	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/processfile"
)

// This file owns which app belongs to which, and the comparison of two.

// appPair is an app of each side; one of them may be missing.
type appPair struct {
	theirs, solution *processfile.App
	at               int // of theirs in its file
}

// pair finds for each app of the solution the one that does its work: that
// runs the same service, first of all under the same name; else that has its
// name, or its port. Apps that nobody asked for come last.
func pair(theirs, solution []processfile.App) []appPair {
	taken := make([]bool, len(theirs))
	take := func(fits func(*processfile.App) bool) (int, bool) {
		for i := range theirs {
			if !taken[i] && fits(&theirs[i]) {
				taken[i] = true
				return i, true
			}
		}
		return 0, false
	}
	var pairs []appPair
	for s := range solution {
		wanted := &solution[s]
		service := sandbox.ServiceOf(wanted)
		sameName := func(a *processfile.App) bool { return a.Name == wanted.Name }
		sameWork := func(a *processfile.App) bool { return service != "" && sandbox.ServiceOf(a) == service }
		p := appPair{solution: wanted}
		for _, fits := range []func(*processfile.App) bool{
			func(a *processfile.App) bool { return sameWork(a) && sameName(a) }, sameWork,
			func(a *processfile.App) bool { return sameName(a) && sandbox.ServiceOf(a) == "" },
			func(a *processfile.App) bool {
				return a.Port == wanted.Port && a.Port != 0 && sandbox.ServiceOf(a) == ""
			},
		} {
			if i, ok := take(fits); ok {
				p.theirs, p.at = &theirs[i], i
				break
			}
		}
		pairs = append(pairs, p)
	}
	for i := range theirs {
		if !taken[i] {
			pairs = append(pairs, appPair{theirs: &theirs[i], at: i})
		}
	}
	return pairs
}

// apps compares the two of a pair.
func (c *comparing) apps(p appPair) {
	switch {
	case p.theirs == nil:
		c.add(Line{Kind: Behaviour, App: p.solution.Name, Field: "apps", Solution: p.solution.Script})
		return
	case p.solution == nil:
		c.add(Line{Kind: Behaviour, App: p.theirs.Name, Field: "apps", Theirs: p.theirs.Script, Where: p.theirs.Where("").String()})
		return
	}
	if p.theirs.Name != p.solution.Name {
		c.add(Line{Kind: Style, How: InOther, App: p.solution.Name, Field: "name",
			Theirs: p.theirs.Name, Solution: p.solution.Name, Where: p.theirs.Where("name").String()})
	}
	c.program(p)
	for _, f := range fields {
		c.field(p, f)
	}
	c.environment(p, "env", p.theirs.Env, p.solution.Env)
	for _, name := range slices.Sorted(maps.Keys(c.solution.With)) {
		c.environmentWith(p, name)
	}
}

// program compares what is started. A Go package and its main.go are one
// program.
func (c *comparing) program(p appPair) {
	line := Line{Kind: Behaviour, App: p.solution.Name, Field: "script",
		Theirs: inKit(c.theirs.File, p.theirs.Script), Solution: p.solution.Script, Where: p.theirs.Where("script").String()}
	if programOf(c.theirs.File, p.theirs) == programOf(c.solution.File, p.solution) {
		line.Kind = Same
		if line.Theirs != line.Solution {
			line.Kind, line.How = Style, InOther
		}
	}
	c.add(line)
}

// field compares one field of the table.
func (c *comparing) field(p appPair, f field) {
	line := Line{Kind: Behaviour, App: p.solution.Name, Field: f.name,
		Theirs: f.value(c.theirs.File, p.theirs), Solution: f.value(c.solution.File, p.solution), Where: p.theirs.Where(f.name).String()}
	_, written := p.theirs.At[f.name]
	_, wanted := p.solution.At[f.name]
	if line.Theirs == line.Solution {
		switch {
		case written && wanted:
			line.Kind = Same
		case written:
			line.Kind, line.How = Style, WrittenOut
		case wanted:
			line.Kind, line.How = Style, LeftOut
		default:
			return // both say nothing about it
		}
	}
	c.add(line)
}

// environment compares the variables that two apps are given. layer is the
// field that they are shown with.
func (c *comparing) environment(p appPair, layer string, theirs, solution map[string]string) {
	for _, name := range names(theirs, solution) {
		line := Line{Kind: Behaviour, App: p.solution.Name, Field: layer + "." + name, Where: whereOf(p.theirs, layer, name)}
		value, given := theirs[name]
		wanted, want := solution[name]
		value, wanted = inKit(c.theirs.File, value), inKit(c.solution.File, wanted)
		if given == want && value == wanted {
			line.Kind = Same
		}
		line.Theirs, line.Solution = shown(name, value, given), shown(name, wanted, want)
		c.add(line)
	}
}

// environmentWith compares the variables that env_<name> changes on either
// side. A difference that env has already is not told again.
func (c *comparing) environmentWith(p appPair, env string) {
	theirs, solution := with(c.theirs, p.theirs, env), with(c.solution, p.solution, env)
	// Both as they are with --env: one side may change what the other has anyway.
	told := names(changed(p.theirs.Env, theirs), changed(p.solution.Env, solution))
	c.environment(p, "env_"+env, only(theirs, told), only(solution, told))
}

// changed are the variables that are others than before.
func changed(before, now map[string]string) map[string]string {
	all := map[string]string{}
	for name, value := range now {
		if old, had := before[name]; !had || old != value {
			all[name] = value
		}
	}
	return all
}

// only are the variables with these names.
func only(all map[string]string, names []string) map[string]string {
	some := map[string]string{}
	for _, name := range names {
		if value, given := all[name]; given {
			some[name] = value
		}
	}
	return some
}

// with are the variables of an app with --env. Both readings have the apps in
// the same order, but not always under the same names.
func with(side Side, app *processfile.App, env string) map[string]string {
	file := side.With[env]
	i := slices.IndexFunc(side.File.Apps, func(a processfile.App) bool { return a.Name == app.Name })
	if file == nil || i < 0 || i >= len(file.Apps) {
		return app.Env
	}
	return file.Apps[i].Env
}

// names are the keys of both, in their order.
func names(a, b map[string]string) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

// whereOf is where a file shows a variable, or where it would have to stand.
func whereOf(app *processfile.App, layer, name string) string {
	for _, field := range []string{layer + "." + name, layer} {
		if at, ok := app.At[field]; ok {
			return at.String()
		}
	}
	return app.Where("").String()
}

// secretName recognises variables whose value must not appear on a screen.
var secretName = regexp.MustCompile(`(?i)PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH`)

// shown is a variable's value for people; "" when it is not given.
func shown(name, value string, given bool) string {
	switch {
	case !given:
		return ""
	case value == "":
		return "'' (empty)"
	case secretName.MatchString(name):
		return "*** (hidden)"
	}
	return value
}
