package sandbox

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
)

func TestPortOfAnAppIsItsOwnOrTheServicesDefault(t *testing.T) {
	for name, c := range map[string]struct {
		app  processfile.App
		want int
	}{
		"given":               {processfile.App{Name: "web", Port: 4000}, 4000},
		"given to a service":  {processfile.App{Script: "./services/hello-world", Port: 4000}, 4000},
		"hello-world's":       {processfile.App{Script: "./services/hello-world"}, 3000},
		"world-cup-fixtures'": {processfile.App{Script: "./services/world-cup-fixtures"}, 3001},
		"unknown":             {processfile.App{Name: "web", Script: "./web"}, 0},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, new(Box).PortOf(&c.app)) })
	}
}

func TestAnAppThatIsTakenForAServiceGetsItsDefault(t *testing.T) {
	box, script := new(Box), &processfile.App{Name: "web", Script: "./start.sh"}
	box.Assume(script, Fixtures)
	assert.Equal(t, 3001, box.PortOf(script))
	hello := &processfile.App{Name: "hello", Script: "./services/hello-world"}
	box.Assume(hello, Fixtures)
	assert.Equal(t, 3000, box.PortOf(hello), "what the file shows is not overruled")
}

func TestEveryPortGetsOneOfTheSandboxAndNeighboursStayNeighbours(t *testing.T) {
	apps := []processfile.App{
		{Name: "counted", Port: 3000, Instances: 3, IncrementVar: "PORT"},
		{Name: "next", Port: 3003, Instances: 1},
		{Name: "far", Port: 8080, Instances: 5},
		{Name: "another variable", Port: 9000, Instances: 5, IncrementVar: "LANE"},
		{Name: "none", Instances: 2},
	}
	m, err := (&Box{File: &processfile.File{Apps: apps}}).mapPorts()
	require.NoError(t, err)
	defer m.release()
	require.Len(t, m.inside, 6)
	for n := range 4 {
		assert.Equal(t, m.inside[3000]+n, m.inside[3000+n])
	}
	seen := map[int]bool{}
	for _, port := range m.inside {
		assert.False(t, seen[port], "port %d is given twice", port)
		seen[port] = true
		_, err := platform.ListenLoopback(port)
		assert.True(t, platform.AddressInUse(err), "port %d is held until its program is about to bind it", port)
	}
	m.release()
	for port := range seen {
		l, err := platform.ListenLoopback(port)
		require.NoError(t, err, "port %d was released", port)
		require.NoError(t, l.Close())
	}
}

func TestConsecutiveNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		sorted []int
		want   [][]int
	}{
		"none":  {nil, nil},
		"one":   {[]int{5}, [][]int{{5}}},
		"a run": {[]int{5, 6, 7}, [][]int{{5, 6, 7}}},
		"gaps":  {[]int{1, 3, 4, 9}, [][]int{{1}, {3, 4}, {9}}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, consecutive(c.sorted)) })
	}
}

func TestTextsShowThePortsOfTheFile(t *testing.T) {
	m := &portMap{inside: map[int]int{3000: 21000, 3001: 21001, 8080: 30000}}
	for text, want := range map[string]string{
		"listens on 127.0.0.1:21000":         "listens on 127.0.0.1:3000",
		"port 21001, Port: 30000":            "port 3001, Port: 8080",
		"a process, pid 21000":               "a process, pid 21000",
		"PORT=21000":                         "PORT=3000",
		":121000 :210001 :21002 port x21000": ":121000 :210001 :21002 port x21000",
		"":                                   "",
	} {
		assert.Equal(t, want, m.portsAsWritten(text), text)
	}
}

func TestInsideAndBack(t *testing.T) {
	b := &Box{ports: &portMap{inside: map[int]int{3000: 21000}}}
	assert.Equal(t, 21000, b.Inside(3000))
	assert.Zero(t, b.Inside(3001), "the file does not use it")
	assert.True(t, b.IsInside(21000))
	assert.False(t, b.IsInside(3000))
}

func TestServiceOfGuessesFromTheFile(t *testing.T) {
	const kit = "/tmp/kit"
	program := func(kind processfile.ProgramKind, path string) processfile.Program {
		return processfile.Program{Kind: kind, Path: path}
	}
	for name, c := range map[string]struct {
		app  processfile.App
		want string
	}{
		"its folder":               {processfile.App{Name: "a", Program: program(processfile.GoPackage, kit+"/services/hello-world")}, HelloWorld},
		"its main.go":              {processfile.App{Name: "a", Program: program(processfile.GoPackage, kit+"/services/world-cup-fixtures/main.go")}, Fixtures},
		"its working folder":       {processfile.App{Name: "a", Script: ".", Cwd: kit + "/services/hello-world"}, HelloWorld},
		"a wrapper's words":        {processfile.App{Name: "a", Script: "go", Args: []string{"run", "./services/world-cup-fixtures"}}, Fixtures},
		"a command line":           {processfile.App{Name: "a", Script: "go run ./services/hello-world"}, HelloWorld},
		"its name":                 {processfile.App{Name: "hello-world", Script: "./start.sh"}, HelloWorld},
		"the program before words": {processfile.App{Name: "hello-world", Program: program(processfile.GoPackage, kit+"/services/world-cup-fixtures")}, Fixtures},
		"a neighbour":              {processfile.App{Name: "a", Program: program(processfile.GoPackage, kit+"/services/hello-world-2")}, ""},
		"none":                     {processfile.App{Name: "a", Script: "./web"}, ""},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, ServiceOf(&c.app)) })
	}
}

func TestWordsAreFitForTheLearner(t *testing.T) {
	b := &Box{Root: "/tmp/box/kit", backing: backing{shown: map[string]string{nobodyListens: "cache:6380"}}, ports: &portMap{inside: map[int]int{3000: 21000}}}
	for text, want := range map[string]string{
		"/tmp/box/kit/services/a.go:3: broken":              "services/a.go:3: broken",
		"in /tmp/box/kit":                                   "in .",
		"dial tcp 127.0.0.1:1: refused":                     "dial tcp cache:6380: refused",
		"127.0.0.1:12 and 127.0.0.1:10":                     "127.0.0.1:12 and 127.0.0.1:10",
		"port 21000":                                        "port 3000",
		"redis://bob:s3cret@127.0.0.1:1/0 at /tmp/box/kit/": "redis://bob:***@cache:6380/0 at ",
	} {
		assert.Equal(t, want, b.Words(text), text)
	}
	early := &Box{Root: "/tmp/box/kit"} // before Start there are no ports
	assert.Equal(t, "port 21000", early.Words("port 21000"))
}

func TestWordsAreReadWhileAddressesAndPortsAreAdded(t *testing.T) {
	b := &Box{Root: "/box/kit", ports: &portMap{inside: map[int]int{}}}
	var reader sync.WaitGroup
	done := make(chan struct{})
	reader.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				b.Words("listening on :21000")
			}
		}
	})
	for port := range 50 {
		b.show("127.0.0.1:"+strconv.Itoa(21000+port), "localhost:6379")
		require.NoError(t, b.ports.add([]int{3000 + port}))
	}
	b.ports.release()
	close(done)
	reader.Wait()
	assert.Equal(t, "redis at localhost:6379", b.Words("redis at 127.0.0.1:21049"))
}
