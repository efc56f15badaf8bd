package compose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/sandbox"
)

// file is a compose file that says no more than its services.
type file struct {
	composefile.Project
	services []composefile.Service
}

func (f file) Services() []composefile.Service { return f.services }

func TestTheHostOfAnAddress(t *testing.T) {
	for address, host := range map[string]string{
		"redis://store:6379": "store", "redis://:pw@store": "store", "redis://u:pw@store:6379/2": "store",
		"redis://[::1]:6379": "::1", "": "", "store": "", "://": "",
	} {
		assert.Equal(t, host, hostOf(address), address)
	}
}

func TestAServiceIsReachedByItsNameOrThatOfItsContainer(t *testing.T) {
	services := []composefile.Service{{Name: "a"}, {Name: "b", Container: "a"}, {Name: "c", Container: "store"}}
	for host, at := range map[string]int{"a": 0, "b": 1, "store": 2, "": -1, "d": -1, "localhost": -1} {
		assert.Equal(t, at, reachedAt(services, host), host)
	}
}

func TestOnlyWhatIsBuiltHereMayBeOneOfTheKits(t *testing.T) {
	here := &composefile.Build{Context: "."}
	services := []composefile.Service{{Name: "a", Build: here}, {Name: "b", Image: "b"}, {Name: "redis", Build: here}}
	assert.Equal(t, services[:1], candidates(services, services[2]))
	assert.Equal(t, map[string]string{"b": "b"}, pulled(services))
}

func TestPortsInsideAreToldOnceAndInOrder(t *testing.T) {
	s := composefile.Service{Ports: []composefile.Port{{Target: 3001}, {Target: 3000, Published: "1"}, {Target: 3001, Published: "2"}}}
	assert.Equal(t, []int{3000, 3001}, insidePorts(s))
	assert.Empty(t, insidePorts(composefile.Service{}))
	assert.Equal(t, "3000, 3001", numbers(insidePorts(s)))
}

func TestThePortsOfThisMachineThatAServiceMayTake(t *testing.T) {
	for published, want := range map[string][2]int{"3000": {3000, 3000}, "3000-3002": {3000, 3002}, "": {0, 0}, "x": {0, 0}} {
		first, last := hostPorts(composefile.Port{Published: published})
		assert.Equal(t, want, [2]int{first, last}, published)
	}
}

func TestAProgramIsKnownByItsUsualPort(t *testing.T) {
	for name, c := range map[string]struct {
		env  []string
		port int
		is   string
	}{
		"hello-world":        {nil, 3000, sandbox.HelloWorld},
		"the fixtures":       {[]string{"REPORT=1"}, 3001, sandbox.Fixtures},
		"a port of nobody":   {nil, 8080, ""},
		"told another port":  {[]string{"PORT=3000"}, 3000, ""},
		"told none, by name": {[]string{"OTHER_PORT=1"}, 3000, sandbox.HelloWorld},
	} {
		var made docker.Container
		made.Config.Env = c.env
		assert.Equal(t, c.is, usualProgram(made, c.port), name)
	}
}

func TestAContainerThatIsOverIsKnownByItsState(t *testing.T) {
	for status, over := range map[string]bool{
		"exited": true, "dead": true, "restarting": true, "running": false, "created": false, "": false,
	} {
		var c docker.Container
		c.State.Status = status
		assert.Equal(t, over, isOver(c), status)
	}
}

func TestAHealthCheckIsToldAsTheFileHasIt(t *testing.T) {
	for test, want := range map[string]string{
		"CMD|redis-cli|ping": "redis-cli ping", "CMD-SHELL|a && b": "a && b", "": "the one of its image", "CMD": "CMD",
	} {
		s := composefile.Service{Name: "web"}
		if test != "" {
			s.Health = strings.Split(test, "|")
		}
		k := &notes{project: file{services: []composefile.Service{s}}}
		assert.Equal(t, want, testOf(k, "web"), test)
	}
	assert.Equal(t, "the one of its image", testOf(&notes{project: file{}}, "web"), "of a service that is not there")
}

func TestWhatOthersPrintIsCut(t *testing.T) {
	assert.Equal(t, "short", cut("short"))
	long := strings.Repeat("é", longestShown)
	assert.Less(t, len(cut(long)), len(long))
	assert.True(t, strings.HasSuffix(cut("x"+long), "é …"), "and not within a letter")
	assert.Equal(t, "b\n  c", lastLines([]string{"a", "b", "c"}, 2))
	assert.Equal(t, "a", lastLines([]string{"a"}, 2))
}

func TestAMountIsFoundByItsPlaceInTheContainer(t *testing.T) {
	s := composefile.Service{Volumes: []composefile.Volume{{Target: "/a"}, {Target: "/data"}}}
	assert.Equal(t, 1, mountAt(s, "/data"))
	assert.Equal(t, -1, mountAt(s, "/dat"))
}
