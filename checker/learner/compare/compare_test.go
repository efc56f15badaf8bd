package compare_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/learner/compare"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { platformtest.Play(m) }

// read is a process file of this text in a separate folder, where the kit's
// services are.
func read(t *testing.T, name, text string) compare.Side {
	t.Helper()
	dir := t.TempDir()
	for _, service := range []string{"hello-world", "world-cup-fixtures"} {
		folder := filepath.Join(dir, "services", service)
		require.NoError(t, os.MkdirAll(folder, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "main.go"), []byte("package main\n\nfunc main() {}\n"), 0o644))
	}
	for _, env := range []string{"a.env", "b.env"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, env), []byte("PORT=3000\n"), 0o644))
	}
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	as := func(env string) *processfile.File {
		file, err := processfile.Read(t.Context(), path, processfile.Options{EnvName: env, Base: dir, Root: dir, Cores: 4})
		require.NoError(t, err)
		return file
	}
	return compare.Side{File: as(""), Text: text, With: map[string]*processfile.File{"production": as("production")}}
}

const solution = `module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', exec_mode: 'cluster', instances: 2, env: { PORT: 3000 } },
  ],
};
`

// told are the lines of one kind, short: "app field theirs|solution".
func told(c compare.Comparison, kind compare.Kind) []string {
	var all []string
	for _, l := range c.Lines {
		if l.Kind == kind {
			text := l.App + " " + l.Field + " " + l.Theirs + "|" + l.Solution
			if l.How != "" {
				text += " " + string(l.How)
			}
			all = append(all, text)
		}
	}
	return all
}

func app(fields string) string {
	return "module.exports = { apps: [{ name: 'hello-world', script: './services/hello-world', " + fields + " }] };"
}

const asWanted = "exec_mode: 'cluster', instances: 2, env: { PORT: 3000 }"

func TestTheMeaningIsComparedAndNotTheText(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string // file: services.config.js unless told
		verdict    compare.Kind
		want       []string // of the verdict's kind
	}{
		"the very text":                {"", solution, compare.Same, nil},
		"another editor":               {"", "\r\n" + solution + "  \n\n", compare.Same, nil},
		"quotes, comments, one line":   {"", `/* mine */ module.exports = {"apps": [{env: {"PORT": "3000"}, instances: '2', exec_mode: "cluster", script: "services/hello-world", name: "hello-world"}]}`, compare.Style, []string{"hello-world script services/hello-world|./services/hello-world in other words"}},
		"a default that is left out":   {"", app("instances: 2, env: { PORT: 3000 }"), compare.Style, []string{"hello-world exec_mode cluster|cluster left out"}},
		"a default that is written":    {"", app(asWanted + ", autorestart: true, kill_timeout: 1600"), compare.Style, []string{"hello-world autorestart true|true written out", "hello-world kill_timeout 1600 ms|1600 ms written out"}},
		"another name":                 {"", "module.exports = [{ name: 'web', script: './services/hello-world', " + asWanted + " }]", compare.Style, []string{"hello-world name web|hello-world in other words"}},
		"the program's file":           {"", "module.exports = [{ name: 'hello-world', script: './services/hello-world/main.go', " + asWanted + " }]", compare.Style, []string{"hello-world script ./services/hello-world/main.go|./services/hello-world in other words"}},
		"YAML":                         {"services.config.yaml", "apps:\n  - name: hello-world\n    script: ./services/hello-world\n    exec_mode: cluster\n    instances: '2'\n    env: { PORT: 3000 }\n", compare.Style, []string{" file services.config.yaml|services.config.js in another format"}},
		"a variable from a file":       {"", app("exec_mode: 'cluster', instances: 2, env_file: 'a.env'"), compare.Style, nil},
		"the port beside env":          {"", app("exec_mode: 'cluster', instances: 2, port: 3000"), compare.Style, nil},
		"more instances":               {"", app("exec_mode: 'cluster', instances: 3, env: { PORT: 3000 }"), compare.Behaviour, []string{"hello-world instances 3|2"}},
		"all cores":                    {"", app("instances: 'max', env: { PORT: 3000 }"), compare.Behaviour, []string{"hello-world instances 4|2"}},
		"another mode":                 {"", app("exec_mode: 'fork', instances: 2, env: { PORT: 3000 }"), compare.Behaviour, []string{"hello-world exec_mode fork|cluster"}},
		"another port":                 {"", app("instances: 2, env: { PORT: 4000 }"), compare.Behaviour, []string{"hello-world env.PORT 4000|3000"}},
		"no port":                      {"", app("instances: 2"), compare.Behaviour, []string{"hello-world env.PORT |3000"}},
		"one more variable":            {"", app("instances: 2, env: { PORT: 3000, GREETING: '' }"), compare.Behaviour, []string{"hello-world env.GREETING '' (empty)|"}},
		"a secret is not shown":        {"", app("instances: 2, env: { PORT: 3000, API_TOKEN: 'abc' }"), compare.Behaviour, []string{"hello-world env.API_TOKEN *** (hidden)|"}},
		"a variable with --env":        {"", app("instances: 2, env: { PORT: 3000 }, env_production: { GREETING: 'Hi', PORT: 3000 }"), compare.Behaviour, []string{"hello-world env_production.GREETING Hi|"}},
		"a field by another name":      {"", app("instances: 2, env: { PORT: 3000 }, killTimeout: '3s'"), compare.Behaviour, []string{"hello-world kill_timeout 3000 ms|1600 ms"}},
		"another folder":               {"", "module.exports = [{ name: 'hello-world', cwd: './services/hello-world', script: '.', " + asWanted + " }]", compare.Behaviour, []string{"hello-world cwd services/hello-world|."}},
		"a wrapper":                    {"", "module.exports = [{ name: 'hello-world', script: 'go run ./services/hello-world', " + asWanted + " }]", compare.Behaviour, []string{"hello-world script go run ./services/hello-world|./services/hello-world"}},
		"a path that is computed":      {"", "module.exports = [{ name: 'hello-world', script: __dirname + '/services/hello-world', " + asWanted + " }]", compare.Style, nil},
		"a folder in a variable":       {"", app("instances: 2, env: { PORT: 3000, DIR: __dirname + '/x' }"), compare.Behaviour, []string{"hello-world env.DIR ./x|"}},
		"a script nobody knows":        {"", "module.exports = [{ script: 'sleep 1', " + asWanted + " }]", compare.Behaviour, []string{"hello-world script sleep 1|./services/hello-world"}},
		"an app that nobody asked for": {"", "module.exports = [{ name: 'hello-world', script: './services/hello-world', " + asWanted + " }, { script: './services/world-cup-fixtures', env: { PORT: 3001 } }]", compare.Behaviour, []string{"world-cup-fixtures apps ./services/world-cup-fixtures|"}},
		"the app is missing":           {"", "module.exports = [{ script: './services/world-cup-fixtures', env: { PORT: 3001 } }]", compare.Behaviour, []string{"hello-world apps |./services/hello-world", "world-cup-fixtures apps ./services/world-cup-fixtures|"}},
		"a proxy":                      {"", "module.exports = { apps: [{ name: 'hello-world', script: './services/hello-world', " + asWanted + " }], proxy: { port: 8080, rules: [{ dest: 'hello-world' }] } }", compare.Behaviour, []string{" proxy port 8080, 1 rules|"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.file == "" {
				c.file = "services.config.js"
			}
			got := compare.Sides(read(t, c.file, c.text), read(t, "services.config.js", solution))
			assert.Equal(t, c.verdict, got.Verdict, "%+v", got.Lines)
			if c.verdict == compare.Style {
				assert.Subset(t, told(got, compare.Style), c.want)
			} else if c.verdict == compare.Behaviour {
				assert.Equal(t, c.want, told(got, compare.Behaviour))
			}
		})
	}
}

func TestWhatIsTheSameIsSaidWhenBothWriteIt(t *testing.T) {
	got := compare.Sides(read(t, "services.config.js", app(asWanted)), read(t, "services.config.js", solution))
	assert.Equal(t, []string{
		"hello-world script ./services/hello-world|./services/hello-world", "hello-world exec_mode cluster|cluster",
		"hello-world instances 2|2", "hello-world env.PORT 3000|3000",
	}, told(got, compare.Same))
	assert.Equal(t, 4, got.Count(compare.Same))
	assert.Zero(t, got.Count(compare.Behaviour))
}

func TestADifferenceHasItsPlaceInTheirFile(t *testing.T) {
	theirs := read(t, "services.config.js", "module.exports = [\n  {\n    script: './services/hello-world',\n    instances: 3,\n    env: {\n      HOST: 'localhost',\n    },\n  },\n];")
	for _, l := range compare.Sides(theirs, read(t, "services.config.js", solution)).Lines {
		want, asked := map[string]string{
			"instances": "services.config.js:4:5", "env.HOST": "services.config.js:6:7",
			"env.PORT":  "services.config.js:5:5", // where it would have to stand
			"exec_mode": "services.config.js:2:3", // the app
		}[l.Field]
		if asked {
			assert.Equal(t, want, l.Where, l.Field)
		}
	}
}

const both = `module.exports = {
  apps: [
    { name: 'hello-world', script: './services/hello-world', env: { PORT: 3000 }, env_production: { GREETING: 'Good day.' } },
    { name: 'world-cup-fixtures', script: './services/world-cup-fixtures', env: { PORT: 3001 } },
  ],
  proxy: { port: 8080, rules: [{ pathname: '/fixtures/**', method: ['GET', 'HEAD'], dest: 'world-cup-fixtures' }, { dest: 'hello-world' }] },
};`

func TestAppsAreFoundByWhatTheyRun(t *testing.T) {
	got := compare.Sides(read(t, "services.config.js", `module.exports = {
  apps: [
    { name: 'hello-world', script: './services/world-cup-fixtures', env: { PORT: 3001 } },
    { name: 'web', script: './services/hello-world', env: { PORT: 3000 }, env_production: { GREETING: 'Good day.' } },
  ],
  proxy: { port: 8080, rules: [{ pathname: '/fixtures/**', method: ['head', 'get'], dest: 'hello-world' }, { pathname: '/**', dest: 'web' }] },
};`), read(t, "services.config.js", both))
	assert.Equal(t, compare.Style, got.Verdict, "%+v", got.Lines)
	assert.Equal(t, []string{
		" apps world-cup-fixtures, hello-world|hello-world, world-cup-fixtures in another order",
		"hello-world name web|hello-world in other words",
		"world-cup-fixtures name hello-world|world-cup-fixtures in other words",
	}, told(got, compare.Style))
	assert.Contains(t, told(got, compare.Same), "hello-world env_production.GREETING Good day.|Good day.")
}

func TestOfSeveralAppsOfAServiceTheOneOfTheNameCounts(t *testing.T) {
	got := compare.Sides(read(t, "services.config.js", `module.exports = [
  { name: 'other', script: './services/hello-world', instances: 7, env: { PORT: 4000 } },
  { name: 'hello-world', script: './services/hello-world', exec_mode: 'cluster', instances: 2, env: { PORT: 3000 } },
];`), read(t, "services.config.js", solution))
	assert.Equal(t, []string{"other apps ./services/hello-world|"}, told(got, compare.Behaviour))
}

func TestAProgramThatNobodyKnowsIsFoundByItsPort(t *testing.T) {
	got := compare.Sides(read(t, "services.config.js", `module.exports = [
  { name: 'clock', script: 'sleep 1' },
  { name: 'web', script: 'sleep 2', exec_mode: 'cluster', instances: 2, env: { PORT: 3000 } },
];`), read(t, "services.config.js", solution))
	assert.Equal(t, []string{"hello-world script sleep 2|./services/hello-world", "clock apps sleep 1|"}, told(got, compare.Behaviour))
}

func TestRulesOfTheProxyAreComparedInTheirOrder(t *testing.T) {
	for name, c := range map[string]struct {
		proxy string
		want  []string
	}{
		"another port":  {"{ port: 8081, rules: [{ pathname: '/fixtures/**', method: ['GET', 'HEAD'], dest: 'world-cup-fixtures' }, { dest: 'hello-world' }] }", []string{" proxy.port 8081|8080"}},
		"another order": {"{ port: 8080, rules: [{ dest: 'hello-world' }, { pathname: '/fixtures/**', method: ['GET', 'HEAD'], dest: 'world-cup-fixtures' }] }", []string{" proxy.rules[0] every path → hello-world|GET HEAD /fixtures/** → world-cup-fixtures", " proxy.rules[1] GET HEAD /fixtures/** → world-cup-fixtures|every path → hello-world"}},
		"one too few":   {"{ port: 8080, rules: [{ pathname: '/fixtures/**', method: ['GET', 'HEAD'], dest: 'world-cup-fixtures', strip: true }] }", []string{" proxy.rules[0] GET HEAD /fixtures/** → world-cup-fixtures (stripped)|GET HEAD /fixtures/** → world-cup-fixtures", " proxy.rules[1] |every path → hello-world"}},
	} {
		t.Run(name, func(t *testing.T) {
			file, _, _ := strings.Cut(both, "  proxy: ")
			theirs := read(t, "services.config.js", file+"  proxy: "+c.proxy+",\n};")
			got := compare.Sides(theirs, read(t, "services.config.js", both))
			assert.Equal(t, c.want, told(got, compare.Behaviour))
		})
	}
}

func TestEnvironmentsAreThoseThatEitherFileShows(t *testing.T) {
	one, other := read(t, "services.config.js", both).File, read(t, "services.config.js", app("env_file: 'a.env', env_staging: { A: 1 }")).File
	assert.Equal(t, []string{"production", "staging"}, compare.Environments(one, other))
	assert.Empty(t, compare.Environments(read(t, "services.config.js", solution).File))
}

// A field that comes to life in the runner, and is compared by nobody, would
// make two files look alike that are not.
func TestEveryFieldIsCompared(t *testing.T) {
	compared := slices.Concat(compare.FieldNames(), compare.Apart())
	for _, f := range processfile.Fields() {
		if f.Effect == processfile.Alive {
			assert.Contains(t, compared, f.Name)
		}
	}
}
