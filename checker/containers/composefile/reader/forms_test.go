package reader

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// value is a place in the file for the check, and what must stand there.
type value struct{ path, is string }

// forms are the ways in which Compose lets one write a thing. Each of these files
// is one that `docker compose up` accepts; web has the lines.
var forms = []struct {
	name  string
	lines string // of the service web
	files map[string]string
	is    []value // below services.web
}{
	{"a folder that is not there", "volumes: [\"./redis-data:/data\"]", nil, []value{{"volumes.0.type", "volume"}, {"volumes.0.target", "/data"}, {"volumes.0.volume.nocopy", "true"}}},
	{"the same, read-only", "volumes: [\"./redis-data:/data:ro\"]", nil, []value{{"volumes.0.type", "volume"}, {"volumes.0.read_only", "true"}}},
	{"the same, for SELinux", "volumes: [\"./redis-data:/data:rw,Z\"]", nil, []value{{"volumes.0.type", "volume"}}},
	{"the same, long", "volumes:\n  - {type: bind, source: redis-data, target: /data}", nil, []value{{"volumes.0.type", "volume"}}},
	{"the same, with its default", "volumes:\n  - {type: bind, source: ./redis-data, target: /data, bind: {create_host_path: true}}", nil, []value{{"volumes.0.type", "volume"}}},
	{"a folder that is there", "volumes: [\"./mine:/data\"]", map[string]string{"mine/redis.conf": ""}, []value{{"volumes.0.type", "bind"}, {"volumes.0.bind.create_host_path", "true"}}},
	{"the same, long", "volumes:\n  - {type: bind, source: ./mine, target: /data, read_only: true}", map[string]string{"mine/redis.conf": ""}, []value{{"volumes.0.type", "bind"}, {"volumes.0.read_only", "true"}}},
	{"the same, that must be there", "volumes:\n  - {type: bind, source: ./mine, target: /data, bind: {create_host_path: false}}", map[string]string{"mine/redis.conf": ""}, []value{{"volumes.0.bind.create_host_path", "false"}}},
	{"the same, propagation spelt out", "volumes: [\"./mine:/data:rprivate\"]", map[string]string{"mine/redis.conf": ""}, []value{{"volumes.0.bind.propagation", "rprivate"}}},
	{"a file", "volumes: [\"./redis.conf:/etc/redis.conf:ro\"]", map[string]string{"redis.conf": ""}, []value{{"volumes.0.type", "bind"}}},
	{"data of an earlier run", "volumes: [\"./old:/data\"]", map[string]string{"old/dump.rdb": ""}, []value{{"volumes.0.type", "volume"}}},
	{"data of an earlier run, of a user's own", "user: \"1000\"\nvolumes: [\"./old:/data\"]", map[string]string{"old/dump.rdb": ""}, []value{{"volumes.0.type", "bind"}}},
	{"a volume with a name", "volumes: [\"named:/data\"]", nil, []value{{"volumes.0.source", "named"}}},
	{"the same, long", "volumes:\n  - {type: volume, source: named, target: /data, volume: {nocopy: true}}", nil, []value{{"volumes.0.source", "named"}}},
	{"a volume without a name", "volumes: [/data]", nil, []value{{"volumes.0.target", "/data"}}},
	{"memory", "volumes: [{type: tmpfs, target: /cache, tmpfs: {size: 10m}}]", nil, []value{{"volumes.0.type", "tmpfs"}}},

	{"an anchor's fields and more", "<<: *usual\nenvironment: {<<: *variables, B: \"2\"}", nil, []value{{"restart", "always"}, {"environment.A", "1"}, {"environment.B", "2"}}},
	{"a list of anchors", "<<: [*usual, *other]", nil, []value{{"restart", "always"}, {"stop_signal", "SIGTERM"}}},
	{"a health check's anchor", "healthcheck: {<<: *health, test: redis-cli ping}", nil, []value{{"healthcheck.test.0", "CMD-SHELL"}, {"healthcheck.retries", "40"}}},
	{"extensions everywhere", "x-note: a\nhealthcheck: {x-note: a, test: [NONE]}\ndeploy: {x-note: a}", nil, nil},

	{"dollar signs", "environment: {A: \"a$$b\", B: \"$${C}\"}\ncommand: [sh, -c, \"echo $$HOME\"]", nil, []value{{"environment.A", "a$$b"}, {"environment.B", "$${C}"}, {"command.2", "echo $$HOME"}}},
	{"a dollar sign alone", "environment: {A: \"5$\", B: \"$5\"}", nil, []value{{"environment.A", "5$$"}, {"environment.B", "$$5"}}},
	{"variables", "environment: {A: \"$GIVEN\", B: \"${NONE:-d}\", C: \"${NONE-${GIVEN:-e}}\", D: \"${GIVEN:+x}\", E: \"${GIVEN:?why}\"}", map[string]string{".env": "GIVEN=g\n"},
		[]value{{"environment.A", "g"}, {"environment.B", "d"}, {"environment.C", "g"}, {"environment.D", "x"}, {"environment.E", "g"}}},
	{"the forms of .env", "environment: {A: \"$A\", B: \"$B\", C: \"$C\", D: \"$D\", E: \"$E\", F: \"$F\"}",
		map[string]string{".env": "\ufeff# a comment\nA=1 # another\nexport B=2\nC='single $A'\nD=\"double $A\"\r\nE=a$$b\nF: 3\n"},
		[]value{{"environment.A", "1"}, {"environment.B", "2"}, {"environment.C", "single $$A"}, {"environment.D", "double 1"}, {"environment.F", "3"}}},

	{"env_file", "env_file: a.env", map[string]string{"a.env": "A=1\n"}, []value{{"environment.A", "1"}}},
	{"env_file, a list", "env_file: [a.env, ./b.env]", map[string]string{"a.env": "A=1\n", "b.env": "A=2\n"}, []value{{"environment.A", "2"}}},
	{"env_file, long", "env_file:\n  - {path: a.env, required: true}\n  - {path: none.env, required: false}", map[string]string{"a.env": "A=1\n"}, []value{{"environment.A", "1"}}},
	{"env_file, raw", "env_file:\n  - {path: a.env, format: raw}", map[string]string{"a.env": "# b\n\n A='1' $B # c\nD\n"}, []value{{"environment.A", "'1' $$B # c"}}},
	{"environment, a list", "environment: [A=1, \"B=a=b\", C=]", nil, []value{{"environment.A", "1"}, {"environment.B", "a=b"}, {"environment.C", ""}}},
	{"environment, fields", "environment: {A: 1, B: true, C: 1.5, D: , E: \"\"}", nil, []value{{"environment.A", "1"}, {"environment.B", "true"}, {"environment.C", "1.5"}}},

	{"ports", "ports: [3000, \"3000:3001\", \"127.0.0.1:8080-8082:3002\", \"127.0.0.1::3003\", \"[::1]:9:3004\", \"53:53/udp\"]", nil,
		[]value{{"ports.0.target", "3000"}, {"ports.1.target", "3001"}, {"ports.2.target", "3002"}, {"ports.3.target", "3003"}, {"ports.4.target", "3004"}, {"ports.5.protocol", "udp"}}},
	{"ports, long", "ports:\n  - {target: 3000, published: 8080-8082, host_ip: 127.0.0.1, protocol: tcp, mode: host, app_protocol: http, name: web}", nil, []value{{"ports.0.target", "3000"}}},

	{"a health check's words", "healthcheck: {test: [CMD, redis-cli, ping], interval: 1m30s, timeout: 20s, start_period: 1s, start_interval: 1s}", nil, []value{{"healthcheck.test.1", "redis-cli"}, {"healthcheck.timeout", "20s"}}},
	{"a health check for a shell", "healthcheck: {test: [CMD-SHELL, \"redis-cli ping | grep $$PONG\"]}", nil, []value{{"healthcheck.test.1", "redis-cli ping | grep $$PONG"}}},
	{"no health check", "healthcheck: {disable: true}", nil, []value{{"healthcheck.disable", "true"}}},

	{"depends_on, a list", "depends_on: [db]", nil, []value{{"depends_on.db.condition", "service_started"}}},
	{"depends_on, fields", "depends_on: {db: {condition: service_healthy, restart: true}}", nil, []value{{"depends_on.db.condition", "service_healthy"}}},

	{"networks, a list", "networks: [back]", nil, nil},
	{"networks, fields", "networks: {back: {aliases: [cache]}, default: }", nil, []value{{"networks.back.aliases.0", "cache"}}},
	{"a name for the container", "container_name: mine", nil, []value{{"networks.default.aliases.0", "mine"}}},
	{"replicas", "deploy: {replicas: 3}", nil, []value{{"deploy.replicas", "3"}}},
	{"replicas by a variable", "deploy: {replicas: \"${N:-2}\"}", nil, []value{{"deploy.replicas", "2"}}},
	{"scale", "scale: 3", nil, []value{{"scale", "3"}}},
	{"extends", "extends: {service: db}\ncommand: redis-server --save \"60 1\"", nil, []value{{"command.2", "60 1"}}},
	{"a file to extend", "extends: {file: more.yaml, service: base}", map[string]string{"more.yaml": "services: {base: {image: a, stop_signal: SIGINT}}\n"}, []value{{"stop_signal", "SIGINT"}}},
	{"configs and secrets", "configs: [{source: c, target: /c}]\nsecrets: [s]", map[string]string{"s.txt": "a"}, []value{{"configs.0.target", "/c"}, {"secrets.0.source", "s"}}},
	{"commands", "entrypoint: [redis-server]\ncommand: [--appendonly, \"yes\"]", nil, []value{{"entrypoint.0", "redis-server"}, {"command.1", "yes"}}},
	{"develop", "develop: {watch: [{action: rebuild, path: ./services}, {action: sync, path: ./a, target: /a}]}", nil, nil},
	{"what an override says", "", map[string]string{"compose.override.yaml": "services: {web: {environment: {A: 1}, ports: !reset []}}\n"}, []value{{"environment.A", "1"}}},
	{"what is included", "", map[string]string{"compose.override.yaml": "include: [more.yaml]\n", "more.yaml": "services: {more: {image: a}}\n"}, nil},
}

// around are the rest of a file whose service web has some lines.
func around(lines string) string {
	var indented strings.Builder
	for line := range strings.Lines("image: redis:7-alpine\n" + lines) {
		indented.WriteString("    " + line)
	}
	return `name: ${NAME:-mine}
version: "3.8"
x-usual: &usual {restart: always}
x-other: &other {stop_signal: SIGTERM}
x-variables: &variables {A: "1"}
x-health: &health {interval: 1s, retries: 5}
services:
  db: {image: "redis:7-alpine", <<: *usual, environment: *variables, healthcheck: {<<: *health, test: redis-cli ping}, stop_signal: SIGTERM}
  tools: {<<: *other, image: alpine, profiles: [debug]}
  web:
` + indented.String() + `
networks: {back: {driver: bridge}}
volumes: {named: }
configs: {c: {content: "a $$b"}}
secrets: {s: {file: ./s.txt}}
`
}

func TestAllFormsOfAThingAreRead(t *testing.T) {
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			files := map[string]string{"compose.yaml": around(f.lines)}
			for name, content := range f.files {
				files[name] = content
			}
			folder := project(t, files)
			p, problems := Read(t.Context(), folder, "compose.yaml", nil)
			require.Empty(t, problems)
			fresh := box
			fresh.IsData = func(folder string) bool { return strings.HasSuffix(folder, "old") }
			written, err := p.Sandboxed(fresh)
			require.NoError(t, err)
			roots, err := documents(written)
			require.NoError(t, err)
			l := layer{name: "sandboxed", root: roots[0]}
			for _, v := range f.is {
				path := append([]string{"services", "web"}, strings.Split(v.path, ".")...)
				assert.Equal(t, v.is, valueAt(l, path...), "%s in\n%s", v.path, written)
			}
		})
	}
}

func TestAVolumeInAFoldersPlaceIsLabelledAndSharedByAllWhoMountIt(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": "services:\n  a: {image: a, volumes: [\"./data:/one\", \"./other:/two\"]}\n  b: {image: b, volumes: [\"./data:/three\"]}\n"})
	l, text := sandboxed(t, p)
	name := valueAt(l, "services", "a", "volumes", "0", "source")
	assert.Equal(t, name, valueAt(l, "services", "b", "volumes", "0", "source"))
	assert.NotEqual(t, name, valueAt(l, "services", "a", "volumes", "1", "source"))
	assert.Equal(t, "r1", valueAt(l, "volumes", name, "labels", "example.run"), text)
}

func TestAFolderThatMayNotBeMadeIsMissed(t *testing.T) {
	problems := problemsOf(t, in("    volumes:\n      - {type: bind, source: ./data, target: /a, bind: {create_host_path: false}}\n"))
	require.Len(t, problems, 1)
	assert.Equal(t, "FILE-MISSING", problems[0].ID)
	assert.Equal(t, "compose.yaml:5:9", problems[0].Where())
}

func TestALineOfARawFileThatIsNoVariableHasItsPlace(t *testing.T) {
	folder := project(t, map[string]string{"compose.yaml": in("    env_file:\n      - {path: a.env, format: raw}\n"), "a.env": "A=1\nno variable\n"})
	_, problems := Read(t.Context(), folder, "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Contains(t, problems[0].Seen, "line 2")
}
