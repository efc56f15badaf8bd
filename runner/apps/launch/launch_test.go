package launch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/apps/launch"
	"workshop.example/processes/runner/processfile"
)

func TestTheCommandLineOfEachKindOfProgram(t *testing.T) {
	for _, c := range []struct {
		name string
		app  processfile.App
		seat launch.Seat
		want []string
	}{
		{"a Go package is its built program",
			processfile.App{Program: processfile.Program{Kind: processfile.GoPackage, Path: "/kit/web"}, Args: []string{"--verbose", "a b"}},
			launch.Seat{Program: "/cache/web"}, []string{"/cache/web", "--verbose", "a b"}},
		{"an interpreter comes first, with its own arguments",
			processfile.App{
				Program:         processfile.Program{Kind: processfile.Interpreted, Path: "/kit/web.js", Interpreter: "node"},
				InterpreterArgs: []string{"--inspect"}, Args: []string{"-v"},
			},
			launch.Seat{}, []string{"node", "--inspect", "/kit/web.js", "-v"}},
		{"a program is run as it is",
			processfile.App{Program: processfile.Program{Kind: processfile.Executable, Path: "/bin/web"}, Args: []string{"$HOME", "*"}},
			launch.Seat{}, []string{"/bin/web", "$HOME", "*"}},
		{"a command line goes to the shell, its arguments unharmed",
			processfile.App{Program: processfile.Program{Kind: processfile.Shell, Path: "a && b"}, Args: []string{"c d"}},
			launch.Seat{}, []string{"sh", "-c", `a && b "$@"`, "sh", "c d"}},
		{"without arguments",
			processfile.App{Program: processfile.Program{Kind: processfile.Executable, Path: "/bin/web"}}, launch.Seat{}, []string{"/bin/web"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.app.Cwd = "/kit"
			got := launch.For(&c.app, c.seat, nil, nil)
			assert.Equal(t, c.want, got.Argv)
			assert.Equal(t, "/kit", got.Dir)
		})
	}
}

// Two commands of one app must not write into one another's arguments.
func TestCommandsShareNoArguments(t *testing.T) {
	args := make([]string, 1, 8)
	app := &processfile.App{Program: processfile.Program{Kind: processfile.Interpreted, Path: "x", Interpreter: "i"}, InterpreterArgs: args, Args: []string{"last"}}
	first := launch.For(app, launch.Seat{}, nil, nil)
	first.Argv[0] = "changed"
	assert.Equal(t, "i", launch.For(app, launch.Seat{}, nil, nil).Argv[0])
	assert.Equal(t, []string{""}, app.InterpreterArgs)
}

func TestTheLaterLayerOfTheEnvironmentWins(t *testing.T) {
	for _, c := range []struct {
		name        string
		app         processfile.App
		seat        launch.Seat
		surrounding string
		extra       map[string]string
		want        string
	}{
		{"the surrounding one is handed on", processfile.App{}, launch.Seat{}, "A=1 B=x=y", nil, "A=1 B=x=y"},
		{"the file's goes over it", processfile.App{Env: map[string]string{"A": "2"}}, launch.Seat{}, "A=1 B=1", nil, "A=2 B=1"},
		{"instance_var goes over the file's", processfile.App{Env: map[string]string{"N": "x"}, InstanceVar: "N"}, launch.Seat{Instance: 3}, "N=y", nil, "N=3"},
		{"no instance_var", processfile.App{}, launch.Seat{Instance: 3}, "", nil, ""},
		{"increment_var counts from the file's value",
			processfile.App{Env: map[string]string{"PORT": "3000"}, IncrementVar: "PORT"}, launch.Seat{Instance: 2}, "PORT=80", nil, "PORT=3002"},
		{"increment_var goes over instance_var",
			processfile.App{Env: map[string]string{"N": "10"}, InstanceVar: "N", IncrementVar: "N"}, launch.Seat{Instance: 1}, "", nil, "N=11"},
		{"increment_var without a number does nothing",
			processfile.App{Env: map[string]string{"N": "x"}, IncrementVar: "N"}, launch.Seat{Instance: 1}, "", nil, "N=x"},
		{"increment_var does not count the surrounding one", processfile.App{IncrementVar: "N"}, launch.Seat{Instance: 1}, "N=5", nil, "N=5"},
		{"the seat's port goes over all of these",
			processfile.App{Env: map[string]string{"PORT": "3000"}, IncrementVar: "PORT"}, launch.Seat{Instance: 2, Port: 20001}, "PORT=80", nil, "PORT=20001"},
		{"and what the runner adds over everything",
			processfile.App{Env: map[string]string{"PORT": "3000", "A": "1"}}, launch.Seat{Port: 20001}, "", map[string]string{"PORT": "5", "B": "2"}, "A=1 B=2 PORT=5"},
		{"sorted, each name once", processfile.App{}, launch.Seat{}, "Z=1 A=1 Z=2 M=1", nil, "A=1 M=1 Z=2"},
		{"what is no variable is left out", processfile.App{}, launch.Seat{}, "A=1 nonsense =C:=x", nil, "A=1"},
		{"with wait_ready Node learns where to say that it is ready", processfile.App{WaitReady: true}, launch.Seat{}, "A=1", nil, "A=1 NODE_CHANNEL_FD=3"},
		{"Python prints at once", python("/usr/bin/python3", nil), launch.Seat{}, "A=1", nil, "A=1 PYTHONUNBUFFERED=1"},
		{"unless the file says otherwise", python("python", map[string]string{"PYTHONUNBUFFERED": ""}), launch.Seat{}, "", nil, "PYTHONUNBUFFERED="},
		{"another interpreter needs no such word", python("/python/node", nil), launch.Seat{}, "A=1", nil, "A=1"},
		{"an empty value stays", processfile.App{Env: map[string]string{"A": ""}}, launch.Seat{}, "A=1", nil, "A="},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := launch.For(&c.app, c.seat, strings.Fields(c.surrounding), c.extra)
			assert.Equal(t, strings.Fields(c.want), got.Env)
		})
	}
}

func python(interpreter string, env map[string]string) processfile.App {
	return processfile.App{Program: processfile.Program{Kind: processfile.Interpreted, Interpreter: interpreter}, Env: env}
}

func TestFilterEnvKeepsVariablesOut(t *testing.T) {
	surrounding := strings.Fields("PATH=/bin HOME=/h LC_ALL=C SECRET_KEY=1 MY_SECRET=2 secret=3 PORT=80")
	for _, c := range []struct {
		name string
		app  processfile.App
		want string
	}{
		{"false: nothing", processfile.App{}, "HOME=/h LC_ALL=C MY_SECRET=2 PATH=/bin PORT=80 SECRET_KEY=1 secret=3"},
		{"true: all but what every program needs", processfile.App{FilterEnv: true}, "HOME=/h LC_ALL=C PATH=/bin"},
		{"words: names that contain one of them", processfile.App{FilterEnvFor: []string{"SECRET", "PORT"}}, "HOME=/h LC_ALL=C PATH=/bin secret=3"},
		{"even a name that programs need", processfile.App{FilterEnvFor: []string{"PATH", "SECRET"}}, "HOME=/h LC_ALL=C PORT=80 secret=3"},
		{"an empty word is none", processfile.App{FilterEnv: true, FilterEnvFor: []string{""}}, "HOME=/h LC_ALL=C PATH=/bin"},
		{"the file's own variables stay", processfile.App{FilterEnv: true, Env: map[string]string{"SECRET_KEY": "9"}}, "HOME=/h LC_ALL=C PATH=/bin SECRET_KEY=9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, strings.Fields(c.want), launch.For(&c.app, launch.Seat{}, surrounding, nil).Env)
		})
	}
}

func TestThePortThatIsExpected(t *testing.T) {
	for _, c := range []struct {
		name        string
		env         map[string]string
		increment   string
		seat        launch.Seat
		surrounding []string
		extra       map[string]string
		want        int
	}{
		{"the file's", map[string]string{"PORT": "3000"}, "", launch.Seat{}, nil, nil, 3000},
		{"none in the file", nil, "", launch.Seat{}, nil, nil, 0},
		{"one in the shell is not the file's", nil, "", launch.Seat{}, []string{"PORT=3000"}, nil, 0},
		{"no number", map[string]string{"PORT": "http"}, "", launch.Seat{}, nil, nil, 0},
		{"the instance's own", map[string]string{"PORT": "3000"}, "", launch.Seat{Port: 20001}, nil, nil, 20001},
		{"counted up", map[string]string{"PORT": "3000"}, "PORT", launch.Seat{Instance: 2}, nil, nil, 3002},
		{"the runner's", map[string]string{"PORT": "3000"}, "", launch.Seat{}, nil, map[string]string{"PORT": "4000"}, 4000},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := &processfile.App{Env: c.env, IncrementVar: c.increment}
			assert.Equal(t, c.want, launch.For(app, c.seat, c.surrounding, c.extra).Port)
			assert.Equal(t, c.env["PORT"], app.Env["PORT"], "the app is not changed")
		})
	}
}
