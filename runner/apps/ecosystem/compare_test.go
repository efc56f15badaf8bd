package ecosystem

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile"
)

func TestCompareNamesWhatIsDifferentAndWhatThatNeeds(t *testing.T) {
	base := func() processfile.App {
		return processfile.App{
			Name: "web", Namespace: "default", Instances: 2, ExecMode: processfile.Cluster, Port: 3000,
			Program: processfile.Program{Path: "/kit/services/web"}, Cwd: "/kit", KillTimeout: 1600 * time.Millisecond,
			Env: map[string]string{"PORT": "3000", "GREETING": "Hello", "PASSWORD": "secret"},
		}
	}
	for name, c := range map[string]struct {
		change    func(*processfile.App)
		words     []string
		needs     need
		instances bool
	}{
		"nothing":            {func(*processfile.App) {}, nil, nothing, false},
		"an empty list":      {func(a *processfile.App) { a.Args = []string{} }, nil, nothing, false},
		"where it stands":    {func(a *processfile.App) { a.At = map[string]processfile.Position{"": {Line: 9}} }, nil, nothing, false},
		"instances":          {func(a *processfile.App) { a.Instances = 3 }, []string{"instances: 2 → 3"}, nothing, true},
		"watch":              {func(a *processfile.App) { a.Watch = true }, []string{"watch: false → true"}, nothing, false},
		"kill_timeout":       {func(a *processfile.App) { a.KillTimeout = 3 * time.Second }, []string{"kill_timeout: 1.6s → 3s"}, renewed, false},
		"args":               {func(a *processfile.App) { a.Args = []string{"-v"} }, []string{"args"}, renewed, false},
		"script":             {func(a *processfile.App) { a.Program.Path = "/kit/other" }, []string{"script: /kit/services/web → /kit/other"}, renewed, false},
		"a value":            {func(a *processfile.App) { a.Env["PASSWORD"] = "other" }, []string{"env.PASSWORD"}, renewed, false},
		"another variable":   {func(a *processfile.App) { a.Env["A"] = "1" }, []string{"env.A is new"}, renewed, false},
		"a variable less":    {func(a *processfile.App) { delete(a.Env, "GREETING") }, []string{"env.GREETING is gone"}, renewed, false},
		"mode":               {func(a *processfile.App) { a.ExecMode = processfile.Fork }, []string{"exec_mode: cluster → fork"}, reopened, false},
		"port":               {func(a *processfile.App) { a.Port = 4000; a.Env["PORT"] = "4000" }, []string{"port: 3000 → 4000", "env.PORT"}, reopened, false},
		"host":               {func(a *processfile.App) { a.Env["HOST"] = "0.0.0.0" }, []string{"env.HOST is new"}, reopened, false},
		"several things":     {func(a *processfile.App) { a.Instances, a.Health = 1, "/healthz" }, []string{"instances: 2 → 1", "health: none → /healthz"}, renewed, true},
		"its log file alone": {func(a *processfile.App) { a.OutFile = "/x" }, []string{"out_file: none → /x"}, nothing, false},
	} {
		t.Run(name, func(t *testing.T) {
			was, is := base(), base()
			c.change(&is)
			got := compare(&was, &is)
			assert.Equal(t, c.words, got.words)
			assert.Equal(t, c.needs, got.needs)
			assert.Equal(t, c.instances, got.instances)
		})
	}
}
