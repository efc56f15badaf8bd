package processfile

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlacesFollowTheSource(t *testing.T) {
	for name, c := range map[string]struct{ file, source, app, script, port string }{
		"a literal":   {"services.config.js", "module.exports = {\n apps: [\n  { script: './bin/tool',\n    env: { PORT: 1 } }] }", "3:3", "3:5", "4:12"},
		"a variable":  {"services.config.js", "const port = 1\nconst web = { script: './bin/tool', env: { PORT: port } }\nmodule.exports = { apps: [web] }", "3:27", "2:15", "2:44"},
		"a spread":    {"services.config.js", "const base = { env: { PORT: 1 } }\nmodule.exports = { apps: [{ ...base,\n script: './bin/tool' }] }", "2:27", "3:2", "1:23"},
		"a map":       {"services.config.js", "module.exports = { apps: ['tool'].map((name) => ({\n script: './bin/' + name, env: {\n  PORT: 1 } })) }", "1:50", "2:2", "3:3"},
		"a function":  {"services.config.js", "const app = (port) => {\n return { script: './bin/tool', env: { PORT: port } }\n}\nmodule.exports = { apps: [app(1)] }", "4:27", "2:11", "2:40"},
		"a module":    {"services.config.mjs", "export const apps = [\n { script: './bin/tool', env: { 'PORT': 1 } }]", "2:2", "2:4", "2:33"},
		"JSON":        {"services.config.json", "{\"apps\": [{\"script\": \"./bin/tool\", \"env\": {\"PORT\": 1}}]}", "1:11", "1:12", "1:44"},
		"YAML":        {"services.config.yaml", "apps:\n  - script: ./bin/tool\n    env:\n      PORT: 1\n", "2:5", "2:5", "4:7"},
		"one app":     {"services.config.js", "module.exports = {\n script: './bin/tool', env: { PORT: 1 } }", "1:18", "2:2", "2:31"},
		"a computed":  {"services.config.js", "const app = {}\napp.script = './bin/tool'\napp.env = { PORT: 1 }\nmodule.exports = { apps: [app] }", "4:27", "4:27", "3:13"},
		"two of them": {"services.config.js", "const a = { env: { PORT: 1 }, script: 'x' }\nconst b = JSON.parse('{\"script\":\"./bin/tool\",\"env\":{\"PORT\":1}}')\nvoid { PORT: 2, script: 3, env: 4 }\nmodule.exports = { apps: [b] }", "4:27", "4:27", "4:27"},
	} {
		t.Run(name, func(t *testing.T) {
			app := mustRead(t, c.file, c.source, nil).Apps[0]
			assert.Equal(t, c.file+":"+c.app, app.Where("").String(), "the app")
			assert.Equal(t, c.file+":"+c.script, app.Where("script").String(), "script")
			assert.Equal(t, c.file+":"+c.port, portPlace(&app).String(), "PORT")
		})
	}
}

func TestAKeyThatStandsThereOnceIsNotCalledTwice(t *testing.T) {
	for name, source := range map[string]string{
		"laid over a spread": "const base = { " + hello + ", env: { A: 1 } }\n" + apps("{ ...base, name: 'a', env: { ...base.env, A: 2 } }, { ...base, name: 'b' }"),
		"a spread after it":  "const base = { env: { A: 1 } }\n" + apps("{ "+hello+", env: { B: 1 }, ...base }"),
		"a spread twice":     "const base = { " + hello + " }\n" + apps("{ ...base, ...base }"),
		"get and set":        apps("{ " + hello + ", get watch() { return false }, set watch(x) {} }"),
		"in two apps":        apps("{ " + hello + ", name: 'a' }, { " + hello + ", name: 'b' }"),
		"of another object":  "const other = { a: 1, a: 2 }\n" + apps("{ "+hello+", args: String(other.a) }"),
	} {
		_, err := read(t, "services.config.js", source, nil)
		assert.NoError(t, err, name)
	}
}
