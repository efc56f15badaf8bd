package console

import "strings"

// Wrap breaks a line between words so that no part is longer than width, which
// counts characters; 0 or less leaves it whole. Leading spaces are kept on
// every part: a quoted program's words stay indented.
func Wrap(line string, width int) []string {
	body := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(body)]
	room := width - len(indent)
	if width <= 0 || room < 20 || len([]rune(line)) <= width {
		return []string{line}
	}
	var parts []string
	var part []rune
	for _, word := range strings.Split(body, " ") {
		next := []rune(word)
		if len(part) > 0 && len(part)+1+len(next) > room {
			parts = append(parts, indent+string(part))
			part = nil
		} else if len(part) > 0 {
			part = append(part, ' ')
		}
		part = append(part, next...)
	}
	return append(parts, indent+string(part))
}
