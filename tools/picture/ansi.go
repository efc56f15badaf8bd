package picture

import (
	"regexp"
	"strconv"
	"strings"
)

// This file owns the reading of what a program prints to a terminal: text, and
// the codes for colour that the kit uses.

// span is text of one look.
type span struct {
	column int
	text   string
	look   look
}

// look is how text is shown. Colours are 0 for the terminal's own, or ANSI's
// numbers: 31 to 37.
type look struct {
	colour    int
	bold, dim bool
}

// codes are all control sequences; those that end in m are about the look.
var codes = regexp.MustCompile("\x1b\\[([0-9;?]*)([A-Za-z])")

// read splits a line into spans. Spaces belong to no span: where the next one
// begins is known.
func read(line string) []span {
	// What was overwritten ("\r", then the line is erased) was not to stay.
	if at := strings.LastIndex(line, "\r\x1b[K"); at >= 0 {
		line = line[at:]
	}
	line = strings.ReplaceAll(line, "\r", "")
	var all []span
	var now look
	column, end := 0, 0
	for _, at := range append(codes.FindAllStringSubmatchIndex(line, -1), nil) {
		until := len(line)
		if at != nil {
			until = at[0]
		}
		all = append(all, words(line[end:until], column, now)...)
		column += len([]rune(line[end:until]))
		if at == nil {
			break
		}
		end = at[1]
		if line[at[4]:at[5]] == "m" {
			now = now.after(line[at[2]:at[3]])
		}
	}
	return all
}

// words splits where two spaces or more stand, so that columns of a table stay
// in their place whatever the font.
func words(text string, column int, l look) []span {
	var all []span
	var word []rune
	flush := func(end int) {
		trimmed := strings.TrimRight(string(word), " ")
		if trimmed != "" {
			all = append(all, span{column + end - len(word), trimmed, l})
		}
		word = nil
	}
	runes := []rune(text)
	for i, r := range runes {
		blank := r == ' ' && (len(word) == 0 || word[len(word)-1] == ' ')
		if blank {
			flush(i)
			continue
		}
		word = append(word, r)
	}
	flush(len(runes))
	return all
}

func (l look) after(sequence string) look {
	for code := range strings.SplitSeq(sequence, ";") {
		switch n, _ := strconv.Atoi(code); {
		case n == 0:
			l = look{}
		case n == 1:
			l.bold = true
		case n == 2:
			l.dim = true
		case n == 22:
			l.bold, l.dim = false, false
		case n >= 31 && n <= 37:
			l.colour = n
		case n == 39:
			l.colour = 0
		}
	}
	return l
}
