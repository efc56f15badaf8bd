package processfile

import (
	"sort"
	"strings"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the top of a process file: finding the apps in what it
// yields, and what holds over all of them.

const wantsApps = "module.exports = { apps: [ { name: …, script: … } ] }"

// whole checks all that the file yields.
func (r *reader) whole(v *tree.Value, untouched bool) {
	r.keysTwice(v, map[tree.Place]bool{})
	found := len(r.problems)
	apps, proxy := r.parts(v, untouched)
	if len(r.problems) == found && len(apps) == 0 {
		r.problem(Problem{Kind: NoApps, At: r.at(v.At), Message: "the file has no app in it", Expected: wantsApps, Found: foundApps(v),
			Hint: "an app is an object with at least a `script`"})
	}
	environments := map[string]bool{}
	for _, app := range apps {
		r.app(app, environments)
	}
	r.namesAreUnique()
	if proxy != nil {
		r.proxy(proxy)
	}
	r.proxyIsNoApp()
	r.portsAreUnique()
	r.environmentIsKnown(environments)
	r.appendEnvironment()
}

// keysTwice reports every key that an object of the file has twice. JavaScript
// takes the last in silence, which is how an app or a variable goes missing.
// Objects that one literal has made, such as by map, share its places.
func (r *reader) keysTwice(v *tree.Value, told map[tree.Place]bool) {
	for _, item := range v.Items {
		r.keysTwice(item, told)
	}
	for i := range v.Members {
		member := &v.Members[i]
		if member.Lost.Line > 0 && !told[member.Lost] {
			told[member.Lost] = true
			r.problem(keyTwice(clip(member.Name), r.at(member.At), r.at(member.Lost)))
		}
		r.keysTwice(member.Value, told)
	}
}

func keyTwice(name string, at, lost Position) Problem {
	p := Problem{Kind: KeyTwice, At: at, Field: name, Message: "`" + name + "` is here a second time; the first one, at " + lost.String() + ", has no effect",
		Expected: "each name once within { }", Found: "`" + name + "` twice", Hint: "keep one of the two"}
	switch {
	case name == "apps":
		p.Hint = "put all apps into one list: apps: [ { … }, { … } ]"
	case name == "env" || isEnvironment(name):
		p.Hint = "put all variables into one: " + name + ": { …, … }"
	case byName[name] != nil:
		p.Hint = "keep one of the two; a second app is a { … } of its own in the list"
	}
	return p
}

// appendEnvironment gives the apps that ask for it the name of the --env as a
// part of their own (PM2), after all that the file says by their first names.
func (r *reader) appendEnvironment() {
	for i := range r.file.Apps {
		app := &r.file.Apps[i]
		if !app.AppendEnvToName || r.options.EnvName == "" {
			continue
		}
		old := app.Name
		app.Name += "-" + r.options.EnvName
		if r.file.Proxy == nil {
			continue
		}
		for j, rule := range r.file.Proxy.Rules {
			if rule.Dest == old {
				r.file.Proxy.Rules[j].Dest = app.Name
			}
		}
	}
}

func foundApps(v *tree.Value) string {
	if list := v.Get("apps"); list != nil && list.Kind == tree.Array {
		return "an empty list of apps"
	}
	if v.Kind == tree.Array {
		return "an empty list"
	}
	return describe(v)
}

// parts takes the value apart: { apps, proxy }, a list of apps, or one app.
func (r *reader) parts(v *tree.Value, untouched bool) (apps []*tree.Value, proxy *tree.Member) {
	if inner := v.Get("default"); inner != nil && v.Get("apps") == nil {
		v = inner // a module that was compiled to CommonJS
	}
	switch {
	case untouched:
		r.problem(Problem{Kind: NothingExported, Message: "the file exports nothing", Expected: wantsApps, Found: "nothing, or an empty object",
			Hint: "put `module.exports = { apps: [ … ] }` at the end of the file"})
		return nil, nil
	case v.Kind == tree.Array:
		return v.Items, nil
	case v.Kind == tree.Function:
		r.problem(Problem{Kind: NotData, At: r.at(v.At), Message: "the file exports a function instead of the apps", Expected: wantsApps, Found: "a function",
			Hint: "call it: `module.exports = f()`"})
		return nil, nil
	case v.Kind != tree.Object:
		r.problem(Problem{Kind: NoApps, At: r.at(v.At), Message: "the file exports " + describe(v) + " instead of the apps", Expected: wantsApps, Found: describe(v)})
		return nil, nil
	case isApp(v):
		return []*tree.Value{v}, nil
	}
	return r.members(v)
}

// isApp: no apps beside, and at least one field that only an app has.
func isApp(v *tree.Value) bool {
	if v.Get("apps") != nil || v.Get("pm2") != nil {
		return false
	}
	for _, member := range v.Members {
		if byName[member.Name] != nil {
			return true
		}
	}
	return false
}

// members takes { apps, proxy } apart and says what else is there.
func (r *reader) members(v *tree.Value) (apps []*tree.Value, proxy *tree.Member) {
	for i := range v.Members {
		member := &v.Members[i]
		switch member.Name {
		case "apps":
			apps = r.list(member)
		case "pm2":
			if v.Get("apps") == nil {
				apps = r.list(member)
			}
		case "proxy":
			if member.Value.Kind != tree.Undefined {
				proxy = member
			}
		case "deploy", "static":
			r.note(Problem{Kind: NoEffect, At: r.at(member.At), Field: member.Name, Message: "`" + member.Name + "` is PM2's and has no effect here"})
		default:
			r.unknownTop(member)
		}
	}
	return apps, proxy
}

// unknownTop reports a key beside apps and proxy.
func (r *reader) unknownTop(member *tree.Member) {
	p := Problem{Kind: UnknownField, At: r.at(member.At), Field: member.Name, Message: "`" + clip(member.Name) + "` is not a part of a process file",
		Expected: "apps and proxy", Found: clip(member.Name), Hint: didYouMean(Suggest(member.Name, []string{"apps", "proxy"}))}
	switch strings.ToLower(member.Name) {
	case "services":
		p.Hint = didYouMean("apps")
	case "proxies":
		p.Hint = didYouMean("proxy")
	}
	r.problem(p)
}

// list are the apps of `apps`; a single one counts as a list of one.
func (r *reader) list(member *tree.Member) []*tree.Value {
	switch member.Value.Kind {
	case tree.Array:
		return member.Value.Items
	case tree.Object:
		return []*tree.Value{member.Value}
	case tree.Undefined, tree.Null:
		return nil
	}
	r.problem(Problem{Kind: WrongType, At: r.at(member.At), Field: member.Name, Message: "`" + member.Name + "` has to be a list of apps, but it is " + describe(member.Value),
		Expected: wantsApps, Found: describe(member.Value)})
	return nil
}

// namesAreUnique names both places of a name that is there twice.
func (r *reader) namesAreUnique() {
	first := map[string]*App{}
	for i := range r.file.Apps {
		app := &r.file.Apps[i]
		other, twice := first[app.Name]
		if !twice {
			first[app.Name] = app
			continue
		}
		if app.Name == "" || r.guessed[app.Name] {
			continue
		}
		r.problem(Problem{Kind: NameTwice, At: app.Where("name"), App: app.Name, Field: "name", Message: "two apps are called `" + app.Name + "`",
			Expected: "a name of its own for each app", Found: "the first one is at " + other.Where("name").String(),
			Hint: "give one of them another `name`; to run an app several times use `instances`"})
	}
}

// proxyIsNoApp: what is said of the proxy must not be taken for an app's.
func (r *reader) proxyIsNoApp() {
	for i := range r.file.Apps {
		if app := &r.file.Apps[i]; app.Name == "proxy" && r.file.Proxy != nil {
			r.problem(Problem{Kind: NameTwice, At: app.Where("name"), App: app.Name, Field: "name", Message: "an app cannot be called `proxy` in a file that has a proxy",
				Expected: "another name", Found: "proxy", Hint: "call it after what it does"})
		}
	}
}

// environmentIsKnown notes an --env that no app has, as PM2 does: the apps
// then start with `env` alone.
func (r *reader) environmentIsKnown(known map[string]bool) {
	name := r.options.EnvName
	if name == "" || known[name] {
		return
	}
	var names []string
	for one := range known {
		names = append(names, one)
	}
	sort.Strings(names)
	note := Problem{Kind: UnknownEnv, Field: "env_" + name, Message: "no app has `env_" + name + "`, so --env " + name + " changes nothing",
		Expected: "an env_" + name + " in at least one app", Found: "no env_<name> at all"}
	if len(names) > 0 {
		note.Found = "the file has " + strings.Join(names, ", ")
		note.Hint = didYouMean(Suggest(name, names))
	}
	r.note(note)
}
