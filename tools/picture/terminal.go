// Package picture draws for the docs: what a program has printed as a terminal
// in an SVG file, and the map of a proxy. Text stays text, so it is sharp on a
// wall, and can be searched and read aloud.
package picture

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// Measures of a terminal, in pixels.
const (
	cell   = 8.4 // a column
	row    = 19  // a line
	margin = 18
	bar    = 34 // above the first line: the window's title
)

// palette is in the order of ANSI's numbers 30 to 37. Each has a contrast of
// 4.5 and more on the background.
var palette = []string{"#6e7681", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"}

const (
	background = "#0d1117"
	foreground = "#d6dde5"
	quiet      = "#8b949e" // dim text
	font       = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
)

// Terminal is a window with what was printed. The title stands in its bar;
// the description is for those who do not see the picture.
func Terminal(title, description string, lines []string) string {
	columns := 60
	var texts strings.Builder
	for i, line := range lines {
		for _, s := range read(line) {
			length := len([]rune(s.text))
			columns = max(columns, s.column+length)
			fmt.Fprintf(&texts, `<text x="%.1f" y="%d" textLength="%.1f"%s>%s</text>`+"\n",
				margin+cell*float64(s.column), bar+margin+row*i, cell*float64(length), s.look.attributes(), escaped(s.text))
		}
	}
	width := int(2*margin + cell*float64(columns))
	height := bar + margin + row*len(lines) + margin/2
	var b strings.Builder
	open(&b, width, height, title, description)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", width, height, background)
	for i, colour := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="18" r="6" fill="%s"/>`+"\n", 20+20*i, colour)
	}
	fmt.Fprintf(&b, `<text x="%d" y="22" text-anchor="middle" fill="%s" font-size="13">%s</text>`+"\n", width/2, quiet, escaped(title))
	fmt.Fprintf(&b, `<g font-size="14" fill="%s" lengthAdjust="spacingAndGlyphs">`+"\n%s</g>\n</svg>\n", foreground, texts.String())
	return b.String()
}

func open(b *strings.Builder, width, height int, title, description string) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="title description" font-family="%s">`+"\n",
		width, height, width, height, font)
	fmt.Fprintf(b, "<title id=\"title\">%s</title>\n<desc id=\"description\">%s</desc>\n", escaped(title), escaped(description))
}

func (l look) attributes() string {
	var b strings.Builder
	switch {
	case l.colour != 0:
		fmt.Fprintf(&b, ` fill="%s"`, palette[l.colour-30])
	case l.dim:
		fmt.Fprintf(&b, ` fill="%s"`, quiet)
	}
	if l.bold {
		b.WriteString(` font-weight="bold"`)
	}
	return b.String()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
