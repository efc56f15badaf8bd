package yamlfile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/processfile/internal/yamlfile"
)

func evaluate(source string) tree.Result {
	return yamlfile.Evaluate(tree.Request{Source: source, Format: tree.YAML})
}

func TestScalarsBecomeWhatJavaScriptWouldPrint(t *testing.T) {
	result := evaluate("a: 1.50\nb: 0x10\nc: yes\nd: true\ne: ~\nf: '1'\ng: 2024-01-01\nh: .inf\ni: 1e3\n")
	require.Nil(t, result.Failure)
	want := map[string]string{"a": "number 1.5", "b": "number 16", "c": "string yes", "d": "bool true", "e": "null null", "f": "string 1", "g": "string 2024-01-01", "h": "number Infinity", "i": "number 1000"}
	for name, text := range want {
		v := result.Value.Get(name)
		assert.Equal(t, text, string(v.Kind)+" "+v.Text, name)
	}
}

func TestOwnKeysWinOverMergedOnes(t *testing.T) {
	result := evaluate("x: &x {a: 1, b: 1}\ny: &y {a: 2, c: 2}\nz:\n  <<: [*x, *y]\n  b: 3\n")
	require.Nil(t, result.Failure)
	z := result.Value.Get("z")
	assert.Equal(t, "1", z.Get("a").Text, "the first of the list")
	assert.Equal(t, "3", z.Get("b").Text, "its own")
	assert.Equal(t, "2", z.Get("c").Text)
}

func TestSeveralDocumentsAreRefused(t *testing.T) {
	result := evaluate("a: 1\n---\nb: 2\n")
	require.NotNil(t, result.Failure)
	assert.Contains(t, result.Failure.Message, "several")
}

func FuzzEvaluate(f *testing.F) {
	for _, seed := range []string{"apps:\n  - script: x\n", "a: &a [*a]", "<<: 1", "? [a]\n: b", "{", "\t", "a: !!binary x", "%YAML 9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4000 {
			t.Skip("long sources only take time")
		}
		result := evaluate(source)
		assert.NotEqual(t, result.Value == nil, result.Failure == nil, "a value or a failure")
	})
}
