package ecosystem

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

func TestCompilingIsSaidWhenTheCompilerWorksAndNotForAWait(t *testing.T) {
	libraries := build.Progress{Package: "fmt", Nth: 1}
	own := build.Progress{Package: "m/web", Own: true, Nth: 2}
	for name, c := range map[string]struct {
		compiles []build.Progress
		ranOnce  bool
		want     []string // Why of each event
	}{
		"the go tool takes an hour over nothing": {},
		"the first time":                         {compiles: []build.Progress{libraries, own}, want: []string{""}},
		"its own package alone":                  {compiles: []build.Progress{own}, want: []string{"again"}},
		"it ran before":                          {compiles: []build.Progress{libraries, own}, ranOnce: true, want: []string{"again"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said []string
				whole := New(Options{
					Observe: func(e supervise.Event) {
						assert.Equal(t, supervise.Building, e.Kind)
						said = append(said, e.Why)
					},
					Build: func(ctx context.Context, source string) (string, error) {
						<-time.After(time.Hour)
						for _, p := range c.compiles {
							build.Tell(ctx, p)
						}
						return "program", nil
					},
				})
				a := newApp(whole, &processfile.App{Name: "web", Program: processfile.Program{Kind: processfile.GoPackage, Path: "/web"}}, nil, origin{})
				if c.ranOnce {
					a.version.program = "older"
				}
				require.NoError(t, a.build(t.Context()))
				assert.Equal(t, "program", a.version.program)
				assert.Equal(t, c.want, said)
			})
		})
	}
}
