package reader

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"workshop.example/processes/checker/containers/composefile"
)

var box = composefile.Sandbox{
	Labels:      map[string]string{"example.run": "r1"},
	Image:       func(service string) string { return "run-r1-" + service },
	Environment: map[string]string{"WORKSHOP_RUN": "r1"},
	Interval:    500 * time.Millisecond,
}

// sandboxed is the file for the check as a tree, and its text.
func sandboxed(t *testing.T, p *Project) (layer, string) {
	t.Helper()
	written, err := p.Sandboxed(box)
	require.NoError(t, err)
	roots, err := documents(written)
	require.NoError(t, err)
	require.Len(t, roots, 1)
	return layer{name: "sandboxed", root: roots[0]}, string(written)
}

// valueAt is the text at a path, "" when there is none.
func valueAt(l layer, path ...string) string {
	if n := l.value(path...); n != nil && n.Kind == yaml.ScalarNode {
		return n.Value
	}
	return ""
}

// everything has what Sandboxed changes, and what it keeps.
const everything = `name: mine
x-extension: {a: b}
services:
  web:
    image: my-app:latest
    hostname: kept
    restart: unless-stopped
    stop_grace_period: 7s
    pull_policy: always
    mem_limit: 4g
    logging: {driver: syslog}
    annotations: {a: b}
    oom_kill_disable: true
    profiles: [dev]
    env_file: my.env
    label_file: my.labels
    mem_reservation: 3g
    environment:
      PRICE: "5$$"
      FROM_ENV:
    command: ["sh", "-c", "echo $$HOME"]
    ports:
      - "0.0.0.0:3000-3002:3000"
      - "8080:3000"
      - "53:53/udp"
    scale: 2
    build:
      context: .
      tags: [my-app:2]
      cache_to: ["type=local,dest=/elsewhere"]
      labels: {kept: "yes"}
    healthcheck:
      test: wget -q -O- http://127.0.0.1:3000/
      interval: 10s
      retries: 4
      start_period: 20s
      timeout: 2s
    depends_on:
      db: {condition: service_healthy}
      off: {condition: service_started, required: false}
  worker:
    image: my-app:latest
    deploy:
      replicas: 2
      resources: {limits: {memory: 100m, cpus: "0.5"}}
  db:
    image: redis:7-alpine
    container_name: my-web
    pull_policy: always
    volumes: [data:/data, ".:/src:ro"]
    healthcheck: {disable: true}
    networks: {back: {ipv4_address: 172.30.0.5}}
  off:
    image: off
    profiles: [never]
volumes:
  data: {name: my-data, labels: {kept: "yes"}}
networks:
  back: {name: my-net, ipam: {config: [{subnet: 172.30.0.0/16}]}, driver_opts: {a: b}}
`

func readEverything(t *testing.T) *Project {
	return readGood(t, map[string]string{"compose.yaml": everything, "my.env": "FILE_ONLY=1$\n", "my.labels": "FROM_FILE=yes\n"}, "COMPOSE_PROFILES=dev", "FROM_ENV=a$b")
}

func TestTheCheckRunsBesideWhatTheLearnerRuns(t *testing.T) {
	l, text := sandboxed(t, readEverything(t))
	for _, gone := range []string{"name: mine", "my-data", "my-net", "container_name", "my-app", "172.30", "profiles", "never", "x-extension", "8080", "0.0.0.0", "/elsewhere", "my.env", "my.labels"} {
		assert.NotContains(t, text, gone)
	}
	assert.Equal(t, "run-r1-web", valueAt(l, "services", "web", "image"))
	assert.Equal(t, "run-r1-web", valueAt(l, "services", "worker", "image"), "it uses what is built for another one")
	assert.Equal(t, "redis:7-alpine", valueAt(l, "services", "db", "image"))
	assert.Equal(t, "missing", valueAt(l, "services", "db", "pull_policy"))
	assert.Equal(t, "kept", valueAt(l, "services", "web", "hostname"))
	assert.Equal(t, "unless-stopped", valueAt(l, "services", "web", "restart"))
	assert.Equal(t, "7s", valueAt(l, "services", "web", "stop_grace_period"))
	assert.Equal(t, "2", valueAt(l, "services", "web", "scale"))
	assert.Equal(t, "2", valueAt(l, "services", "worker", "deploy", "replicas"))
	assert.Nil(t, l.value("services", "web", "depends_on", "off"))
	assert.Equal(t, "service_healthy", valueAt(l, "services", "web", "depends_on", "db", "condition"))
}

func TestTheNameOfAContainerStillLeadsThere(t *testing.T) {
	for network, file := range map[string]string{
		"default": "services:\n  db: {image: redis, container_name: store}\n",
		"back":    "services:\n  db: {image: redis, container_name: store, networks: [back]}\nnetworks: {back: {}}\n",
		"kept":    "services:\n  db: {image: redis, container_name: store, networks: {kept: {aliases: [cache]}}}\nnetworks: {kept: {}}\n",
	} {
		l, text := sandboxed(t, readGood(t, map[string]string{"compose.yaml": file}))
		assert.NotContains(t, text, "container_name")
		aliases := l.value("services", "db", "networks", network, "aliases")
		require.NotNil(t, aliases, text)
		assert.Equal(t, "store", aliases.Content[len(aliases.Content)-1].Value)
		assert.Equal(t, network == "kept", strings.Contains(text, "cache"))
	}
}

func TestPortsArePublishedOnThisMachineAlone(t *testing.T) {
	l, _ := sandboxed(t, readEverything(t))
	ports := l.value("services", "web", "ports")
	require.NotNil(t, ports)
	require.Len(t, ports.Content, 2, "3000 once, and 53")
	for i, target := range []string{"3000", "53"} {
		at := []string{"services", "web", "ports", string(rune('0' + i))}
		assert.Equal(t, target, valueAt(l, append(at, "target")...))
		assert.Equal(t, "127.0.0.1", valueAt(l, append(at, "host_ip")...))
		assert.Nil(t, l.value(append(at, "published")...))
	}
	assert.Nil(t, l.value("services", "db", "ports"))
}

func TestEverythingIsLabelled(t *testing.T) {
	l, _ := sandboxed(t, readEverything(t))
	for _, path := range [][]string{
		{"services", "web"}, {"services", "worker"}, {"services", "db"}, {"services", "web", "build"}, {"volumes", "data"}, {"networks", "back"}, {"networks", "default"},
	} {
		assert.Equal(t, "r1", valueAt(l, append(path, "labels", "example.run")...), path)
	}
	assert.Equal(t, "yes", valueAt(l, "services", "web", "labels", "FROM_FILE"))
	assert.Equal(t, "yes", valueAt(l, "volumes", "data", "labels", "kept"))
	assert.Equal(t, "yes", valueAt(l, "services", "web", "build", "labels", "kept"))
}

func TestContainersAreBounded(t *testing.T) {
	l, text := sandboxed(t, readEverything(t))
	for service, memory := range map[string]string{"web": "536870912", "worker": "104857600", "db": "536870912"} {
		assert.Equal(t, memory, valueAt(l, "services", service, "mem_limit"), service)
		assert.Equal(t, "256", valueAt(l, "services", service, "pids_limit"), service)
		assert.Equal(t, "json-file", valueAt(l, "services", service, "logging", "driver"), service)
		assert.Equal(t, "1m", valueAt(l, "services", service, "logging", "options", "max-size"), service)
	}
	for _, gone := range []string{"annotations", "oom_kill_disable", "syslog", "mem_reservation"} {
		assert.NotContains(t, text, gone)
	}
}

func TestDollarSignsSurviveASecondReading(t *testing.T) {
	first := readEverything(t)
	written, err := first.Sandboxed(box)
	require.NoError(t, err)
	again, problems := Read(t.Context(), project(t, map[string]string{"compose.yaml": string(written)}), "compose.yaml", nil)
	for _, p := range problems { // the paths of the first folder are outside of the second
		require.Equal(t, "OUTSIDE", p.ID, p.Seen)
	}
	assert.Nil(t, again)
	l, _ := sandboxed(t, first)
	env := []string{"services", "web", "environment"}
	assert.Equal(t, "5$$", valueAt(l, append(env, "PRICE")...))
	assert.Equal(t, "a$$b", valueAt(l, append(env, "FROM_ENV")...))
	assert.Equal(t, "1$$", valueAt(l, append(env, "FILE_ONLY")...))
	assert.Equal(t, "r1", valueAt(l, append(env, "WORKSHOP_RUN")...))
	assert.Equal(t, "echo $$HOME", valueAt(l, "services", "web", "command", "2"))
	assert.Empty(t, valueAt(l, "services", "db", "environment", "WORKSHOP_RUN"), "it is not built")
}

func TestSandboxedLeavesTheProjectAlone(t *testing.T) {
	p := readEverything(t)
	before := p.Services()
	_, first := sandboxed(t, p)
	_, second := sandboxed(t, p)
	assert.Equal(t, first, second)
	assert.Equal(t, before, p.Services())
}

func TestHealthChecksAreQuickerAndAllowAsMuchTime(t *testing.T) {
	l, _ := sandboxed(t, readEverything(t))
	check := []string{"services", "web", "healthcheck"}
	assert.Equal(t, "500ms", valueAt(l, append(check, "interval")...))
	assert.Equal(t, "120", valueAt(l, append(check, "retries")...), "20 s + 4 × 10 s, two a second")
	assert.Equal(t, "10s", valueAt(l, append(check, "timeout")...), "a busy machine needs that")
	assert.Equal(t, "true", valueAt(l, "services", "db", "healthcheck", "disable"))
	assert.Nil(t, l.value("services", "worker", "healthcheck"), "an image's own is not known")

	for lines, want := range map[string]string{
		"{test: a}":                              "180", // Docker's own 30 s, three times
		"{test: a, interval: 100ms}":             "40",  // quick already; a busy machine needs more
		"{test: a, interval: 700ms, retries: 1}": "40",  // as well
		"{test: a, interval: 7.1s}":              "43",  // rounded up
		"{test: a, retries: 99999999999}":        "2147483647",
	} {
		l, _ := sandboxed(t, readGood(t, map[string]string{"compose.yaml": in("    healthcheck: " + lines + "\n")}))
		assert.Equal(t, want, valueAt(l, "services", "web", "healthcheck", "retries"), lines)
		assert.Empty(t, valueAt(l, "services", "web", "healthcheck", "timeout"), "Docker's own, or the image's")
	}
}

// The last word has the Compose that learners have.
func TestComposeTakesTheFile(t *testing.T) {
	if err := exec.Command("docker", "compose", "version").Run(); err != nil {
		require.Empty(t, os.Getenv("CI"), "the CI has a Compose: %v", err)
		t.Skip("no Compose here")
	}
	for name, p := range map[string]*Project{
		"good":       readGood(t, map[string]string{"compose.yaml": good}),
		"everything": readEverything(t),
	} {
		written, err := p.Sandboxed(box)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "run.yaml")
		require.NoError(t, os.WriteFile(file, written, 0o644))
		out, err := exec.Command("docker", "compose", "-p", "run-r1", "-f", file, "config", "-q").CombinedOutput()
		assert.NoError(t, err, "%s:\n%s\n%s", name, out, written)
		assert.Empty(t, string(out), name)
		out, err = exec.Command("docker", "compose", "-p", "run-r1", "-f", file, "config", "--volumes").Output()
		require.NoError(t, err)
		assert.Equal(t, "data\n", string(out))
	}
}
