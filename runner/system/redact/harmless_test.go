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
