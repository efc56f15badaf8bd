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
			// Lines of a paragraph become one: the words are wrapped again.
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
	"apps":  "each app is one process or more",
	"proxy": "one port for all apps, and rules that say which app answers for which paths",

	// of a Dockerfile
	"FROM":        "the image that a stage begins with; of the last stage, all of it is shipped",
	"RUN":         "a command that is run while the image is built; what it leaves is a layer",
	"COPY":        "which files come into the image; when one of them changes, this step and all later ones run again",
	"ADD":         "which files come into the image, unpacked or downloaded where they are archives or addresses",
	"WORKDIR":     "the folder in which the commands after it run, and the program, too",
	"USER":        "who the commands after it run as, and the program, too",
	"ENV":         "a variable for the commands after it, and the program's default for it",
	"ARG":         "a variable for the build alone, which --build-arg can set",
	"ENTRYPOINT":  "what the container runs; as a list it gets the signals itself, as a line a shell gets them",
	"CMD":         "what the container runs, or the arguments of its ENTRYPOINT",
	"EXPOSE":      "a note on which port the program listens; it opens none",
	"HEALTHCHECK": "how the engine finds out whether the program can work",
	"STOPSIGNAL":  "the signal by which the container is asked to stop",
	"VOLUME":      "a folder whose content outlives the container's own files",
	"SHELL":       "what runs the commands that are no lists",

	// of a compose file
	"services":          "each service is one container or more",
	"image":             "the image that the containers are made from",
	"build":             "how the image is built from the sources",
	"environment":       "a variable of the program's environment: what the program makes of it is up to the program",
	"ports":             "which ports of this machine lead to the containers",
	"depends_on":        "what must be there before a container is started, and how far it must have come",
	"healthcheck":       "how the engine finds out whether the program can work; depends_on can wait for it",
	"volumes":           "what outlives the containers",
	"restart":           "what happens when the program ends by itself",
	"stop_grace_period": "how long a container may take to end before it is killed",
	"stop_signal":       "the signal by which a container is asked to stop",
	"networks":          "which services can reach each other",
	"deploy":            "how many containers there are, and what each may take",
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
