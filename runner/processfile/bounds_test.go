package processfile

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// huge are files that say or hold far more than anybody reads. Each ends in an
// error of a few lines, or is right with a few.
var huge = map[string]string{
	"a thousand unknown fields":  apps("{ " + hello + ", " + fields(1000) + " }"),
	"ten thousand":               apps("{ " + hello + ", " + fields(10_000) + " }"),
	"as many that were computed": "const app = { " + hello + " }; for (let i = 0; i < 5000; i++) app['f' + i] = 1; module.exports = { apps: [app] }",
	"of the proxy":               "const rule = { dest: 'hello-world' }; for (let i = 0; i < 5000; i++) rule['f' + i] = 1; module.exports = { apps: [{ " + hello + " }], proxy: { port: 8080, rules: [rule] } }",
	"a long field":               apps("{ " + hello + ", ['x'.repeat(1e6)]: 1 }"),
	"a field of long words":      apps("{ " + hello + ", ['x y '.repeat(3e5)]: 1 }"),
	"a long variable":            apps("{ " + hello + ", env: { ['=x'.repeat(3e5)]: 1, PORT: 'x'.repeat(1e6) } }"),
	"a long env_":                apps("{ " + hello + ", ['env_' + 'x'.repeat(1e6)]: { A: null } }"),
	"a long name":                apps("{ " + hello + ", name: 'x'.repeat(1e6) }"),
	"a long script":              apps("{ script: './' + 'x'.repeat(1e6) }"),
	"a long value":               apps("{ " + hello + ", instances: 'x'.repeat(1e6) }"),
	"a long list":                apps("{ " + hello + ", stop_exit_codes: new Array(50000).fill(999) }"),
	"a long exception":           "throw new Error('x'.repeat(1e6))",
	"one of many lines":          "throw new Error('x\\n'.repeat(1e5))",
	"a long line":                "const x = '" + strings.Repeat("x", 400_000) + "'; oops(); const y = '" + strings.Repeat("y", 400_000) + "'",
	"a long import":              "require('./' + 'x'.repeat(1e6))",
	"many apps":                  "module.exports = { apps: Array.from({ length: 2000 }, () => ({ " + hello + ", name: 'a', port: 1 })) }",
	"many apps of nothing":       "module.exports = { apps: Array.from({ length: 2000 }, (_, i) => ({ script: './nope' + i })) }",
	"deep nesting":               "let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; module.exports = a",
	"much talk":                  "console.log('x'.repeat(1e6)); for (let i = 0; i < 1e5; i++) console.log(''); " + apps("{ "+hello+" }"),
	"many remarks":               "module.exports = { apps: Array.from({ length: 500 }, (_, i) => ({ " + hello + ", name: 'a' + i, pmx: 1, uid: i })) }",
}

func fields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "field_%d: 1,\n", i)
	}
	return b.String()
}

func TestWhatIsSaidOfAHugeFileIsShort(t *testing.T) {
	for name, source := range huge {
		t.Run(name, func(t *testing.T) {
			file, err := read(t, "services.config.js", source, nil)
			if err == nil {
				assert.LessOrEqual(t, len(file.Notes), maxProblems)
				assert.LessOrEqual(t, len(file.Console), maxLines+1)
				assert.Less(t, len(strings.Join(file.Console, "\n")), 4<<10)
				return
			}
			var invalid *Invalid
			require.ErrorAs(t, err, &invalid)
			assert.NotEqual(t, TooSlow, invalid.Problems[0].Kind)
			assert.LessOrEqual(t, len(invalid.Problems), maxProblems)
			assert.Less(t, len(fmt.Sprint(invalid.Problems)), 16<<10)
			for _, p := range invalid.Problems {
				assert.LessOrEqual(t, utf8.RuneCountInString(p.Message), maxText+1)
				assert.LessOrEqual(t, strings.Count(p.Message, "\n"), maxBreaks)
			}
		})
	}
}

func TestTheFirstProblemsAreKeptAndTheOthersCounted(t *testing.T) {
	_, err := read(t, "services.config.js", apps("{ "+hello+", "+fields(1000)+" }"), nil)
	var invalid *Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Problems, 20)
	assert.Equal(t, 980, invalid.More)
	assert.Equal(t, "`field_19` is not a field of an app", invalid.Problems[19].Message)
	assert.Contains(t, err.Error(), "… and 980 more")
}

func TestALongTextKeepsItsEnds(t *testing.T) {
	for want, c := range map[string]struct {
		text  string
		limit int
	}{
		"":          {"", 4},
		"abcd":      {"abcd", 4},
		"abc…e":     {"abcde", 4},
		"äöü…e":     {"äöüde", 4},
		"abcdef…yz": {"abcdefghijklmnopqrstuvwxyz", 8},
	} {
		assert.Equal(t, want, withoutMiddle(c.text, c.limit))
	}
	line := strings.Repeat("x", 1000) + "HERE" + strings.Repeat("y", 1000)
	assert.Contains(t, shownSource(line, 1001), "xHEREy")
	assert.True(t, strings.HasPrefix(shownSource(line, 0), "xx") && strings.HasSuffix(shownSource(line, 0), "x…"))
	assert.True(t, strings.HasPrefix(shownSource(line, 2004), "…y") && strings.HasSuffix(shownSource(line, 2004), "y"))
}

// hostile are files that try to speak to the terminal of who looks at them, by
// every way that leads out of a file.
func hostile() map[string]string {
	const evil = `\u001b[2J\u001b]0;pwned\u0007\u009b1m\r\u202egnp\u2066`
	raw := "\x1b[2J\x1b]0;pwned\x07\u009b1m\u202egnp"
	return map[string]string{
		"an exception":      "throw new Error('" + evil + "')",
		"a thrown text":     "throw '" + evil + "'",
		"a rejection":       "module.exports = Promise.reject('" + evil + "')",
		"its source":        "throw 1 // " + raw,
		"a syntax error":    "module.exports = { a: '" + raw + "' 'b' }",
		"an unknown part":   "module.exports = { apps: [], '" + evil + "': 1 }",
		"a field":           apps("{ " + hello + ", '" + evil + "': 1 }"),
		"a field's value":   apps("{ " + hello + ", exec_mode: '" + evil + "' }"),
		"a name":            apps("{ " + hello + ", name: '" + evil + "' }"),
		"a script":          apps("{ script: './" + evil + "' }"),
		"a folder":          apps("{ " + hello + ", cwd: './" + evil + "' }"),
		"an interpreter":    apps("{ " + hello + ", interpreter: '" + evil + "' }"),
		"an env_file":       apps("{ " + hello + ", env_file: './" + evil + "' }"),
		"a variable":        apps("{ " + hello + ", env: { '" + evil + "=': 1, PORT: '" + evil + "', '" + evil + "': null } }"),
		"an environment":    apps("{ " + hello + ", 'env_" + evil + "': 1 }"),
		"a dest":            "module.exports = { apps: [{ " + hello + " }], proxy: { port: 1, '" + evil + "': 1, rules: [{ dest: '" + evil + "', '" + evil + "': 1 }] } }",
		"a required file":   "require('./" + evil + "')",
		"a package":         "require('" + evil + "')",
		"a method":          "require('fs').readFileSync('./" + evil + "')",
		"an undefined name": "eval('throw new ReferenceError(\"" + strings.ReplaceAll(evil, `\`, `\\`) + " is not defined\")')",
		"an instance":       "module.exports = '" + evil + "'",
		"what it says":      "console.log('" + evil + "'); console.error('" + evil + "\\n" + evil + "')\n" + apps("{ "+hello+", pmx: 1 }"),
	}
}

func TestNothingOfAFileSpeaksToTheTerminal(t *testing.T) {
	for name, source := range hostile() {
		t.Run(name, func(t *testing.T) {
			var shown []string
			file, err := read(t, "services.config.js", source, nil)
			if err == nil {
				shown = append(file.Console, fmt.Sprint(file.Notes))
			} else {
				var invalid *Invalid
				require.ErrorAs(t, err, &invalid)
				shown = []string{fmt.Sprint(invalid.Problems), err.Error()}
			}
			for _, text := range shown {
				assert.False(t, strings.ContainsFunc(text, speaksToTerminals), "%q", text)
			}
		})
	}
}

func speaksToTerminals(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
