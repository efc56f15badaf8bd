package compose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/runner/apps/supervise"
)

// with is a service that looks for its Redis at an address.
func with(name, address string) composefile.Service {
	return composefile.Service{
		Name: name, Build: &composefile.Build{Context: "."}, Environment: map[string]string{redisURL: address},
	}
}

func TestTheRedisOfAFileIsFoundByWhatItIs(t *testing.T) {
	redis := composefile.Service{Name: "store", Image: "redis:7-alpine"}
	built := composefile.Service{Name: "own", Build: &composefile.Build{Context: "."}}
	for name, test := range map[string]struct {
		services []composefile.Service
		is       string // "": there is none
	}{
		"by its image":                      {[]composefile.Service{with("app", ""), redis}, "store"},
		"where a URL leads, before any":     {[]composefile.Service{{Name: "a", Image: "redis"}, with("app", "redis://store:6379"), redis}, "store"},
		"built here, and a URL leads there": {[]composefile.Service{built, with("app", "redis://:pw@own:6379/2")}, "own"},
		"a URL that leads nowhere":          {[]composefile.Service{with("app", "redis://localhost:6379"), redis}, "store"},
		"a URL that leads to itself":        {[]composefile.Service{with("app", "redis://app:6379"), redis}, "store"},
		"where the name of a container leads": {[]composefile.Service{
			{Name: "a", Image: "redis"}, with("app", "redis://cache:6379"), {Name: "store", Container: "cache", Image: "my"},
		}, "store"},
		"none": {[]composefile.Service{with("app", "redis://localhost:6379"), {Name: "db", Image: "postgres:17"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, ok := redisOf(test.services)
			assert.Equal(t, test.is != "", ok)
			assert.Equal(t, test.is, found.Name)
		})
	}
}

func TestARedisIsKnownByItsImage(t *testing.T) {
	for image, is := range map[string]bool{
		"redis": true, "redis:7-alpine": true, "docker.io/library/redis:7": true, "valkey/valkey:8": true,
		"redis/redis-stack": true, "registry.example:5000/redis@sha256:0123": true,
		"": false, "alpine:3.22": false, "redis.example/postgres": false, "postgres:redis": false,
	} {
		assert.Equal(t, is, isRedis(image), image)
	}
}

func TestOnlyAHealthCheckIsWaitedFor(t *testing.T) {
	on := func(name string, conditions map[string]string) composefile.Service {
		return composefile.Service{Name: name, DependsOn: conditions}
	}
	for name, test := range map[string]struct {
		services []composefile.Service
		waits    bool
	}{
		"healthy":         {[]composefile.Service{on("app", map[string]string{"redis": healthy}), on("redis", nil)}, true},
		"a list: started": {[]composefile.Service{on("app", map[string]string{"redis": "service_started"}), on("redis", nil)}, false},
		"nothing":         {[]composefile.Service{on("app", nil), on("redis", nil)}, false},
		"by another":      {[]composefile.Service{on("app", map[string]string{"db": "service_started"}), on("db", map[string]string{"redis": healthy}), on("redis", nil)}, true},
		"in a circle":     {[]composefile.Service{on("app", map[string]string{"db": healthy}), on("db", map[string]string{"app": healthy})}, false},
		"of the other":    {[]composefile.Service{on("app", nil), on("db", map[string]string{"redis": healthy}), on("redis", nil)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.waits, waitsFor(test.services, "app", "redis"))
		})
	}
}

func TestPortsThatTwoServicesNeedAreSeen(t *testing.T) {
	at := func(published ...string) composefile.Service {
		var s composefile.Service
		for _, p := range published {
			s.Ports = append(s.Ports, composefile.Port{Target: 3000, Published: p})
		}
		return s
	}
	for name, test := range map[string]struct {
		one, other composefile.Service
		port       int
	}{
		"the same":                {at("3000"), at("3000"), 3000},
		"two":                     {at("3000"), at("3001"), 0},
		"inside of a range":       {at("3000-3002"), at("3001"), 3001},
		"beside a range":          {at("3000-3002"), at("3003"), 0},
		"the second of two":       {at("80", "3000"), at("3000"), 3000},
		"the engine chooses":      {at(""), at(""), 0},
		"one of them is chosen":   {at("3000"), at(""), 0},
		"nothing is published":    {at(), at("3000"), 0},
		"two ranges that overlap": {at("3000-3005"), at("3004-3010"), 3004},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.port, shared(test.one, test.other))
		})
	}
}

func TestWhyDataIsLost(t *testing.T) {
	for name, test := range map[string]struct {
		volumes []composefile.Volume
		says    string
	}{
		"no volume":         {nil, "mounts nothing at /data"},
		"another folder":    {[]composefile.Volume{{Type: "volume", Source: "d", Target: "/var/lib/redis"}}, "What it mounts is at /var/lib/redis"},
		"no name":           {[]composefile.Volume{{Type: "volume", Target: "/data"}}, "has no name"},
		"memory":            {[]composefile.Volume{{Type: "tmpfs", Target: "/data"}}, "tmpfs"},
		"it does not write": {[]composefile.Volume{{Type: "volume", Source: "d", Target: "/data"}}, "has not written"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Contains(t, whyLost(composefile.Service{Name: "redis", Volumes: test.volumes}), test.says)
		})
	}
}

func TestTheCommandThatAHealthCheckLacksIsNamed(t *testing.T) {
	for probe, command := range map[string]string{
		`OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown`:             "curl",
		`OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/curl": stat /bin/curl: no such file or directory: unknown`: "/bin/curl",
		"/bin/sh: curl: not found":                            "curl",
		"/bin/sh: 1: curl: not found":                         "curl",
		"sh: line 1: curl: command not found":                 "curl",
		"wget: can't connect to remote host: refused":         "",
		"wget: server returned error: HTTP/1.1 404 Not Found": "",
		"": "",
	} {
		assert.Equal(t, command, missing(probe), probe)
	}
}

func TestThePortThatAHealthCheckAsks(t *testing.T) {
	for test, port := range map[string]string{
		"wget -q -O- http://127.0.0.1:3000/healthz":          "3000",
		"wget -q -O- http://localhost:3001/readyz || exit 1": "3001",
		"curl -f http://localhost/":                          "80",
		"redis-cli ping":                                     "",
		"redis-cli -u redis://redis:6379 ping":               "6379",
	} {
		assert.Equal(t, port, askedPort(test), test)
	}
}

func TestHostAndPortOfWhatAServiceSays(t *testing.T) {
	for at, want := range map[string][2]string{
		"redis:6379": {"redis", "6379"}, "[::1]:6379": {"[::1]", "6379"}, "redis": {"redis", ""}, "": {"", ""},
	} {
		host, port := cutPort(at)
		assert.Equal(t, want, [2]string{host, port}, at)
	}
	for host, own := range map[string]bool{"localhost": true, "127.0.0.1": true, "[::1]": true, "redis": false, "": false} {
		assert.Equal(t, own, isLocalhost(host), host)
	}
}

func TestAShellBeforeTheProgramIsSeen(t *testing.T) {
	for name, test := range map[string]struct {
		entrypoint, cmd []string
		shell           bool
	}{
		"shell form":           {[]string{"/bin/sh", "-c", "/app"}, nil, true},
		"a command of a shell": {nil, []string{"sh", "-c", "/app"}, true},
		"a list":               {[]string{"/app"}, nil, false},
		"a script":             {[]string{"/bin/sh", "/start.sh"}, nil, false},
		"nothing":              {nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			var c docker.Container
			c.Config.Entrypoint, c.Config.Cmd = test.entrypoint, test.cmd
			assert.Equal(t, test.shell, isShell(c))
		})
	}
}

func TestWhatHappensToContainersIsToldAsOfInstances(t *testing.T) {
	lives := map[instance]*slot{}
	var kinds []supervise.EventKind
	var generations []int
	for _, h := range []docker.Event{
		{Service: "redis", Number: 1, What: docker.Signalled, Signal: 15}, // begun before anybody looked on
		{Service: "redis", Number: 1, What: docker.Started},
		{Service: "redis", Number: 1, What: docker.Healthy},
		{Service: "redis", Number: 1, What: docker.Healthy},
		{Service: "redis", Number: 1, What: docker.Signalled, Signal: 15},
		{Service: "redis", Number: 1, What: docker.Signalled, Signal: 9},
		{Service: "redis", Number: 1, What: docker.Ended, ExitCode: 137},
		{Service: "redis", Number: 1, What: docker.Started},
	} {
		if e, ok := translated(lives, h); ok {
			kinds, generations = append(kinds, e.Kind), append(generations, e.Generation)
			assert.Equal(t, 0, e.Instance, "instances count from 0")
			assert.Equal(t, e.Kind == supervise.Exited, e.Wanted)
		}
	}
	assert.Equal(t, []supervise.EventKind{supervise.Started, supervise.Ready, supervise.StopAsked, supervise.Exited, supervise.Started}, kinds)
	assert.Equal(t, []int{1, 1, 1, 1, 2}, generations)
}

func TestContainersTellOneNumberAndTheRightOne(t *testing.T) {
	for name, c := range map[string]struct {
		visits, unsure int64
		told           []int64
		is             bool
	}{
		"the one that was counted":          {9, 0, []int64{9, 9, 9}, true},
		"one less":                          {9, 0, []int64{9, 8, 9}, false},
		"all less":                          {9, 0, []int64{3, 3, 3}, false},
		"all more":                          {9, 0, []int64{10, 10, 10}, false},
		"more, for an answer was lost":      {9, 1, []int64{10, 10, 10}, true},
		"as counted, though an answer was":  {9, 1, []int64{9, 9, 9}, true},
		"more than were lost":               {9, 1, []int64{11, 11, 11}, false},
		"not the same, though one was lost": {9, 1, []int64{9, 10, 9}, false},
		"less, though one was lost":         {9, 1, []int64{8, 8, 8}, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := &notes{visits: c.visits, unsure: c.unsure}
			assert.Equal(t, c.is, n.agree(c.told))
			if c.is {
				assert.Equal(t, &notes{visits: c.told[0]}, n, "and now it is sure")
			}
		})
	}
}

func TestTheTimeToEndIsNeverLessThanComposesOwn(t *testing.T) {
	of := func(grace time.Duration) app { return app{Service: composefile.Service{GracePeriod: grace}} }
	assert.Equal(t, 10*time.Second, graceOf(of(0), of(2*time.Second)))
	assert.Equal(t, 20*time.Second, graceOf(of(0), of(20*time.Second)))
	assert.Equal(t, 30*time.Second, graceOf(of(time.Hour), of(0)))
}

func TestOnlyAFolderWithARedissDataIsBegunWithout(t *testing.T) {
	for name, files := range map[string][]string{
		"":             nil,
		"a dump":       {"dump.rdb"},
		"an old file":  {"appendonly.aof"},
		"new files":    {"appendonlydir/appendonly.aof.1.base.rdb", "dump.rdb"},
		"NOT a config": {"redis.conf", "dump.rdb"},
		"NOT sources":  {"main.go"},
	} {
		folder := t.TempDir()
		for _, f := range files {
			path := filepath.Join(folder, f)
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, nil, 0o600))
		}
		assert.Equal(t, !strings.HasPrefix(name, "NOT"), isRedisData(folder), name)
	}
	assert.False(t, isRedisData(filepath.Join(t.TempDir(), "missing")))
}

func TestWordsForARedisThatAnswersTooLate(t *testing.T) {
	said := "world-cup-fixtures: cannot use the Redis at redis:6379: no answer within 700ms"
	assert.True(t, isLate(said))
	assert.False(t, isLate("world-cup-fixtures: cannot use the Redis at redis:6379: connection refused; is Redis running there?"))
}
