package processfile

import (
	"net"
	"net/url"
	"path"
	"strconv"
	"strings"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the proxy of a process file: one port, and rules that map
// paths to apps.

// proxy reads { port, rules }.
func (r *reader) proxy(member *tree.Member) {
	a := &appReader{reader: r, app: &App{At: map[string]Position{"": r.at(member.At)}}}
	v := &value{Value: member.Value, field: "proxy", at: r.at(member.At)}
	if v.Kind != tree.Object {
		a.wrongType(v, "an object such as { port: 8080, rules: [ … ] }")
		return
	}
	r.file.Proxy = &Proxy{At: v.at}
	for i := range v.Members {
		inner := a.member(v, &v.Members[i])
		switch name := v.Members[i].Name; name {
		case "port":
			if a.isPort(inner, "PORT") {
				r.file.Proxy.Port, _ = portOf(inner.Text)
			}
		case "rules":
			a.rules(inner)
		default:
			a.problem(Problem{Kind: UnknownField, At: inner.at, Field: inner.field, Message: "`" + clip(name) + "` is not a field of the proxy", Expected: "port and rules", Found: clip(name),
				Hint: didYouMean(Suggest(name, []string{"port", "rules"}))})
		}
	}
	if v.Get("port") == nil {
		a.problem(Problem{Kind: PortInvalid, At: v.at, Field: "proxy.port", Message: "the proxy has no port to listen on", Expected: "port: 8080", Found: "no port"})
	}
	if v.Get("rules") == nil {
		a.problem(Problem{Kind: BadValue, At: v.at, Field: "proxy.rules", Message: "the proxy has no rules, so every path would be a 404", Expected: `rules: [ { pathname: "/x/**", dest: "an-app" } ]`, Found: "no rules"})
	}
}

// member is a value within another one, named with a dot.
func (a *appReader) member(outer *value, member *tree.Member) *value {
	at := outer.at
	if member.At.Line > 0 {
		at = a.at(member.At)
	}
	return &value{Value: member.Value, field: outer.field + "." + clip(member.Name), at: at}
}

// rules reads the list in its order: the first rule that matches wins.
func (a *appReader) rules(v *value) {
	if v.Kind != tree.Array {
		a.wrongType(v, "a list of rules")
		return
	}
	for i, item := range v.Items {
		one := a.item(v, i, item)
		if item.Kind != tree.Object {
			a.wrongType(one, `a rule such as { pathname: "/x/**", dest: "an-app" }`)
			continue
		}
		a.file.Proxy.Rules = append(a.file.Proxy.Rules, a.rule(one))
	}
}

func (a *appReader) rule(v *value) Rule {
	rule := Rule{At: v.at}
	for i := range v.Members {
		inner := a.member(v, &v.Members[i])
		switch name := v.Members[i].Name; name {
		case "pathname":
			rule.Pathname = a.pathname(inner)
		case "method", "methods":
			rule.Methods = a.methods(inner)
		case "dest":
			rule.Dest = a.dest(inner)
		case "strip":
			rule.Strip, _ = a.boolean(inner)
		default:
			near := Suggest(name, []string{"pathname", "method", "dest", "strip"})
			if word, ok := map[string]string{"path": "pathname", "to": "dest", "app": "dest", "target": "dest", "destination": "dest"}[name]; ok {
				near = word
			}
			a.problem(Problem{Kind: UnknownField, At: inner.at, Field: inner.field, Message: "`" + clip(name) + "` is not a field of a rule", Expected: "pathname, method, dest and strip", Found: clip(name),
				Hint: didYouMean(near)})
		}
	}
	if v.Get("dest") == nil {
		a.problem(Problem{Kind: BadValue, At: v.at, Field: v.field + ".dest", Message: "this rule has no `dest`, so it leads nowhere", Expected: "dest: the name of an app", Found: "no dest"})
	}
	return rule
}

// pathname checks the pattern's shape; matching it is the proxy's business.
func (a *appReader) pathname(v *value) string {
	pattern, ok := a.text(v)
	if !ok || pattern == "" {
		return ""
	}
	_, err := path.Match(strings.ReplaceAll(pattern, "**", "*"), "/")
	hint := ""
	if err == nil && !strings.HasPrefix(pattern, "/") && !strings.Contains(pattern, "://") {
		hint = "begin it with a slash: '/" + clip(pattern) + "'"
	}
	if !strings.HasPrefix(pattern, "/") || err != nil {
		a.wrong(BadValue, v, "`pathname` is not a pattern of paths", `a path that begins with /, such as "/fixtures/**"`, hint)
	}
	return pattern
}

// methods reads one method or a list, in any case.
func (a *appReader) methods(v *value) []string {
	list, ok := a.texts(v)
	for i, method := range list {
		list[i] = strings.ToUpper(method)
		for _, r := range list[i] {
			if r < 'A' || r > 'Z' {
				a.wrong(BadValue, v, "`"+clip(method)+"` is not a method of HTTP", "GET, POST, PUT, DELETE and the like", "")
				return nil
			}
		}
	}
	if !ok {
		return nil
	}
	return list
}

// dest is an app of the file, or a URL on this machine: the front door must
// not become a way out.
func (a *appReader) dest(v *value) string {
	dest, ok := a.text(v)
	if !ok {
		return ""
	}
	if strings.Contains(dest, "://") {
		if !isLocal(dest) {
			a.wrong(BadValue, v, "`dest` is not an address on this machine", "the name of an app, or a URL such as http://127.0.0.1:4000", "")
		}
		return dest
	}
	var names []string
	for i := range a.file.Apps {
		if a.file.Apps[i].Name == dest {
			return dest
		}
		names = append(names, a.file.Apps[i].Name)
	}
	a.wrong(BadValue, v, "`dest` names no app of this file", strings.Join(names, ", "), didYouMean(nearestApp(dest, names)))
	return dest
}

// nearestApp is the app that a dest most likely means: one spelt much the same,
// else the only one whose name begins with it; "" for none.
func nearestApp(dest string, names []string) string {
	near := Suggest(dest, names)
	if near != "" || dest == "" {
		return near
	}
	for _, name := range names {
		if !strings.HasPrefix(string(plainWord(name)), string(plainWord(dest))) {
			continue
		}
		if near != "" {
			return "" // two of them: either would be a guess
		}
		near = name
	}
	return near
}

// isLocal: only addresses that need no look-up count, besides localhost.
func isLocal(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return false
		}
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
