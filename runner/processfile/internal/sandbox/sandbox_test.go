package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/sandbox"
	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

func request(t *testing.T, format tree.Format, source string) tree.Request {
	dir := t.TempDir()
	return tree.Request{Path: dir + "/services.config.js", Source: source, Format: format, Dir: dir, Root: dir, Cores: 4, Limits: hasty()}
}

// hasty are the ordinary limits with less time, to keep the tests quick.
func hasty() tree.Limits {
	limits := sandbox.Limits()
	limits.ScriptMillis, limits.HardMillis = 500, 700
	return limits
}

// bombs are files that try to take the machine down, and the failure that each
// of them ends in. Where two are named the faster limit of the machine wins.
var bombs = map[string]struct {
	format tree.Format
	source string
	kinds  []string
}{
	"an endless loop":        {tree.Script, `while (true) {}`, []string{"too-slow"}},
	"a growing array":        {tree.Script, `const a = []; while (true) a.push('x'.repeat(1000))`, []string{"too-large", "too-slow"}},
	"a terabyte of text":     {tree.Script, `'x'.repeat(2 ** 40)`, []string{"too-large", "threw"}},
	"eight gigabytes":        {tree.Script, `'x'.repeat(2 ** 33)`, []string{"too-large"}},
	"four billion elements":  {tree.Script, `module.exports = new Array(4e9).fill(0)`, []string{"too-large", "too-slow"}},
	"an array of 4e9":        {tree.Script, `module.exports = { apps: new Array(4e9) }`, []string{"too-large"}},
	"a huge JSON":            {tree.Script, `const a = 'x'.repeat(5e7); module.exports = JSON.stringify(new Array(1000).fill(a))`, []string{"too-large", "too-slow"}},
	"recursion":              {tree.Script, `function f() { return f() } f()`, []string{"threw"}},
	"recursion in a getter":  {tree.Script, `const o = { get apps() { return o.apps } }; module.exports = o`, []string{"threw"}},
	"a loop in a getter":     {tree.Script, `module.exports = { get apps() { while (true) {} } }`, []string{"too-slow"}},
	"a regular expression":   {tree.Script, `/^(?=(a+)+b)\1c/.test('a'.repeat(60)); module.exports = /^(a|a?)+\1$/.test('a'.repeat(40) + 'b')`, []string{"too-slow"}},
	"a promise":              {tree.Script, `module.exports = new Promise(() => {})`, []string{"not-data"}},
	"a promise of a module":  {tree.Module, `export default await new Promise(() => {})`, []string{"not-data"}},
	"an endless microtask":   {tree.Script, `const f = () => Promise.resolve().then(f); f()`, []string{"too-slow", "too-large"}},
	"a toString that loops":  {tree.Script, `throw { toString() { while (true) {} } }`, []string{"too-slow"}},
	"a rejection that loops": {tree.Script, `module.exports = Promise.reject({ toString() { while (true) {} } })`, []string{"too-slow"}},
	"a toString of no end":   {tree.Script, `throw { toString() { return String(this) } }`, []string{"threw"}},
	"endless talk":           {tree.Script, `while (true) console.log('x'.repeat(1e4))`, []string{"too-slow"}},
	"a tree that is a graph": {tree.Script, `let a = {}; for (let i = 0; i < 40; i++) a = { l: a, r: a }; module.exports = a`, []string{"too-large"}},
	"a proxy without end":    {tree.Script, `const p = () => new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: p }); module.exports = p()`, []string{"too-large"}},
	"a circle":               {tree.Script, `const a = {}; a.a = a; module.exports = a`, nil},
	"brackets":               {tree.Script, `module.exports = ` + repeat("[", 200_000), []string{"syntax", "too-large", "too-slow"}},
	"aliases of aliases": {tree.YAML, `a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]`, []string{"too-large"}},
	"an alias of itself": {tree.YAML, "a: &a [*a]", []string{"too-large", "syntax"}},
	"YAML brackets":      {tree.YAML, repeat("[", 200_000), []string{"syntax", "too-large", "too-slow"}},
}

func repeat(text string, n int) string {
	var all []byte
	for range n {
		all = append(all, text...)
	}
	return string(all)
}

func TestHostileFilesEndInAFailure(t *testing.T) {
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			result, err := sandbox.Evaluator{}.Evaluate(t.Context(), request(t, bomb.format, bomb.source))
			require.NoError(t, err)
			if bomb.kinds == nil {
				assert.Nil(t, result.Failure)
				return
			}
			require.NotNil(t, result.Failure, "%+v", result.Value)
			assert.Contains(t, bomb.kinds, result.Failure.Kind, result.Failure.Message)
		})
	}
}

func TestTheEndOfTheContextEndsTheChild(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	endless := request(t, tree.Script, `while (true) {}`)
	endless.Limits = tree.Limits{}
	_, err := sandbox.Evaluator{}.Evaluate(ctx, endless)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestTheChildSeesNothingOfThisProcess(t *testing.T) {
	t.Setenv("WORKSHOP_SECRET_OF_THE_TEST", "x")
	result, err := sandbox.Evaluator{}.Evaluate(t.Context(), request(t, tree.Script, `module.exports = { env: process.env }`))
	require.NoError(t, err)
	require.NotNil(t, result.Value)
	assert.Empty(t, result.Value.Get("env").Members)
}

func BenchmarkEvaluate(b *testing.B) {
	r := tree.Request{Path: "/x.js", Format: tree.Script, Source: `module.exports = { apps: [{ script: 'x' }] }`, Dir: "/", Root: "/", Limits: sandbox.Limits()}
	for b.Loop() {
		_, err := sandbox.Evaluator{}.Evaluate(b.Context(), r)
		require.NoError(b, err)
	}
}

// TestAChildWithoutAParentEndsByItself plays a parent that was killed: the
// other end of the child's input is closed, and nobody else ends it.
func TestAChildWithoutAParentEndsByItself(t *testing.T) {
	child, err := selfexec.Command(t.Context(), "evaluate")
	require.NoError(t, err)
	endless := request(t, tree.Script, `/^(a|a?)+\1$/.test('a'.repeat(40) + 'b')`)
	endless.Limits = tree.Limits{}
	question, err := json.Marshal(endless)
	require.NoError(t, err)
	child.Stdin = bytes.NewReader(question)
	answer, err := child.Output()
	assert.Error(t, err)
	assert.Empty(t, answer)
}
