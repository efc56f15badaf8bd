package compare

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file owns reading a Dockerfile for a comparison: as stages with their
// instructions (docs.docker.com/reference/dockerfile). What it does not
// understand it keeps as it is written, so that two texts are never called the
// same for it.

// instruction is one instruction of a Dockerfile, on one line.
type instruction struct {
	name string // in capitals
	text string // what stands behind it, with single spaces
	line int    // where it begins
}

// whole is the instruction as one text; "" for the zero value.
func (i instruction) whole() string { return strings.TrimSpace(i.name + " " + i.text) }

// stage is what follows one FROM.
type stage struct {
	name   string // behind AS, in small letters; "" when it has none
	number int    // from 0
	last   bool
	from   string
	line   int
	// values are what has a name, or counts once for the whole stage:
	// "ENV.PORT", "ENTRYPOINT".
	values map[string]stageValue
	// steps are what is done one after the other.
	steps []instruction
}

type stageValue struct {
	text  string
	line  int
	after int // RUN instructions before it; 0 where the place makes no difference
}

func (v stageValue) placed() string {
	if v.after == 1 {
		return v.text + ", after the first RUN"
	}
	return fmt.Sprintf("%s, after %d RUNs", v.text, v.after)
}

// title is what the stage is called in a comparison.
func (s *stage) title() string {
	switch {
	case s.name != "":
		return s.name
	case s.last:
		return "last stage"
	}
	return fmt.Sprintf("stage %d", s.number+1)
}

// names are those by which other stages can copy from it.
func (s *stage) names() []string {
	all := []string{strconv.Itoa(s.number)}
	if s.name != "" {
		all = append(all, s.name)
	}
	return all
}

// stages reads a Dockerfile. What stands before the first FROM is a stage
// without one.
func stages(text string) []stage {
	var all []stage
	begin := func(from instruction) {
		s := stage{number: len(all), line: from.line, from: from.text, values: map[string]stageValue{}}
		words := strings.Fields(from.text)
		if n := len(words); n > 2 && strings.EqualFold(words[n-2], "AS") {
			s.name, s.from = strings.ToLower(words[n-1]), strings.Join(words[:n-2], " ")
		}
		all = append(all, s)
	}
	var before []instruction
	for _, i := range instructions(text) {
		switch {
		case i.name == "FROM":
			begin(i)
			for _, earlier := range before { // an ARG before the first FROM is for the FROMs
				all[0].values[earlier.name+" before FROM: "+earlier.text] = stageValue{earlier.text, earlier.line, 0}
			}
			before = nil
		case len(all) == 0:
			before = append(before, i)
		default:
			all[len(all)-1].take(i)
		}
	}
	if n := len(all); n > 0 {
		all[n-1].last = true
	}
	return all
}

// take adds an instruction to a stage.
func (s *stage) take(i instruction) {
	runs := 0
	for _, step := range s.steps {
		if step.name == "RUN" {
			runs++
		}
	}
	switch i.name {
	case "ENV", "LABEL":
		if i.name == "LABEL" {
			runs = 0 // no command sees it
		}
		for _, p := range pairsOf(i.text) {
			s.values[i.name+"."+p[0]] = stageValue{p[1], i.line, runs}
		}
	case "ARG":
		for _, word := range splitWords(i.text) {
			name, value, _ := strings.Cut(word, "=")
			s.values["ARG."+name] = stageValue{name + "=" + unquoted(value), i.line, runs}
		}
	case "EXPOSE":
		for _, port := range strings.Fields(i.text) {
			port = strings.TrimSuffix(port, "/tcp")
			s.values["EXPOSE."+port] = stageValue{port, i.line, 0}
		}
	case "CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK":
		s.values[i.name] = stageValue{i.text, i.line, 0} // the last one counts
	default:
		s.steps = append(s.steps, i)
	}
}

// pairsOf are the names and values of an ENV or LABEL. The old form without an
// equals sign has one name, and the rest is its value.
func pairsOf(text string) [][2]string {
	all := splitWords(text)
	if len(all) > 0 && !strings.Contains(all[0], "=") {
		name, value, _ := strings.Cut(text, " ")
		return [][2]string{{name, strings.TrimSpace(value)}}
	}
	var pairs [][2]string
	for _, word := range all {
		name, value, _ := strings.Cut(word, "=")
		pairs = append(pairs, [2]string{unquoted(name), unquoted(value)})
	}
	return pairs
}

// unquoted is a value without the quotes around it, if nothing in it needs them.
func unquoted(value string) string {
	if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] &&
		!strings.ContainsAny(value[1:n-1], `"'\$`) {
		return value[1 : n-1]
	}
	return value
}

// splitWords are the words of a line; spaces in quotes, or behind a backslash,
// belong to their word.
func splitWords(line string) []string {
	var all []string
	word, quote, open := "", rune(0), false
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case quote == 0 && (r == ' ' || r == '\t'):
			if open {
				all = append(all, word)
			}
			word, open = "", false
			continue
		}
		word, open = word+string(r), true
	}
	if open {
		all = append(all, word)
	}
	return all
}

var (
	escapeLine = regexp.MustCompile(`(?i)^#\s*escape\s*=\s*(\S)\s*$`)
	heredoc    = regexp.MustCompile(`<<-?["']?([A-Za-z_][A-Za-z0-9_]*)["']?`)
)

// instructions reads the lines of a Dockerfile.
func instructions(text string) []instruction {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	escape := `\`
	for _, line := range lines { // directives stand before everything else
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			break
		}
		if parts := escapeLine.FindStringSubmatch(strings.TrimSpace(line)); parts != nil {
			escape = parts[1]
		}
	}
	var all []instruction
	for n := 0; n < len(lines); n++ {
		if isEmpty(lines[n]) {
			continue
		}
		begun, joined := n+1, ""
		for ; n < len(lines); n++ {
			if isEmpty(lines[n]) {
				continue // also between the lines of one instruction
			}
			part, goesOn := strings.CutSuffix(strings.TrimRight(lines[n], " \t"), escape)
			joined += part
			if !goesOn {
				break
			}
		}
		name, rest, _ := strings.Cut(strings.TrimSpace(joined)+" ", " ")
		i := instruction{name: strings.ToUpper(name), line: begun}
		i.text = tidied(i.name, strings.TrimSpace(rest))
		if i.name == "RUN" || i.name == "COPY" || i.name == "ADD" {
			for _, end := range heredoc.FindAllStringSubmatch(rest, -1) {
				for n++; n < len(lines); n++ {
					i.text += "\n" + lines[n]
					if strings.TrimLeft(lines[n], "\t") == end[1] {
						break
					}
				}
			}
		}
		all = append(all, i)
	}
	return all
}

// isEmpty: an empty line, or a comment.
func isEmpty(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// tidied is an instruction's text with single spaces outside of quotes, its
// flags in order, and a list of words as JSON writes it.
func tidied(name, text string) string {
	all := splitWords(text)
	flags := 0
	for flags < len(all) && strings.HasPrefix(all[flags], "--") {
		if flag, value, ok := strings.Cut(all[flags], "="); ok && flag == "--mount" {
			parts := strings.Split(value, ",")
			slices.Sort(parts)
			all[flags] = flag + "=" + strings.Join(parts, ",")
		}
		flags++
	}
	if name == "HEALTHCHECK" || name == "RUN" || name == "COPY" || name == "ADD" || name == "FROM" {
		slices.Sort(all[:flags])
	}
	rest := strings.Join(all[flags:], " ")
	before, list := "", rest
	if name == "HEALTHCHECK" && flags < len(all) && strings.EqualFold(all[flags], "CMD") {
		before, list = "CMD ", strings.Join(all[flags+1:], " ")
		rest = before + list
	}
	var exec []string
	if json.Unmarshal([]byte(list), &exec) == nil && strings.HasPrefix(list, "[") {
		rest = before + asList(exec)
	}
	return strings.TrimSpace(strings.Join(all[:flags], " ") + " " + rest)
}

// asList is a list of words as a person writes it: ["/app", "-v"].
func asList(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = strconv.Quote(item)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
