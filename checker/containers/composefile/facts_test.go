package composefile

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFacts(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": good})
	services := p.Services()
	require.Len(t, services, 3)
	hello, redis, fixtures := services[0], services[1], services[2]

	assert.Equal(t, "hello-world", hello.Name)
	assert.Equal(t, []Port{{3000, "3000-3002", "", "tcp"}}, hello.Ports)
	assert.Equal(t, []Dependency{{"redis", "service_started"}}, hello.DependsOn)
	assert.False(t, hello.HasHealthcheck())
	assert.Equal(t, 1, hello.Replicas)

	assert.Equal(t, "redis:7-alpine", redis.Image)
	assert.Nil(t, redis.Build)
	assert.True(t, redis.HasHealthcheck())
	assert.Equal(t, []string{"CMD", "redis-cli", "ping"}, redis.HealthTest)
	assert.Equal(t, "redis-cli ping", redis.HealthCommand())
	assert.Equal(t, []Volume{{"volume", "data", "/data", false}}, redis.Volumes)
	assert.Equal(t, []string{"data"}, p.Volumes())

	require.NotNil(t, fixtures.Build)
	assert.Equal(t, map[string]string{"SERVICE": "world-cup-fixtures"}, fixtures.Build.Args)
	assert.Equal(t, "Dockerfile", filepath.Base(fixtures.Build.Dockerfile))
	assert.Equal(t, filepath.Dir(fixtures.Build.Dockerfile), fixtures.Build.Context)
	assert.Equal(t, map[string]string{"PORT": "3001", "REDIS_URL": "redis://redis:6379"}, fixtures.Environment)
	assert.Equal(t, []Dependency{{"redis", "service_healthy"}}, fixtures.DependsOn)
}

func TestAHealthCheckThatIsSwitchedOffIsNone(t *testing.T) {
	for _, lines := range []string{"{disable: true}", "{test: [NONE]}"} {
		p := readGood(t, map[string]string{"compose.yaml": in("    healthcheck: " + lines + "\n")})
		assert.False(t, p.Services()[0].HasHealthcheck(), lines)
	}
}

func TestMoreFacts(t *testing.T) {
	p := readGood(t, map[string]string{"compose.yaml": in("    deploy: {replicas: 3, restart_policy: {condition: on-failure}}\n    ports: [3000, \"127.0.0.1:53:53/udp\"]\n    volumes: [/anonymous, \".:/src:ro\"]\n")})
	web := p.Services()[0]
	assert.Equal(t, 3, web.Replicas)
	assert.Equal(t, "on-failure", web.Restart)
	assert.Equal(t, []Port{{3000, "", "", "tcp"}, {53, "53", "127.0.0.1", "udp"}}, web.Ports)
	require.Len(t, web.Volumes, 2)
	assert.Equal(t, Volume{"volume", "", "/anonymous", false}, web.Volumes[0])
	assert.True(t, web.Volumes[1].ReadOnly)
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
