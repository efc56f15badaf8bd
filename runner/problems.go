package main

import (
	"strings"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// problemText is a problem of a process file in lines: where and what, then what
// was expected, what was found, and what to try.
func problemText(s *console.Streams, p processfile.Problem) string {
	var b strings.Builder
	b.WriteString(s.Paint(console.Bold, p.At.String()) + ": " + strings.ReplaceAll(p.Message, "\n", "\n    ") + "\n")
	if p.Source != "" {
		for line := range strings.Lines(p.Source) {
			b.WriteString("    " + s.Paint(console.Dim, strings.TrimRight(line, "\n")) + "\n")
		}
	}
	for _, l := range [][2]string{{"expected", p.Expected}, {"found", p.Found}, {"try", p.Hint}} {
		if l[1] != "" {
			words := strings.Join(console.Wrap(l[1], s.Width-beside), "\n"+strings.Repeat(" ", beside))
			b.WriteString("    " + pad(l[0]+":", beside-4) + words + "\n")
		}
	}
	return b.String()
}

// beside is where the words beside "expected:" begin.
const beside = 14

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}
