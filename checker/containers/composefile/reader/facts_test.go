package reader

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/composefile"
)

func TestFacts(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": good})
	services := p.Services()
	require.Len(t, services, 3)
	hello, redis, fixtures := services[0], services[1], services[2]

	assert.Equal(t, "hello-world", hello.Name)
	assert.Equal(t, []composefile.Port{{Target: 3000, Published: "3000-3002"}}, hello.Ports)
	assert.Equal(t, map[string]string{"redis": "service_started"}, hello.DependsOn)
	assert.Empty(t, hello.Health)

	assert.Equal(t, "redis:7-alpine", redis.Image)
	assert.Nil(t, redis.Build)
	assert.Equal(t, []string{"CMD", "redis-cli", "ping"}, redis.Health)
	assert.Equal(t, []composefile.Volume{{Type: "volume", Source: "data", Target: "/data"}}, redis.Volumes)

	assert.Equal(t, &composefile.Build{Context: ".", Dockerfile: "Dockerfile"}, fixtures.Build)
	assert.Equal(t, map[string]string{"PORT": "3001", "REDIS_URL": "redis://redis:6379"}, fixtures.Environment)
	assert.Equal(t, map[string]string{"redis": "service_healthy"}, fixtures.DependsOn)
}

func TestAHealthCheckThatIsSwitchedOffIsNone(t *testing.T) {
	for _, lines := range []string{"{disable: true}", "{test: [NONE]}"} {
		p := readGood(t, map[string]string{"compose.yaml": in("    healthcheck: " + lines + "\n")})
		assert.Empty(t, p.Services()[0].Health, lines)
	}
}

func TestPathsOfABuildAreRelativeToTheProject(t *testing.T) {
	p := readGood(t, map[string]string{
		"compose.yaml": "services:\n  a: {build: {context: sub, dockerfile: ../my.Dockerfile}}\n  b: {build: {context: ., dockerfile_inline: FROM a}}\n",
		"sub/x":        "", "my.Dockerfile": "FROM a\n",
	})
	assert.Equal(t, &composefile.Build{Context: "sub", Dockerfile: "my.Dockerfile"}, p.Services()[0].Build)
	assert.Equal(t, &composefile.Build{Context: "."}, p.Services()[1].Build, "it is written in the file itself")
}

func TestMoreFacts(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": in("    deploy: {restart_policy: {condition: on-failure}}\n    ports: [3000, \"127.0.0.1:53:53/udp\"]\n    volumes: [/anonymous]\n    container_name: mine\n    stop_grace_period: 7s\n    stop_signal: SIGINT\n")})
	web := p.Services()[0]
	assert.Equal(t, "on-failure", web.Restart)
	assert.Equal(t, []composefile.Port{{Target: 3000}}, web.Ports, "of TCP")
	assert.Equal(t, []composefile.Volume{{Type: "volume", Target: "/anonymous"}}, web.Volumes)
	assert.Equal(t, "mine", web.Container)
	assert.Equal(t, 7*time.Second, web.GracePeriod)
	assert.Equal(t, "SIGINT", web.StopSignal)
}

func TestPlaces(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": `x-base: &base
  restart: always
services:
  web:
    <<: *base
    image: a
    environment: {A: b, C: d}
    depends_on: [db]
  db: &db
    image: b
    volumes:
      - data:/data
  copy: *db
volumes:
  data:
`})
	for want, path := range map[string][]string{
		"compose.yaml:4:3":  {"web"},
		"compose.yaml:2:3":  {"web", "restart"},
		"compose.yaml:7:25": {"web", "environment", "C"},
		"compose.yaml:7:5":  {"web", "environment", "NOT-THERE"},
		"compose.yaml:8:18": {"web", "depends_on", "db"},
		"compose.yaml:12:9": {"db", "volumes", "data"},
		"compose.yaml:10:5": {"copy", "image"},
		"compose.yaml:13:3": {"copy"},
		"compose.yaml:3:1":  {"nobody", "image"},
	} {
		assert.Equal(t, want, p.At(path[0], path[1:]...), path)
	}
}
