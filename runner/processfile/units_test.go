package processfile

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{"0": 0, "1600": 1600 * time.Millisecond, "10s": 10 * time.Second, "1.5s": 1500 * time.Millisecond, " 2 m ": 2 * time.Minute, "1h": time.Hour, "20ms": 20 * time.Millisecond} {
		got, ok := parseDuration(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "s", "10 years", "NaN", "1e300", "Infinity", "0x"} {
		_, ok := parseDuration(text)
		assert.False(t, ok, text)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "1024": 1024, "1K": 1 << 10, "150M": 150 << 20, "1.5g": 3 << 29, "2 GB": 2 << 30} {
		got, ok := parseSize(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "M", "NaN", "1e300G", "ten"} {
		_, ok := parseSize(text)
		assert.False(t, ok, text)
	}
}

func TestCommandLinesAreSplitOutsideOfQuotes(t *testing.T) {
	for line, want := range map[string][]string{
		"": nil, "  a  b ": {"a", "b"}, `run "./my dir" -x='1 2'`: {"run", "./my dir", "-x=1 2"}, `''`: {""}, `"open`: {"open"},
	} {
		assert.Equal(t, want, splitArgs(line), line)
	}
}

func TestSuggestionsAreNearButNotFar(t *testing.T) {
	for word, want := range map[string]string{
		"instance": "instances", "instnaces": "instances", "Instances": "instances", "exec-mode": "exec_mode", "excmode": "exec_mode", "nmae": "name", "scirpt": "script",
		"environment": "env", "environmnt": "env", "path": "script", "replicas": "instances", "mode": "exec_mode", "autorestarts": "autorestart", "maxrestart": "max_restarts",
		"foo": "", "x": "", "": "", "completely_different": "",
	} {
		assert.Equal(t, want, suggestField(word), word)
	}
}

func TestASuggestionSharesLettersWithItsWord(t *testing.T) {
	for _, c := range []struct {
		word, candidates, want string
	}{
		{"x", "y", ""}, {"x", "xy", ""}, {"x", "x", "x"}, {"ab", "ax", "ax"}, {"ab", "xy", ""},
		{"abcdef", "abxxef", "abxxef"}, {"abcdef", "axxxef", ""}, {"abcdef", "abcdefxx", "abcdefxx"}, {"abcdef", "abcdefxxxx", ""},
		{"cat", "bat rat", "bat"}, {"instnce", "instances instance", "instance"},
	} {
		assert.Equal(t, c.want, Suggest(c.word, strings.Fields(c.candidates)), "%s: %s", c.word, c.candidates)
	}
}

func FuzzSuggest(f *testing.F) {
	f.Add("instnaces", "instances")
	f.Add("", strings.Repeat("x", 1000))
	f.Fuzz(func(t *testing.T, word, candidate string) {
		if found := Suggest(word, []string{candidate}); found != "" {
			assert.Equal(t, candidate, found)
		}
		assert.Equal(t, editDistance(plainWord(word), plainWord(candidate)), editDistance(plainWord(candidate), plainWord(word)))
	})
}

func FuzzUnits(f *testing.F) {
	f.Add("10s")
	f.Add("1.5G")
	f.Fuzz(func(t *testing.T, text string) {
		parseDuration(text)
		parseSize(text)
		for _, arg := range splitArgs(text) {
			assert.LessOrEqual(t, len([]rune(arg)), len([]rune(text)))
		}
	})
}
