package environtest

import (
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// Environment is one row of a table.
type Environment struct {
	Name string
	// Lacks says what this machine is missing to make it; nil: every machine can.
	Lacks func() string
	// Env are variables of the shell. A value may name the row's folder, as
	// ROW/; NAME without a value takes a variable away.
	Env []string
	// Clone is the name of the folder in which the kit lies; "": it has no clone
	// of its own, and shares one with other rows.
	Clone string
	// Alter changes the row's folder, or its own clone, before anything is run.
	Alter func(t *testing.T, row, clone string)
	Place Place
	// Exercises are checked with the instructor's solutions.
	Exercises []int
	// Compiled: what the exercises run is compiled beforehand, in a place like ours.
	Compiled bool
	// Trouble are words that every verdict has, and none is a pass: nothing can be
	// checked here. Empty: everything is as anywhere else.
	Trouble []string
}

// InEvery plays a session in each environment, beside other tests.
func InEvery(t *testing.T, environments []Environment) {
	t.Parallel()
	shared := prepared(t)
	beside := neighbour(t)
	t.Run("", func(t *testing.T) {
		for _, e := range environments {
			t.Run(e.Name, func(t *testing.T) {
				t.Parallel()
				if e.Lacks != nil {
					if lacking := e.Lacks(); lacking != "" {
						t.Skip(lacking)
					}
				}
				if e.Compiled {
					elsewhere := Here(t, Environment{})
					for _, exercise := range e.Exercises {
						elsewhere.RightAnswer(exercise)
					}
					elsewhere.Report(t)
				}
				v := shared.visit(t, e, openFolder(t))
				v.report(t, v.send(t))
			})
		}
	})
	require.True(t, platformtest.Running(beside.Pid), "a program of another owner was swept away")
}

func init() {
	selfexec.Register("neighbour", func([]string) int {
		_, _ = io.Copy(io.Discard, os.Stdin)
		return 0
	})
}

// neighbour is a program of a living owner outside of every environment. All of
// them sweep up what the dead have left, and none may take it for such.
func neighbour(t *testing.T) *platform.Process {
	t.Helper()
	cmd, err := selfexec.Command(t.Context(), "neighbour")
	require.NoError(t, err)
	in, held, err := os.Pipe()
	require.NoError(t, err)
	defer in.Close()
	cmd.Stdin, cmd.Env = in, []string{}
	p, err := platform.Start(cmd)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = held.Close()
		p.Wait()
		p.Forget()
	})
	return p
}
