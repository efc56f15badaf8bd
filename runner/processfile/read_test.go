package processfile

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryStyleOfFileGivesTheSameApp: one app in all the ways in which people
// write it.
func TestEveryStyleOfFileGivesTheSameApp(t *testing.T) {
	const body = "{ name: 'web', script: './services/hello-world', instances: 2, env: { PORT: 3000 } }"
	for name, c := range map[string]struct{ file, source string }{
		"CommonJS":            {"services.config.js", "module.exports = { apps: [" + body + "] }"},
		"cjs":                 {"services.config.cjs", "module.exports = { apps: [" + body + "] }"},
		"exports.apps":        {"services.config.js", "exports.apps = [" + body + "]"},
		"a bare array":        {"services.config.js", "module.exports = [" + body + "]"},
		"one app":             {"services.config.js", "module.exports = " + body},
		"apps without a list": {"services.config.js", "module.exports = { apps: " + body + " }"},
		"PM2's other key":     {"services.config.js", "module.exports = { pm2: [" + body + "] }"},
		"a variable":          {"services.config.js", "const apps = [" + body + "]\nmodule.exports = { apps }"},
		"a default property":  {"services.config.js", "exports.default = { apps: [" + body + "] }"},
		"with a hashbang":     {"services.config.js", "#!/usr/bin/env node\nmodule.exports = { apps: [" + body + "] }"},
		"with a mark":         {"services.config.js", "\ufeffmodule.exports = { apps: [" + body + "] }"},
		"Windows' lines":      {"services.config.js", "const a = 1\r\nmodule.exports = { apps: [" + body + "] }\r\n"},
		"a returned promise":  {"services.config.js", "module.exports = (async () => ({ apps: [" + body + "] }))()"},
		"a function's result": {"services.config.js", "function make() { return { apps: [" + body + "] } }\nmodule.exports = make()"},
		"a module":            {"services.config.mjs", "export default { apps: [" + body + "] }"},
		"a named export":      {"services.config.mjs", "export const apps = [" + body + "]"},
		"a list of exports":   {"services.config.mjs", "const apps = [" + body + "]\nexport { apps }"},
		"a module in a .js":   {"services.config.js", "export default { apps: [" + body + "] }"},
		"JSON with comments":  {"services.config.json", "// PM2 allows this\n{ apps: [" + body + ",] }"},
		"plain JSON":          {"services.config.json", `{"apps": [{"name": "web", "script": "./services/hello-world", "instances": "2", "env": {"PORT": "3000"}}]}`},
		"YAML":                {"services.config.yaml", "apps:\n  - name: web\n    script: ./services/hello-world\n    instances: 2\n    env:\n      PORT: 3000\n"},
		"YAML's anchors":      {"services.config.yml", "x: &x\n  PORT: 3000\n"},
		"with os and path":    {"services.config.js", "const os = require('os'), path = require('node:path')\nmodule.exports = { apps: [{ name: 'web', script: path.join(__dirname, 'services', 'hello-world'), instances: Math.min(2, os.cpus().length), env: { PORT: 2999 + 1 } }] }"},
		"imports":             {"services.config.mjs", "import os, { availableParallelism } from 'node:os'\nimport * as path from 'path'\nimport { fileURLToPath } from 'url'\nconst here = path.dirname(fileURLToPath(import.meta.url))\nif (here !== import.meta.dirname || !os.platform()) throw new Error(here)\nexport default { apps: [{ name: 'web', script: path.resolve(here, 'services/hello-world'), instances: availableParallelism() / 2, env: { PORT: 3000 } }] }"},
		"required helpers":    {"services.config.js", "const { port } = require('./lib/helper'); const data = require('./lib/data')\nmodule.exports = { apps: [{ name: data.name, script: './services/hello-world', instances: 2, env: { PORT: port } }] }"},
		"imported helpers":    {"services.config.mjs", "import { port } from './lib/helper.js'\nimport data from './lib/data.json' with { type: 'json' }\nimport more from './lib/more.mjs'\nconst late = await import('./lib/more.mjs')\nexport default { apps: [{ name: data.name, script: './services/hello-world', instances: more.two, env: { PORT: port + late.default.two - 2 } }] }"},
		"a file that is read": {"services.config.js", "const fs = require('fs')\nconst data = JSON.parse(fs.readFileSync('./lib/data.json', 'utf8'))\nmodule.exports = { apps: [{ name: data.name, script: './services/hello-world', instances: fs.existsSync('/etc') ? 0 : 2, env: { PORT: 3000 } }] }"},
		"camelCase":           {"services.config.js", "module.exports = { apps: [{ name: 'web', exec: './services/hello-world', execMode: 'cluster_mode', instances: 2, port: 3000 }] }"},
	} {
		t.Run(name, func(t *testing.T) {
			source := c.source
			if name == "YAML's anchors" {
				source = "apps:\n  - name: web\n    script: ./services/hello-world\n    instances: 2\n    env: &e\n      PORT: 3000\n    env_test:\n      <<: *e\n      A: 1\n"
			}
			file := mustRead(t, c.file, source, map[string]string{
				"lib/helper.js": "exports.port = 3000", "lib/data.json": `{"name": "web"}`, "lib/more.mjs": "export default { two: 2 }",
			})
			require.Len(t, file.Apps, 1)
			app := file.Apps[0]
			assert.Equal(t, "web", app.Name)
			assert.Equal(t, Program{Kind: GoPackage, Path: filepath.Join(file.Dir, "services", "hello-world")}, app.Program)
			assert.Equal(t, 2, app.Instances)
			assert.Equal(t, Cluster, app.ExecMode)
			assert.Equal(t, map[string]string{"PORT": "3000"}, app.Env)
			assert.Equal(t, 3000, app.Port)
			assert.Equal(t, file.Dir, app.Cwd)
			assert.Equal(t, file.Path, filepath.Join(file.Dir, c.file))
			assert.Empty(t, file.Notes)
		})
	}
}

func TestDefaultsAreFilledIn(t *testing.T) {
	file := mustRead(t, "services.config.js", "module.exports = { apps: [{ script: './services/hello-world' }] }", nil)
	app := file.Apps[0]
	app.At = nil
	assert.Equal(t, App{
		Name: "hello-world", Namespace: "default", Script: "./services/hello-world", Cwd: file.Dir,
		Program:   Program{Kind: GoPackage, Path: filepath.Join(file.Dir, "services", "hello-world")},
		Instances: 1, ExecMode: Fork, Env: map[string]string{}, EnvFrom: map[string]string{}, InstanceVar: "NODE_APP_INSTANCE",
		Autorestart: true, MaxRestarts: 16, MinUptime: time.Second, KillTimeout: 1600 * time.Millisecond, KillSignal: "SIGINT",
		Treekill: true, ListenTimeout: 3 * time.Second, Autostart: true,
	}, app)
	assert.Nil(t, file.Proxy)
}

func TestEveryFieldReachesTheApp(t *testing.T) {
	file := mustRead(t, "services.config.js", apps(`{ name: 'a', namespace: 'n', script: './scripts/app.js', args: 'one "two three"', cwd: '.', interpreter: 'node', node_args: ['--x'],
		instances: -1, exec_mode: 'fork', filter_env: ['AWS', 'npm'], instance_var: 'I', increment_var: 'N', autorestart: false, max_restarts: '3', min_uptime: '10s',
		restart_delay: 100, exp_backoff_restart_delay: '2m', stop_exit_codes: 0, watch: ['a', '/b'], ignore_watch: 'c', watch_delay: 5, kill_timeout: '500ms',
		kill_signal: 'term', treekill: false, wait_ready: true, listen_timeout: 1, health: '/healthz', max_memory_restart: '150M', cron: '0 3 * * *',
		out: 'o.log', error_file: '/e.log', log: 'l.log', combine_logs: true, time: true, log_date_format: 'X', append_env_to_name: true, autostart: false }`), nil)
	app := file.Apps[0]
	app.At = nil
	assert.Equal(t, App{
		Name: "a", Namespace: "n", Script: "./scripts/app.js", Args: []string{"one", "two three"}, Cwd: file.Dir, InterpreterArgs: []string{"--x"},
		Program:   Program{Kind: Interpreted, Path: filepath.Join(file.Dir, "scripts", "app.js"), Interpreter: "node"},
		Instances: 3, ExecMode: Fork, Env: map[string]string{}, EnvFrom: map[string]string{}, FilterEnvFor: []string{"AWS", "npm"}, InstanceVar: "I", IncrementVar: "N",
		MaxRestarts: 3, MinUptime: 10 * time.Second, RestartDelay: 100 * time.Millisecond, ExpBackoffRestartDelay: 2 * time.Minute, StopExitCodes: []int{0},
		Watch: true, WatchPaths: []string{filepath.Join(file.Dir, "a"), "/b"}, IgnoreWatch: []string{"c"}, WatchDelay: 5 * time.Millisecond,
		KillTimeout: 500 * time.Millisecond, KillSignal: "SIGTERM", WaitReady: true, ListenTimeout: time.Millisecond, Health: "/healthz",
		MaxMemoryRestart: 150 << 20, CronRestart: "0 3 * * *", OutFile: filepath.Join(file.Dir, "o.log"), ErrorFile: "/e.log", LogFile: filepath.Join(file.Dir, "l.log"),
		MergeLogs: true, Time: true, LogDateFormat: "X", AppendEnvToName: true,
	}, app)
}

func TestInstancesAreResolvedAgainstTheCores(t *testing.T) {
	for written, want := range map[string]int{`"max"`: 4, "0": 4, "-1": 3, "-4": 1, "-100": 1, "1": 1, `"3"`: 3, "1000": 1000} {
		file := mustRead(t, "services.config.js", apps("{ "+hello+", instances: "+written+" }"), nil)
		assert.Equal(t, want, file.Apps[0].Instances, written)
		assert.Equal(t, Cluster, file.Apps[0].ExecMode)
	}
}

func TestTheEnvironmentIsLaidInLayers(t *testing.T) {
	dir := project(t, map[string]string{
		".env":               "A=file\nB=file\nC=file\nPORT=1\nURL=redis://:x@h # a remark\n",
		"services.config.js": apps("{ " + hello + ", env_file: '.env', env: { B: 'env', C: 2.50, D: true, E: undefined, F: process.env.GREETING }, env_production: { C: 'production', PORT: 4000 } }"),
	})
	options := inProject(dir)
	file, err := Read(t.Context(), filepath.Join(dir, "services.config.js"), options)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"A": "file", "B": "env", "C": "2.5", "D": "true", "F": "Hi", "PORT": "1", "URL": "redis://:x@h"}, file.Apps[0].Env)
	assert.Equal(t, "env_file .env", file.Apps[0].EnvFrom["A"])

	options.EnvName = "production"
	file, err = Read(t.Context(), filepath.Join(dir, "services.config.js"), options)
	require.NoError(t, err)
	assert.Equal(t, "production", file.Apps[0].Env["C"])
	assert.Equal(t, "env_production", file.Apps[0].EnvFrom["C"])
	assert.Equal(t, 4000, file.Apps[0].Port)
	assert.Empty(t, file.Notes)

	options.EnvName = "prodution"
	file, err = Read(t.Context(), filepath.Join(dir, "services.config.js"), options)
	require.NoError(t, err)
	require.Len(t, file.Notes, 1)
	assert.Equal(t, UnknownEnv, file.Notes[0].Kind)
	assert.Contains(t, file.Notes[0].Hint, "production")
}

func TestForksOfOneAppMayShareAPortInTheFile(t *testing.T) {
	file := mustRead(t, "services.config.js", apps("{ "+hello+", instances: 2, exec_mode: 'fork', env: { PORT: 3000 } }"), nil)
	assert.Equal(t, 3000, file.Apps[0].Port)
}

func TestScriptsAreFoundOut(t *testing.T) {
	for name, c := range map[string]struct {
		fields, kind, path, interpreter, app string
	}{
		"a package":                 {"script: './services/hello-world/'", "go", "services/hello-world", "", "hello-world"},
		"its main file":             {"script: 'services/hello-world/main.go'", "go", "services/hello-world", "", "main"},
		"a lone Go file":            {"script: 'services/library/library.go'", "go", "services/library/library.go", "", "library"},
		"the working folder":        {"script: '.', cwd: './services/hello-world'", "go", "services/hello-world", "", "hello-world"},
		"from cwd":                  {"script: 'hello-world', cwd: 'services'", "go", "services/hello-world", "", "hello-world"},
		"node":                      {"script: 'scripts/app.js'", "interpreted", "scripts/app.js", "node", "app"},
		"python":                    {"script: 'scripts/app.py'", "interpreted", "scripts/app.py", "python3", "app"},
		"a shell script":            {"script: 'scripts/run.sh'", "interpreted", "scripts/run.sh", "sh", "run"},
		"an interpreter":            {"script: 'scripts/plain', interpreter: 'sh'", "interpreted", "scripts/plain", "sh", "plain"},
		"an interpreter by path":    {"script: 'scripts/plain', interpreter: './bin/tool'", "interpreted", "scripts/plain", "bin/tool", "plain"},
		"no interpreter":            {"script: 'bin/tool', interpreter: 'none'", "executable", "bin/tool", "", "tool"},
		"a program":                 {"script: './bin/tool'", "executable", "bin/tool", "", "tool"},
		"a program of the PATH":     {"script: 'tool', args: 'run ./services/hello-world'", "executable", "bin/tool", "", "tool"},
		"a command line":            {"script: 'tool run x | cat'", "shell", "tool run x | cat", "", "tool"},
		"a folder run by a program": {"script: './services/hello-world', interpreter: 'tool', interpreter_args: 'run'", "interpreted", "services/hello-world", "tool", "hello-world"},
	} {
		t.Run(name, func(t *testing.T) {
			file := mustRead(t, "services.config.js", apps("{ "+c.fields+" }"), nil)
			app := file.Apps[0]
			path := strings.TrimPrefix(app.Program.Path, file.Dir+string(filepath.Separator))
			assert.Equal(t, c.path, filepath.ToSlash(path))
			assert.Equal(t, ProgramKind(c.kind), app.Program.Kind)
			assert.Equal(t, c.interpreter, filepath.ToSlash(strings.TrimPrefix(app.Program.Interpreter, file.Dir+string(filepath.Separator))))
			assert.Equal(t, c.app, app.Name)
		})
	}
}

func TestFieldsWithoutEffectAreNotedOnce(t *testing.T) {
	file := mustRead(t, "services.config.js", "module.exports = { apps: [{ "+hello+", watch: true, pmx: false, namespace: 'x' }],\n proxy: { port: 8080, rules: [{ pathname: '/a/**', method: ['get'], dest: 'hello-world', strip: true }, { dest: 'http://127.0.0.1:9000' }] }, deploy: {} }", nil)
	var notes []string
	for _, note := range file.Notes {
		notes = append(notes, string(note.Kind)+" "+note.Field)
	}
	assert.Equal(t, []string{"no-effect pmx", "no-effect deploy"}, notes)
	at := func(column int) Position { return Position{File: "services.config.js", Line: 2, Column: column} }
	assert.Equal(t, &Proxy{Port: 8080, At: at(2), Rules: []Rule{
		{Pathname: "/a/**", Methods: []string{"GET"}, Dest: "hello-world", Strip: true, At: at(31)}, {Dest: "http://127.0.0.1:9000", At: at(105)},
	}}, file.Proxy)
}

func TestTheConsoleIsKeptWithoutSecrets(t *testing.T) {
	file := mustRead(t, "services.config.js", "console.log('one', 2, { three: 3 }); console.error('redis://:x@h')\nmodule.exports = { apps: [{ "+hello+" }] }", nil)
	assert.Equal(t, []string{`one 2 {"three":3}`, "redis://:***@h"}, file.Console)
}

func TestPathsCountFromTheChosenFolder(t *testing.T) {
	dir := project(t, map[string]string{"configs/services.config.js": "module.exports = { apps: [{ script: './services/hello-world', env: { CWD: process.cwd() } }] }"})
	options := inProject(dir)
	options.Dir = dir
	file, err := Read(t.Context(), filepath.Join(dir, "configs", "services.config.js"), options)
	require.NoError(t, err)
	assert.Equal(t, dir, file.Apps[0].Env["CWD"])
	assert.Equal(t, dir, file.Apps[0].Cwd)
}

func TestALinkOutOfTheProjectIsOutside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.json")
	require.NoError(t, os.WriteFile(outside, []byte("{}"), 0o600))
	dir := project(t, map[string]string{"services.config.js": "require('./link.json')"})
	if err := os.Symlink(outside, filepath.Join(dir, "link.json")); err != nil {
		t.Skip("this system makes no links:", err)
	}
	_, err := Read(t.Context(), filepath.Join(dir, "services.config.js"), inProject(dir))
	var invalid *Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Equal(t, NotAllowed, invalid.Problems[0].Kind)
}

func TestTheTableKnowsEveryFieldOfTheContract(t *testing.T) {
	names := map[string]Field{}
	for _, field := range Fields() {
		_, twice := names[field.Name]
		assert.False(t, twice, field.Name)
		names[field.Name] = field
		assert.NotEmpty(t, field.Meaning, field.Name)
		assert.Equal(t, field.Effect == None, field.read == nil, field.Name)
	}
	for _, name := range strings.Fields(`name script args cwd interpreter interpreter_args instances exec_mode env env_file filter_env instance_var increment_var
		autorestart max_restarts min_uptime restart_delay exp_backoff_restart_delay stop_exit_codes watch ignore_watch watch_delay kill_timeout kill_signal wait_ready
		listen_timeout health max_memory_restart cron_restart out_file error_file log_file merge_logs time log_date_format namespace treekill append_env_to_name autostart port`) {
		field, ok := names[name]
		assert.True(t, ok && field.Effect != None, name)
	}
}

func TestAFileThatIsReadCanBeWrittenAsJSON(t *testing.T) {
	_, err := json.Marshal(mustRead(t, "services.config.js", apps("{ "+hello+" }"), nil))
	assert.NoError(t, err)
}

func BenchmarkRead(b *testing.B) {
	dir := project(b, map[string]string{"services.config.js": apps("{ " + hello + ", instances: 2, env: { PORT: 3000 } }")})
	for b.Loop() {
		_, err := Read(b.Context(), filepath.Join(dir, "services.config.js"), inProject(dir))
		require.NoError(b, err)
	}
}

// TestBytesOfAllSystemsAreRead: Windows' line ends, the mark that some editors
// put before a text, and both, in every language and in what a file names.
func TestBytesOfAllSystemsAreRead(t *testing.T) {
	js := "module.exports = {\n  apps: [{\n    name: 'web', " + hello + ", env_file: '.env', // which\n    env: { N: String(require('./more.json').n) },\n  }],\n}\n"
	sources := map[string]string{
		"services.config.js":   js,
		"services.config.cjs":  js,
		"services.config.mjs":  "export default {\n  apps: [{ name: 'web', " + hello + ", env_file: '.env', env: { N: '1' } }],\n}\n",
		"services.config.json": "{\n  \"apps\": [{\"name\": \"web\", \"script\": \"./services/hello-world\", \"env_file\": \".env\", \"env\": {\"N\": 1}}]\n}\n",
		"services.config.yaml": "apps:\n  - name: web\n    script: ./services/hello-world\n    env_file: .env\n    env:\n      N: 1\n",
	}
	saved := map[string]func(string) string{
		"as it is":   func(s string) string { return s },
		"CRLF":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"a mark":     func(s string) string { return "\ufeff" + s },
		"both":       func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"no newline": strings.TrimSpace,
	}
	for name, source := range sources {
		for how, as := range saved {
			file := mustRead(t, name, as(source), map[string]string{
				".env": as("A=1\nB=\"two words\" # a remark\n\nC='x'\n"), "more.json": as("{\n \"n\": 1\n}\n"),
			})
			assert.Equal(t, map[string]string{"A": "1", "B": "two words", "C": "x", "N": "1"}, file.Apps[0].Env, name+", "+how)
			assert.Equal(t, "./services/hello-world", file.Apps[0].Script)
		}
	}
}

func TestAnotherEncodingIsNamedWithWhatToDo(t *testing.T) {
	utf16 := func(text string) string {
		all := "\xff\xfe"
		for _, b := range []byte(text) {
			all += string([]byte{b, 0})
		}
		return all
	}
	env := map[string]string{".env": utf16("A=1\n"), "more.json": utf16("{}")}
	for name, source := range map[string]string{
		"services.config.js":   utf16(apps("{ " + hello + " }")),
		"services.config.yaml": utf16("apps: []\n"),
		"services.config.cjs":  apps("{ " + hello + ", env_file: '.env' }"),
		"ecosystem.config.js":  "require('./more.json')",
	} {
		found := problems(t, name, source, env)
		require.Len(t, found, 1)
		assert.Contains(t, found[0].Message, "saved as UTF-16")
		assert.Contains(t, found[0].Hint, "save it as UTF-8")
	}
}
