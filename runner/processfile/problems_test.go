package processfile

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const hello = "script: './services/hello-world'"

// TestOneMistakeIsNamedWithItsPlace: each file has exactly one mistake.
func TestOneMistakeIsNamedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		file, source string // file: "" is services.config.js
		kind         Kind
		place        string // line:column, "" when the file cannot show it
		says         string // a part of message, expected, found or hint
	}{
		"comma missing":             {"", "module.exports = {\n  apps: [{\n    name: 'a'\n    script: 'b'\n  }]\n}", Syntax, "4:5", "expected , or } but found script"},
		"bracket missing":           {"", "module.exports = {\n  apps: [{\n    name: 'a',\n  }\n}\n", Syntax, "5:1", "expected ] but found }"},
		"text not closed":           {"", "module.exports = {\n  apps: [{ name: 'a,\n script: 'b' }]\n}", Syntax, "2:18", "never closed"},
		"file ends too early":       {"", "module.exports = {\n  apps: [{\n    name: 'a'\n  }]\n\n", Syntax, "4:5", "the { of line 1"},
		"equals sign":               {"", "module.exports = {\n  apps = [] }", Syntax, "2:10", "colon"},
		"path without quotes":       {"", "module.exports = { apps: [{ script: ./x }] }", Syntax, "1:37", "quotation marks"},
		"declared twice":            {"", "const a = 1\nconst a = 2", Syntax, "2:7", "already been declared"},
		"a URL without quotes":      {"", "module.exports = { apps: [{ env: {\n  URL: redis://localhost:6379 } }] }", Syntax, "2:13", "put it between quotation marks"},
		"apps twice":                {"", "module.exports = {\n  apps: [{ " + hello + " }],\n  apps: [{ " + hello + ", name: 'b' }] }", KeyTwice, "3:3", "services.config.js:2:3, has no effect"},
		"env twice":                 {"", apps("{ " + hello + ", env: { A: 1 }, env: { B: 2 } }"), KeyTwice, "2:52", "put all variables into one: env"},
		"a block grown together":    {"", apps("{ name: 'a', " + hello + ",\n  name: 'b', }"), KeyTwice, "3:3", "services.config.js:2:3"},
		"a variable twice":          {"", apps("{ " + hello + ", env: { A: 1, 'A': 2 } }"), KeyTwice, "2:50", "keep one"},
		"a key twice in JSON":       {"services.config.json", "{\"apps\": [{\"script\": \"./services/hello-world\",\n \"name\": \"a\", \"name\": \"b\"}]}", KeyTwice, "2:15", "2:2"},
		"a key twice in a map":      {"", "module.exports = { apps: ['a', 'b'].map(name => ({ name, " + hello + ",\n  watch: true, watch: false })) }", KeyTwice, "2:16", "2:3"},
		"typographic quotes":        {"", "module.exports = { a: “b” }", Syntax, "1:23", "typographic"},
		"JSON":                      {"services.config.json", `{"apps": [{"script": "x" "y"}]}`, Syntax, "1:26", "not valid JSON"},
		"YAML":                      {"services.config.yaml", "apps:\n  - name: a\n   script: b\n", Syntax, "3", "indented"},
		"YAML with a tab":           {"services.config.yaml", "apps:\n\t- name: a\n", Syntax, "2", "tab"},
		"YAML key twice":            {"services.config.yaml", "apps:\n  - name: a\n    name: b\n", Syntax, "3:5", "line 2"},
		"unknown variable":          {"", "\nconst x = foo", Threw, "2:11", "foo is not defined"},
		"thrown":                    {"", "\n\n  throw new Error('no luck')", Threw, "3:9", "no luck"},
		"thrown in a module":        {"services.config.mjs", "\n\n  throw new Error('no luck')", Threw, "3:9", "no luck"},
		"rejected":                  {"services.config.mjs", "await Promise.reject(new Error('later'))", Threw, "1:22", "later"},
		"CommonJS in a module":      {"services.config.mjs", "module.exports = {}", Threw, "1:1", "export default"},
		"required file missing":     {"", "\nrequire('./nope')", Threw, "2:1", "./nope"},
		"imported file missing":     {"services.config.mjs", "import x from './nope.js'\nexport default x", Threw, "1:15", "./nope.js"},
		"network":                   {"", "require('node:http')", NotAllowed, "1:1", "uses the network"},
		"child process":             {"", "const { execSync } = require('child_process')", NotAllowed, "1:22", "starts other programs"},
		"a package":                 {"", "require('dotenv').config()", NotAllowed, "1:1", "env_file"},
		"an imported package":       {"services.config.mjs", "import 'lodash'\nexport default {}", NotAllowed, "1:8", "no npm"},
		"a file outside":            {"", "require('fs').readFileSync('/etc/passwd')", NotAllowed, "1:15", "/etc/passwd"},
		"requiring a file there":    {"", "require('../../../../../../../../etc/passwd')", NotAllowed, "1:1", "own project"},
		"writing":                   {"", "require('fs').writeFileSync('x', 'y')", NotAllowed, "1:15", "never write"},
		"a timer":                   {"", "setTimeout(() => {}, 1)", NotAllowed, "1:1", "read in one go"},
		"process.exit":              {"", "process.exit(1)", NotAllowed, "1:1", "process.exit"},
		"recursion":                 {"", "\nfunction f() { return f() }\nf()", Threw, "2:23", "calls itself"},
		"nothing but comments":      {"", "// later\n", FileEmpty, "", "init"},
		"nothing at all":            {"", " \n", FileEmpty, "", "init"},
		"an empty YAML":             {"services.config.yml", "# later\n", FileEmpty, "", "init"},
		"nothing exported":          {"", "const apps = []", NothingExported, "", "module.exports"},
		"module.export":             {"", "\nmodule.export = { apps: [] }", NothingExported, "2:1", "`module.exports` instead of `module.export`"},
		"exports =":                 {"", "exports = { apps: [] }", NothingExported, "1:1", "instead of `exports`"},
		"an empty object":           {"", "module.exports = {}", NothingExported, "", ""},
		"no apps in a module":       {"services.config.mjs", "export const a = 1\n", UnknownField, "1:18", "apps"},
		"an empty list":             {"", "module.exports = { apps: [] }", NoApps, "1:18", "empty list"},
		"an empty JSON":             {"services.config.json", "{}", NoApps, "1:1", "no app"},
		"a text":                    {"", "module.exports = 'hello'", NoApps, "", `"hello"`},
		"a function":                {"", "module.exports = () => ({ apps: [] })", NotData, "", "call it"},
		"an endless promise":        {"", "module.exports = new Promise(() => {})", NotData, "", "never"},
		"app for apps":              {"", "module.exports = {\n app: [] }", UnknownField, "2:2", "`apps`"},
		"a text for apps":           {"", "module.exports = {\n apps: 'x' }", WrongType, "2:2", "list"},
		"a text for an app":         {"", apps("'./services/hello-world'"), WrongType, "2:1", "object"},
		"an app too much":           {"", apps("{ " + hello + " },,"), WrongType, "", "comma"},
		"no script":                 {"", apps("{ name: 'a' }"), ScriptMissing, "2:1", "nothing to start"},
		"misspelt instances":        {"", apps("{ " + hello + ",\n  instnaces: 2 }"), UnknownField, "3:3", "`instances`"},
		"instance":                  {"", apps("{ " + hello + ",\n  instance: 2 }"), UnknownField, "3:3", "`instances`"},
		"workers":                   {"", apps("{ " + hello + ", workers: 2 }"), UnknownField, "2:37", "`instances`"},
		"environment":               {"", apps("{ " + hello + ", environment: {} }"), UnknownField, "2:37", "`env`"},
		"another case":              {"", apps("{ " + hello + ", Instances: 2 }"), UnknownField, "2:37", "`instances`"},
		"scrpt":                     {"", apps("{ scrpt: 'x' , name: 'a' }"), UnknownField, "2:3", "`script`"},
		"a variable of env":         {"", apps("{ " + hello + ", PORT: 3000 }"), UnknownField, "2:37", "env: { PORT"},
		"a field of PM2 in env":     {"", apps("{ " + hello + ", instances: '2x' }"), WrongType, "2:37", "whole number"},
		"half an instance":          {"", apps("{ " + hello + ", instances: 2.5 }"), WrongType, "2:37", "half"},
		"too many instances":        {"", apps("{ " + hello + ", instances: 1001 }"), BadValue, "2:37", "1000"},
		"instances null":            {"services.config.yaml", "apps:\n  - " + hello + "\n    instances:\n", WrongType, "3:5", "null"},
		"exec_mode":                 {"", apps("{ " + hello + ", exec_mode: 'clustr' }"), BadValue, "2:37", "`cluster`"},
		"a quoted boolean":          {"", apps("{ " + hello + ", autorestart: 'false' }"), WrongType, "2:37", "quotation marks"},
		"a time":                    {"", apps("{ " + hello + ", min_uptime: '10 parsecs' }"), WrongType, "2:37", "units"},
		"a negative time":           {"", apps("{ " + hello + ", kill_timeout: -1 }"), BadValue, "2:37", "range"},
		"a signal":                  {"", apps("{ " + hello + ", kill_signal: 'SIGTREM' }"), BadValue, "2:37", "`SIGTERM`"},
		"an exit code":              {"", apps("{ " + hello + ", stop_exit_codes: [0, 256] }"), BadValue, "2:58", "255"},
		"a health path":             {"", apps("{ " + hello + ", health: 'http://x/' }"), BadValue, "2:37", "/healthz"},
		"memory":                    {"", apps("{ " + hello + ", max_memory_restart: 'much' }"), BadValue, "2:37", "150M"},
		"cron":                      {"", apps("{ " + hello + ", cron_restart: 'daily' }"), BadValue, "2:37", "minute"},
		"a field twice":             {"", apps("{ " + hello + ", max_restarts: 1, maxRestarts: 2 }"), BadValue, "2:54", "two names"},
		"a name with a slash":       {"", apps("{ " + hello + ", name: 'a/b' }"), BadValue, "2:37", "name"},
		"a name of a number":        {"", apps("{ " + hello + ", name: 1 }"), WrongType, "2:37", "text"},
		"a field's function":        {"", apps("{ " + hello + ", args: () => [] }"), NotData, "2:37", "call"},
		"env is a list":             {"", apps("{ " + hello + ", env: ['A=b'] }"), WrongType, "2:37", "object"},
		"a variable of objects":     {"", apps("{ " + hello + ", env: { A: {} } }"), WrongType, "2:44", "JSON.stringify"},
		"env_production in env":     {"", apps("{ " + hello + ", env: { env_production: {} } }"), WrongType, "2:44", "env_production stands beside env, not in it"},
		"a list in env":             {"", apps("{ " + hello + ", env: { env_production: [] } }"), WrongType, "2:44", "JSON.stringify"},
		"production":                {"", apps("{ " + hello + ", production: {} }"), UnknownField, "2:37", "did you mean `env_production`?"},
		"prod":                      {"", apps("{ " + hello + ", prod: {} }"), UnknownField, "2:37", "did you mean `env_production`?"},
		"development":               {"", apps("{ " + hello + ", development: {} }"), UnknownField, "2:37", "did you mean `env_development`?"},
		"production no object":      {"", apps("{ " + hello + ", production: true }"), UnknownField, "2:37", "listed in the docs"},
		"env-production":            {"", apps("{ " + hello + ", 'env-production': {} }"), UnknownField, "2:37", "did you mean `env_production`?"},
		"proxies":                   {"", "module.exports = { apps: [{ " + hello + " }],\n proxies: {} }", UnknownField, "2:2", "did you mean `proxy`?"},
		"a path without a slash":    {"", "module.exports = { apps: [{ " + hello + " }],\n proxy: { port: 8080, rules: [{ dest: 'hello-world', pathname: 'fixtures/**' }] } }", BadValue, "2:54", "begin it with a slash: '/fixtures/**'"},
		"a rule to a prefix":        {"", "module.exports = { apps: [{ " + hello + ", name: 'world-cup-fixtures' }],\n proxy: { port: 8080, rules: [{ dest: 'world-cup' }] } }", BadValue, "2:33", "did you mean `world-cup-fixtures`?"},
		"a rule to a prefix of two": {"", "module.exports = { apps: [{ " + hello + ", name: 'world-cup-fixtures' }, { " + hello + ", name: 'world-cup-results' }],\n proxy: { port: 8080, rules: [{ dest: 'world-cup' }] } }", BadValue, "2:33", ""},
		"a variable of null":        {"", apps("{ " + hello + ", env: { A: null } }"), WrongType, "2:44", "null"},
		"a variable of NaN":         {"", apps("{ " + hello + ", env: { A: +'x' } }"), WrongType, "2:44", "NaN"},
		"a variable's name":         {"", apps("{ " + hello + ", env: { 'A=B': 1 } }"), BadValue, "2:44", "name"},
		"a zero byte":               {"", apps("{ " + hello + ", env: { A: 'x\\0' } }"), BadValue, "2:44", "zero byte"},
		"port no number":            {"", apps("{ " + hello + ", env: { PORT: 'abc' } }"), PortInvalid, "2:44", `"abc"`},
		"port too high":             {"", apps("{ " + hello + ", env: { PORT: 70000 } }"), PortInvalid, "2:44", "70000"},
		"port zero":                 {"", apps("{ " + hello + ", env: { PORT: 0 } }"), PortInvalid, "2:44", "65535"},
		"port NaN":                  {"", apps("{ " + hello + ", env: { PORT: parseInt('x') } }"), PortInvalid, "2:44", "NaN"},
		"port of another env":       {"", apps("{ " + hello + ", env_test: { PORT: '-1' } }"), PortInvalid, "2:49", "env_test.PORT"},
		"ports past the end":        {"", apps("{ " + hello + ", instances: 3, increment_var: 'PORT', env: { PORT: 65534 } }"), PortInvalid, "2:81", "65536"},
		"port and env.PORT":         {"", apps("{ " + hello + ", port: 1, env: { PORT: 2 } }"), BadValue, "2:37", "says 2"},
		"env_file missing":          {"", apps("{ " + hello + ", env_file: '.env' }"), EnvFile, "2:37", "does not exist"},
		"cwd missing":               {"", apps("{ script: 'x', cwd: './service' }"), CwdNotFound, "2:16", "./services"},
		"cwd a file":                {"", apps("{ script: 'x', cwd: './go.mod' }"), CwdNotFound, "2:16", "not a folder"},
		"script misspelt":           {"", apps("{ script: './services/hello-wrold' }"), ScriptNotFound, "2:3", "./services/hello-world?"},
		"folder misspelt":           {"", apps("{ script: './servces/hello-world' }"), ScriptNotFound, "2:3", "./services/hello-world?"},
		"folder forgotten":          {"", apps("{ script: './hello-world' }"), ScriptNotFound, "2:3", "./services/hello-world?"},
		"script from cwd":           {"", apps("{ " + hello + ", cwd: './scripts' }"), ScriptNotFound, "2:3", "../services/hello-world?"},
		"no Go in it":               {"", apps("{ script: './services/empty' }"), ScriptNotFound, "2:3", "no Go program"},
		"no package main":           {"", apps("{ script: './services/library' }"), ScriptNotFound, "2:3", "package library"},
		"the folder above":          {"", apps("{ script: './services' }"), ScriptNotFound, "2:3", "./services/hello-world?"},
		"no such program":           {"", apps("{ script: 'nosuch' }"), ScriptNotFound, "2:3", "not installed"},
		"not executable":            {"", apps("{ script: './scripts/plain' }"), BadValue, "2:3", "chmod +x"},
		"interpreter missing":       {"", apps("{ script: './scripts/app.js', interpreter: 'deno' }"), InterpreterNotFound, "2:31", "not installed"},
		"two of one name":           {"", apps("{ " + hello + ", name: 'a' },\n{ " + hello + ",\n name: 'a' }"), NameTwice, "4:2", "services.config.js:2:37"},
		"an app called proxy":       {"", "module.exports = { apps: [{ " + hello + ",\n name: 'proxy' }], proxy: { port: 8080, rules: [{ dest: 'proxy' }] } }", NameTwice, "2:2", "what it does"},
		"two default names":         {"", apps("{ " + hello + " },\n{ " + hello + " }"), NameTwice, "3:1", "services.config.js:2:1"},
		"two on one port":           {"", apps("{ " + hello + ", name: 'a', env: { PORT: 1 } },\n{ " + hello + ", port: 1 }"), PortTwice, "3:37", "services.config.js:2:55"},
		"two ranges of ports":       {"", apps("{ " + hello + ", name: 'a', instances: 3, increment_var: 'PORT', env: { PORT: 10 } },\n{ " + hello + ", env: { PORT: 12 } }"), PortTwice, "3:44", "port 12"},
		"the proxy on a port":       {"", "module.exports = { apps: [{ " + hello + ", port: 8080 }],\n proxy: { port: 8080, rules: [] } }", PortTwice, "2:2", "another port: the proxy's is `port`"},
		"a rule to nowhere":         {"", "module.exports = { apps: [{ " + hello + " }],\n proxy: { port: 8080, rules: [{ dest: 'hello-wrld' }] } }", BadValue, "2:33", "`hello-world`"},
		"a rule to far away":        {"", "module.exports = { apps: [{ " + hello + " }],\n proxy: { port: 8080, rules: [{ dest: 'http://example.org' }] } }", BadValue, "2:33", "this machine"},
		"a rule misspelt":           {"", "module.exports = { apps: [{ " + hello + " }],\n proxy: { port: 8080, rules: [{ dest: 'hello-world', path: '/' }] } }", UnknownField, "2:54", "`pathname`"},
		"a proxy without rules":     {"", "module.exports = { apps: [{ " + hello + " }],\n proxy: { port: 8080 } }", BadValue, "2:2", "no rules"},
	} {
		t.Run(name, func(t *testing.T) {
			file := c.file
			if file == "" {
				file = "services.config.js"
			}
			found := problems(t, file, c.source, nil)
			require.Len(t, found, 1, "%v", found)
			p := found[0]
			assert.Equal(t, c.kind, p.Kind, p.Message)
			want := file
			if c.place != "" {
				want += ":" + c.place
			}
			if c.place != "" || p.Kind != WrongType {
				assert.Equal(t, want, p.At.String(), p.Message)
			}
			assert.Contains(t, strings.Join([]string{p.Message, p.Expected, p.Found, p.Hint}, "\n"), c.says)
		})
	}
}

func TestAllProblemsAreReportedAtOnceInTheOrderOfTheFile(t *testing.T) {
	found := problems(t, "services.config.js", apps(`{
  instnaces: 2,
  env_test: { PORT: 'x' },
  watch: 7,
},
{ name: 'b', script: './nope', kill_timeout: 'soon' }`), nil)
	var kinds []Kind
	for i, p := range found {
		kinds = append(kinds, p.Kind)
		if i > 0 {
			assert.LessOrEqual(t, found[i-1].At.Line, p.At.Line)
		}
	}
	assert.Equal(t, []Kind{ScriptMissing, UnknownField, PortInvalid, WrongType, ScriptNotFound, WrongType}, kinds)
	assert.Equal(t, "b", found[4].App)
	_, err := read(t, "services.config.js", apps("{ name: 'b' }, { name: 'c' }"), nil)
	assert.Equal(t, 2, strings.Count(err.Error(), "there is nothing to start"))
}

func TestNoProblemTellsAPassword(t *testing.T) {
	const secret = "s3cret"
	for name, source := range map[string]string{
		"thrown":       "throw new Error('redis://u:s3cret@db is down')",
		"a field":      apps("{ " + hello + ", instances: 'redis://u:s3cret@db' }"),
		"a port":       apps("{ " + hello + ", env: { PORT: 'redis://:s3cret@db' } }"),
		"a script":     apps("{ script: './redis://:s3cret@db' }"),
		"a name":       apps("{ " + hello + ", 'redis://:s3cret@db': 1 }"),
		"syntax":       "module.exports = { apps: [{ env: { URL: 'redis://:s3cret@db' 'x' } }] }",
		"a dest":       "module.exports = { apps: [{ " + hello + " }], proxy: { port: 1, rules: [{ dest: 'redis://:s3cret@db' }] } }",
		"an env_file":  apps("{ " + hello + ", env_file: 'secrets.env' }"),
		"a required":   "require('./redis://:s3cret@db')",
		"an app's top": "module.exports = 'redis://:s3cret@db'",
	} {
		t.Run(name, func(t *testing.T) {
			for _, p := range problems(t, "services.config.js", source, map[string]string{"secrets.env": "URL=redis://:s3cret@db\nthis is s3cret no line\n"}) {
				assert.NotContains(t, strings.Join([]string{p.Message, p.Expected, p.Found, p.Hint, p.Source, p.Field, p.App}, "\n"), secret)
			}
		})
	}
}

func TestAProblemShowsTheLineItIsAbout(t *testing.T) {
	found := problems(t, "services.config.js", "module.exports = {\n  apps: [{ name: 'a,\n  }]\n}", nil)
	assert.Equal(t, "  apps: [{ name: 'a,", found[0].Source)
	inHelper := problems(t, "services.config.js", "require('./lib/helper')", map[string]string{"lib/helper.js": "\n  oops()"})
	assert.Equal(t, "lib/helper.js:2:3", strings.ReplaceAll(inHelper[0].At.String(), `\`, "/"))
	assert.Equal(t, "  oops()", inHelper[0].Source)
}

func TestABrokenEnvFileIsToldWithItsLine(t *testing.T) {
	for line, content := range map[int]string{2: "A=1\nthis is no line\nB=2\n", 3: "A=1\nB='x\ny'\nC=\"never closed\nD=1\n"} {
		found := problems(t, "services.config.js", apps("{ "+hello+", env_file: 'my.env' }"), map[string]string{"my.env": content})
		require.Len(t, found, 1)
		assert.Equal(t, EnvFile, found[0].Kind)
		assert.Contains(t, found[0].Message, "my.env:"+strconv.Itoa(line+boolInt(line == 3)))
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
