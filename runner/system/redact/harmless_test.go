package redact_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/redact"
)

func TestLinesStayApart(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"one":                      "one",
		"one\ntwo\r\n\nfour\x1b":   "one\ntwo\n\nfour\ufffd",
		"back\rto its beginning\n": "back\ufffdto its beginning\n",
	} {
		assert.Equal(t, want, redact.HarmlessLines(text))
	}
}

// The borders of what speaks to a terminal: C0 but for the tab, DEL and C1, and
// the signs that direct writing.
func TestWhatSpeaksToATerminal(t *testing.T) {
	for sign, speaks := range map[rune]bool{
		0x00: true, '\t': false, 0x1f: true, ' ': false, '~': false, 0x7f: true, 0x80: true, 0x9f: true, 0xa0: false, 0xff: false,
		0x100: false, 0x61b: false, 0x61c: true, 0x61d: false, 0x202e: true, 0x2066: true, 0x2069: true, 0x206a: false,
	} {
		want := string(sign)
		if speaks {
			want = "\ufffd"
		}
		assert.Equal(t, want, redact.Harmless(string(sign)), "%U", sign)
	}
}

func TestJSONMeansTheSame(t *testing.T) {
	said := "a\x1b\x7f\u009b\u202e\t\n\u2028é"
	encoded, err := json.MarshalIndent(map[string]string{"said": said}, "", "  ")
	require.NoError(t, err)
	shown := redact.HarmlessJSON(string(encoded))
	assert.NotContains(t, shown, "\u009b")
	assert.NotContains(t, shown, "\u202e")
	assert.NotContains(t, shown, "\x7f")
	var back map[string]string
	require.NoError(t, json.Unmarshal([]byte(shown), &back))
	assert.Equal(t, said, back["said"])
}
