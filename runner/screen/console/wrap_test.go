package console_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/screen/console"
)

func TestLinesAreBrokenBetweenWords(t *testing.T) {
	long := "the quick brown fox jumps over the lazy dog"
	for _, c := range []struct {
		name, line string
		width      int
		want       []string
	}{
		{"it fits", "short", 30, []string{"short"}},
		{"no width is known", long, 0, []string{long}},
		{"too narrow to be of use", long, 10, []string{long}},
		{"between words", long, 25, []string{"the quick brown fox jumps", "over the lazy dog"}},
		{"the indent stays", "    " + long, 30, []string{"    the quick brown fox jumps", "    over the lazy dog"}},
		{"a word longer than the line stays whole", strings.Repeat("x", 40) + " y", 25, []string{strings.Repeat("x", 40), "y"}},
		{"characters count, not bytes", "üüüüüüüüüü üüüüüüüüüü", 21, []string{"üüüüüüüüüü üüüüüüüüüü"}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, console.Wrap(c.line, c.width)) })
	}
}
