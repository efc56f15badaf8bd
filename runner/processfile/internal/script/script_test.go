package script_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/script"
	"workshop.example/processes/runner/processfile/internal/tree"
)

func request(t testing.TB, format tree.Format, source string) tree.Request {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	return tree.Request{Path: filepath.Join(dir, "services.config.js"), Source: source, Format: format, Dir: dir, Root: dir, Cores: 3,
		Env: []string{"HOME=/home/ada", "A=1=2"}}
}

// value evaluates one expression and returns what it is, as a text.
func value(t *testing.T, expression string) string {
	t.Helper()
	result := script.Evaluate(t.Context(), request(t, tree.Script, "const path = require('path'), os = require('os'), fs = require('fs')\nmodule.exports = [String("+expression+")]"))
	require.Nil(t, result.Failure, "%+v", result.Failure)
	return result.Value.Items[0].Text
}

// TestPathDoesWhatNodesDoes: the right sides were printed by Node's own module.
func TestPathDoesWhatNodesDoes(t *testing.T) {
	if filepath.Separator != '/' {
		t.Skip("the expectations are those of systems with /")
	}
	for expression, want := range map[string]string{
		`path.join('a', '', '../b', './c/')`: "b/c/", `path.join()`: ".", `path.join('/a', '../..')`: "/",
		`path.normalize('./a//b/..')`: "a", `path.normalize('')`: ".", `path.normalize('/')`: "/",
		`path.dirname('a/b/')`: "a", `path.dirname('a')`: ".", `path.dirname('/a')`: "/", `path.dirname('./a')`: ".", `path.dirname('')`: ".", `path.dirname('/')`: "/",
		`path.basename('/a/b.js', '.js')`: "b", `path.basename('/a/')`: "a", `path.basename('')`: "", `path.basename('/')`: "",
		`path.extname('.bashrc')`: "", `path.extname('a.b.c')`: ".c", `path.extname('a.')`: ".", `path.extname('..')`: "", `path.extname('a')`: "",
		`path.resolve('/a', 'b', '../c')`: "/a/c", `path.resolve('/a', '/b')`: "/b", `path.resolve() === process.cwd()`: "true", `path.resolve('x') === process.cwd() + '/x'`: "true",
		`path.relative('/a/b', '/a/c/d')`: "../c/d", `path.relative('/a', '/a')`: "", `path.isAbsolute('/a')`: "true", `path.isAbsolute('a')`: "false",
		`path.sep + path.delimiter`: "/:", `JSON.stringify(Object.entries(path.parse('/home/x.tar.gz')).sort())`: `[["base","x.tar.gz"],["dir","/home"],["ext",".gz"],["name","x.tar"],["root","/"]]`,
		`path.format({ dir: '/a', base: 'b.c' })`: "/a/b.c", `path.posix.join('a', 'b')`: "a/b",
	} {
		assert.Equal(t, want, value(t, expression), expression)
	}
}

func TestOsAndProcessTellWhatTheyShould(t *testing.T) {
	for expression, want := range map[string]string{
		`os.cpus().length`: "3", `os.availableParallelism()`: "3", `os.homedir()`: "/home/ada", `os.EOL.length > 0`: "true", `typeof os.hostname()`: "string",
		`os.totalmem() > 0`: "true", `process.env.A`: "1=2", `process.env.NOPE`: "undefined", `(process.env.X = 'y', process.env.X)`: "y",
		`process.platform === os.platform()`: "true", `process.argv.length`: "2", `__filename === path.join(__dirname, 'services.config.js')`: "true",
		`require('node:os') === os`: "true", `module.exports === exports && this === exports`: "true", `typeof global.console.table`: "function",
		`fs.readdirSync('.').length`: "0", `fs.existsSync('x')`: "false", `fs.statSync('.').isDirectory()`: "true",
	} {
		assert.Equal(t, want, value(t, expression), expression)
	}
}

func TestAFileMayCatchWhatItCannotHave(t *testing.T) {
	assert.Equal(t, "MODULE_NOT_FOUND", value(t, `(() => { try { require('dotenv') } catch (e) { return e.code } })()`))
}

func TestTheConsoleIsBounded(t *testing.T) {
	result := script.Evaluate(t.Context(), request(t, tree.Script, "for (let i = 0; i < 10000; i++) console.log('0123456789'.repeat(10))\nmodule.exports = []"))
	require.Nil(t, result.Failure)
	assert.Less(t, len(strings.Join(result.Console, "\n")), 70<<10)
	assert.Contains(t, result.Console[len(result.Console)-1], "64 KiB")
}

func TestWhatIsNoDataIsSaidToBeNone(t *testing.T) {
	result := script.Evaluate(t.Context(), request(t, tree.Script, "const a = { list: [undefined, , null, NaN, -0, 1e21, 10n, Symbol('x'), new Date(0), /x/, new String('s')] }; a.self = a; module.exports = a"))
	require.Nil(t, result.Failure)
	var kinds []string
	for _, item := range result.Value.Get("list").Items {
		kinds = append(kinds, string(item.Kind)+" "+item.Text)
	}
	assert.Equal(t, []string{"undefined undefined", "undefined undefined", "null null", "number NaN", "number 0", "number 1e+21", "number 10", "other a symbol",
		"other a Date", "other a RegExp", "string s"}, kinds)
	assert.Equal(t, "an object that contains itself", result.Value.Get("self").Text)
}

func TestModulesInACircleSeeWhatIsThereSoFar(t *testing.T) {
	r := request(t, tree.Script, "exports.early = 1; module.exports.seen = require('./b').seen")
	require.NoError(t, os.WriteFile(filepath.Join(r.Dir, "b.js"), []byte("exports.seen = require('./services.config.js').early"), 0o600))
	require.NoError(t, os.WriteFile(r.Path, []byte(r.Source), 0o600))
	result := script.Evaluate(t.Context(), r)
	require.Nil(t, result.Failure)
	assert.Equal(t, "1", result.Value.Get("seen").Text)
}

// FuzzEvaluate runs any short source: whatever it is, an answer comes out, and
// a failure has words and a place inside of the file.
func FuzzEvaluate(f *testing.F) {
	for _, seed := range []string{"module.exports = { apps: [] }", "export default [1, ...x]", "import a from 'os'; export { a as default }", "{ 'a': [/x/, `b${1}`] }", "export const {a: b} = {a: 1}", "(", "'", "#!", "return 1"} {
		for format := range 4 {
			f.Add(seed, byte(format))
		}
	}
	formats := []tree.Format{tree.Script, tree.Common, tree.Module, tree.JSON}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, source string, format byte) {
		if len(source) > 2000 {
			t.Skip("long sources only take time")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		result := script.Evaluate(ctx, tree.Request{Path: filepath.Join(dir, "x.js"), Source: source, Format: formats[format%4], Dir: dir, Root: dir, Cores: 1})
		if result.Failure == nil {
			require.NotNil(t, result.Value)
			return
		}
		assert.NotEmpty(t, result.Failure.Message)
		assert.LessOrEqual(t, result.Failure.At.Line, strings.Count(source, "\n")+1)
		assert.GreaterOrEqual(t, result.Failure.At.Column, 0)
	})
}
