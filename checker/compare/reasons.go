package compare

import (
	"path"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// Reasons are the instructor's words on differences from the solution: a file
// compare.md beside it, in which a heading names the fields, and the text below
// says why the solution has what it has and whether a difference matters.
//
//	## instances
//	## env.*                    * stands for anything
//	## hello-world.env.PORT     of one app, by the solution's name for it
//	## proxy.rules              a field is also meant by what it belongs to
type Reasons []Reason

// Reason is what the instructor says about the fields of a pattern.
type Reason struct{ Pattern, Text string }

// ParseReasons reads a compare.md.
func ParseReasons(text string) Reasons {
	var all Reasons
	for line := range strings.Lines(text) {
		if pattern, ok := strings.CutPrefix(line, "## "); ok {
			all = append(all, Reason{Pattern: strings.Trim(strings.TrimSpace(pattern), "`")})
		} else if n := len(all); n > 0 {
			// Lines of a paragraph become one: the words are wrapped anew.
			all[n-1].Text = strings.TrimSpace(all[n-1].Text + " " + strings.TrimSpace(line))
		}
	}
	return all
}

// For is what the instructor says about a field of an app; "" when that is
// nothing. Of several patterns that fit, the one that says most counts.
func (r Reasons) For(app, field string) string {
	best, text := -1, ""
	for _, reason := range r {
		says := len(strings.ReplaceAll(reason.Pattern, "*", ""))
		if says > best && (fits(reason.Pattern, field) || app != "" && fits(reason.Pattern, app+"."+field)) {
			best, text = says, reason.Text
		}
	}
	return text
}

// fits: the pattern names the field, or what it belongs to.
func fits(pattern, field string) bool {
	for {
		if ok, err := path.Match(pattern, field); ok && err == nil {
			return true
		}
		i := strings.LastIndexAny(field, ".[")
		if i < 0 {
			return false
		}
		field = field[:i]
	}
}

// Explain gives each difference in behaviour its reason: the instructor's, or
// else what the field means.
func (c *Comparison) Explain(r Reasons) {
	for i := range c.Lines {
		l := &c.Lines[i]
		if l.Kind != Behaviour {
			continue
		}
		if l.Reason = r.For(l.App, l.Field); l.Reason == "" {
			l.Reason, l.General = Meaning(l.Field), true
		}
	}
}

// meanings are of what is no field of an app.
var meanings = map[string]string{
	"apps":  "each app is a process, or several, of its own",
	"proxy": "one port for all apps, and rules that say which app answers for which paths",
}

// Meaning says what a field is for, in half a sentence; "" for one that nobody
// knows.
func Meaning(field string) string {
	name, rest, _ := strings.Cut(field, ".")
	switch {
	case strings.HasPrefix(name, "env_") && name != "env_file":
		return "a variable of the program's environment with --env " + strings.TrimPrefix(name, "env_")
	case name == "env" && rest != "":
		return "a variable of the program's environment: what the program makes of it is up to the program"
	case meanings[name] != "":
		return meanings[name]
	}
	for _, f := range processfile.Fields() {
		if f.Name == name {
			return f.Meaning
		}
	}
	return ""
}
