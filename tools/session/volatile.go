package session

import (
	"regexp"
	"strings"
)

// This file owns what may differ from run to run.

// volatile are the parts of a line that may differ. The group of a pattern, or
// all of it when there is none, is replaced by the name before lines are
// compared. What an earlier pattern has taken, a later one leaves alone.
var volatile = []struct {
	name    string
	bind    bool // a page may use it in a later command
	pattern *regexp.Regexp
}{
	// What the file asks for, or a rule of the runner, is to be true: it stays.
	{"", false, regexp.MustCompile(`restarting in [0-9.]+ m?s|each within [0-9.]+ m?s`)},
	{"‹id›", false, regexp.MustCompile(`\b[0-9a-f]{64}\b`)},
	{"‹date›", false, regexp.MustCompile(`[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT`)},
	{"‹date›", false, regexp.MustCompile(`\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?`)},
	{"‹clock›", false, regexp.MustCompile(`\b\d\d:\d\d:\d\d(\.\d+)?`)},
	{"‹pid›", true, regexp.MustCompile(`(?i)\bpids?"?[ =:]+(\d+)`)},
	// The status table: its pids are the only numbers there with three digits.
	{"‹pid›", true, regexp.MustCompile(`│ +(\d{3,}) +`)},
	{"‹time›", false, regexp.MustCompile(`\b\d+ min \d+ s\b`)},
	{"‹time›", false, regexp.MustCompile(`\b(\d+(\.\d+)?(ns|µs|ms|s|m|h))+\b`)},
	{"‹time›", false, regexp.MustCompile(`\b\d+(\.\d+)? (ns|µs|ms|s|min|h)\b`)},
	{"‹size›", false, regexp.MustCompile(`(?i)\b\d+(\.\d+)? ?[kmgt]?i?b\b`)},
	{"‹cpu›", false, regexp.MustCompile(`\b\d+(\.\d+)?%`)},
	{"‹requests›", false, regexp.MustCompile(`\b(\d+ of )?\d+ requests\b`)},
	// The last: on a busy machine something takes 24809 ms.
	{"‹port›", true, regexp.MustCompile(`\b(2\d{4}|3[01]\d{3}|32[0-6]\d\d|327[0-5]\d|3276[0-7])\b`)},
}

// passing is a line that comes or does not, as the machine is quick or slow.
var passing = regexp.MustCompile(`(\||^\[runner\] \S+:) compiling(; the first time takes longest)?$`)

// passingPart is the part of a line that comes or does not, for the same reason.
var passingPart = regexp.MustCompile(`, [^,]+ of it compiling\b`)

// strayEscapes are for a terminal, and some commands print them to a pipe, too.
var strayEscapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

var (
	borders = regexp.MustCompile(`─+`)
	numbers = regexp.MustCompile(`\b\d+\b`)
	spaces  = regexp.MustCompile(`[ \t]+`)
)

// plain is a line without its volatile parts, and those of them that later
// commands may use.
func plain(line string) (text string, bound []string) {
	line = passingPart.ReplaceAllString(line, "")
	taken := make([]string, len(line)) // by what a byte was replaced: names begin at the first one
	for _, v := range volatile {
		for _, at := range v.pattern.FindAllStringSubmatchIndex(line, -1) {
			from, to := at[0], at[1]
			if v.bind {
				from, to = at[2], at[3]
			}
			if free(taken[from:to]) {
				take(taken, from, to, v.name, line)
			}
		}
	}
	var b strings.Builder
	for i := range len(line) {
		switch {
		case taken[i] == "":
			b.WriteByte(line[i])
		case taken[i] != swallowed:
			b.WriteString(taken[i])
		}
	}
	text = strings.TrimSpace(spaces.ReplaceAllString(b.String(), " "))
	return borders.ReplaceAllString(text, "─"), boundIn(line, taken)
}

// swallowed is a byte that the name before it stands for.
const swallowed = "\x00"

func free(taken []string) bool {
	for _, t := range taken {
		if t != "" {
			return false
		}
	}
	return true
}

// take replaces bytes by a name; without a name they stay as they are.
func take(taken []string, from, to int, name, line string) {
	for i := from; i < to; i++ {
		taken[i] = swallowed
		if name == "" {
			taken[i] = line[i : i+1]
		}
	}
	if name != "" {
		taken[from] = name
	}
}

func boundIn(line string, taken []string) []string {
	var all []string
	for i, name := range taken {
		if name != "‹pid›" && name != "‹port›" {
			continue
		}
		end := i + 1
		for end < len(taken) && taken[end] == swallowed {
			end++
		}
		all = append(all, line[i:end])
	}
	return all
}
