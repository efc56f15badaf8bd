package platformtest

import (
	"os"
	"strings"
	"testing"
)

// DocsTable holds a page to a part that is written from the code: between its
// markers must stand just that. With update it is written there instead; again
// is the command that does.
func DocsTable(t testing.TB, page, begin, end, part string, update bool, again string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !begun || !ended {
		t.Fatalf("%s has lost its marker: %s or %s", page, begin, end)
	}
	want := before + begin + part + end + after
	switch {
	case want == string(text):
	case !update:
		t.Errorf("%s does not say what the code does; run: %s\nIt must have:\n%s", page, again, part)
	default:
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
