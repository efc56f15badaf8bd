package redact

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Harmless replaces what could move the cursor, clear the screen or otherwise
// speak to the terminal by a visible sign, and what would turn the direction of
// writing around, so that a line reads as something else than it is. Colours of
// a program are lost with it, its words are not. Bytes that are no UTF-8 are
// replaced too: a terminal of another encoding may read one of them as the
// start of a command. It is for one line: a line break is replaced as well.
func Harmless(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, speaks) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if speaks(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// HarmlessLines is Harmless for a text of several lines, which stay apart.
func HarmlessLines(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = Harmless(line)
	}
	return strings.Join(lines, "\n")
}

// HarmlessJSON is the same JSON with what Harmless replaces written as \u…,
// where JSON itself would leave it as it is.
func HarmlessJSON(text string) string {
	if !strings.ContainsFunc(text, speaksInJSON) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if speaksInJSON(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// speaksInJSON: control characters below DEL stand between the values alone.
func speaksInJSON(r rune) bool { return r >= 0x7f && speaks(r) }

// speaks: C0 but for the tab, DEL, C1, and the signs that direct writing.
func speaks(r rune) bool {
	return r < 0x20 && r != '\t' || r >= 0x7f && r < 0xa0 || r > 0xff && unicode.Is(unicode.Bidi_Control, r)
}
