// Package saved turns the bytes of a file that somebody saved into text.
package saved

import (
	"bytes"
	"strings"
)

// Text is the text of a file, without the byte order mark that some editors put
// before it. encoding is "" when the text can be read, else the name of the
// encoding that it has instead of UTF-8.
func Text(content []byte) (text, encoding string) {
	if encoding := foreign(content); encoding != "" {
		return "", encoding
	}
	return strings.TrimPrefix(string(content), "\ufeff"), ""
}

// AsUTF8 is what to do about another encoding.
const AsUTF8 = "save it as UTF-8: VS Code shows the encoding in the bar at the bottom (click it, Save with Encoding), " +
	"Notepad asks for it in Save as; in PowerShell, whose > writes UTF-16, use `| Set-Content -Encoding utf8 NAME` instead of `> NAME`"

// foreign tells the encodings that come with zero bytes, by their marks, or by
// where the zeros stand: most of what a process file holds is ASCII.
func foreign(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(content, []byte("\x00\x00\xfe\xff")):
		return "UTF-32"
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return "UTF-16"
	}
	var zeros [2]int
	head := content[:min(len(content), 512)&^1]
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	pairs := len(head) / 2
	if most := max(zeros[0], zeros[1]); pairs > 1 && min(zeros[0], zeros[1]) == 0 && 2*most > pairs {
		return "UTF-16"
	}
	return ""
}
