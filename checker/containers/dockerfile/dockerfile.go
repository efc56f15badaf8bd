// Package dockerfile reads a Dockerfile as far as a message needs it: which
// instruction stands where. What is right or wrong about it is the engine's to
// say.
package dockerfile

import (
	"regexp"
	"strconv"
	"strings"
)

// Name is the name under which `docker build` looks for a Dockerfile.
const Name = "Dockerfile"

// Instruction is one instruction of a Dockerfile.
type Instruction struct {
	Line  int    // of its first line, from 1
	Word  string // "RUN", in capitals
	Text  string // what follows, continued lines in one; a here-document's lines below it
	Stage int    // from 0; -1 before the first FROM
}

// Instructions reads a Dockerfile. Parser directives and comments are none.
func Instructions(text string) []Instruction {
	var all []Instruction
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	stage := -1
	for i := 0; i < len(lines); i++ {
		first := i
		whole := strings.TrimSpace(lines[i])
		if whole == "" || strings.HasPrefix(whole, "#") {
			continue
		}
		for strings.HasSuffix(whole, `\`) && i+1 < len(lines) {
			i++
			if next := strings.TrimSpace(lines[i]); next != "" && !strings.HasPrefix(next, "#") {
				whole = strings.TrimSpace(strings.TrimSuffix(whole, `\`)) + " " + next
			}
		}
		word, rest, _ := strings.Cut(strings.ReplaceAll(whole, "\t", " "), " ")
		word, rest = strings.ToUpper(word), strings.TrimSpace(strings.TrimSuffix(rest, `\`))
		if word == "FROM" {
			stage++
		}
		for _, end := range hereDocuments(word, rest) {
			for i++; i < len(lines) && strings.TrimLeft(lines[i], "\t") != end; i++ {
				rest += "\n" + lines[i]
			}
		}
		all = append(all, Instruction{first + 1, word, rest, stage})
	}
	return all
}

// hereDocument begins one: <<EOF, <<-EOF, <<"EOF". A shift such as 1<<2 is none.
var hereDocument = regexp.MustCompile(`(?:^|\s)\d*<<-?["']?([A-Za-z_][A-Za-z0-9_.]*)["']?`)

// hereDocuments are the words with which an instruction's here-documents end.
func hereDocuments(word, rest string) (ends []string) {
	if word != "RUN" && word != "COPY" && word != "ADD" {
		return nil
	}
	for _, parts := range hereDocument.FindAllStringSubmatch(rest, -1) {
		ends = append(ends, parts[1])
	}
	return ends
}

// StageName is what a stage's FROM calls it; "" when it has no name.
func StageName(from Instruction) string {
	words := strings.Fields(from.Text)
	for i, word := range words {
		if strings.EqualFold(word, "AS") && i+1 < len(words) {
			return words[i+1]
		}
	}
	return ""
}

// stepPlace is the beginning of a step's name: "[build 4/6] ", "[2/4] ",
// "[stage-1 2/3] ", on some machines with the platform before it. Compose puts
// the service there: "[hello-world build 4/6] ".
var stepPlace = regexp.MustCompile(`^\[(?:\S+ )*?(?:(\S+) )?(\d+)/\d+\] (.*)$`)

// OfStep is the instruction that a step of a build is made of, by the step's
// name: its stage's instruction of that number. ok is false for a step that
// belongs to none.
func OfStep(name string, all []Instruction) (found Instruction, ok bool) {
	parts := stepPlace.FindStringSubmatch(name)
	if parts == nil {
		return found, false
	}
	number, _ := strconv.Atoi(parts[2]) // it is digits
	word, _, _ := strings.Cut(parts[3], " ")
	stage := stageOf(parts[1], all)
	for _, each := range all {
		if each.Stage != stage || !makesStep(each.Word) {
			continue
		}
		if number--; number == 0 {
			return each, each.Word == strings.ToUpper(word)
		}
	}
	return found, false
}

// makesStep says whether an instruction is a step of its own. The others only
// note something.
func makesStep(word string) bool {
	switch word {
	case "FROM", "RUN", "COPY", "ADD", "WORKDIR":
		return true
	}
	return false
}

// stageOf is the number of the stage that a step's name tells: by its name, as
// "stage-1", or, where there is but one, not at all.
func stageOf(name string, all []Instruction) int {
	last := 0
	for _, each := range all {
		if last = max(last, each.Stage); each.Word == "FROM" && name != "" && strings.EqualFold(StageName(each), name) {
			return each.Stage
		}
	}
	if digits, ok := strings.CutPrefix(name, "stage-"); ok {
		if n, err := strconv.Atoi(digits); err == nil {
			return n
		}
	}
	return last
}

// Line says where a Dockerfile's line with an instruction is: the last
// one whose first word it is, in any case; 0 when there is none.
func Line(text, instruction string) (line int) {
	for _, each := range Instructions(text) {
		if strings.EqualFold(each.Word, instruction) {
			line = each.Line
		}
	}
	return line
}
