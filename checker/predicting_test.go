package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/predict"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/screen/console"
)

var asked = &check.Exercise{Number: 2, Name: "scaling", Question: &check.Question{
	Text: "Who answers?", Answers: []string{"One", "All", "None"}, Right: 1, Because: "They share the port.",
}}

// person is a terminal at which somebody has typed something.
func person(t *testing.T, typed string) (*options, *bytes.Buffer) {
	t.Helper()
	t.Setenv("CI", "")
	var out bytes.Buffer
	kit := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(kit, "services.config.js"), nil, 0o600))
	return &options{Kit: kit, Streams: &console.Streams{
		Out: &out, Err: &out, In: strings.NewReader(typed), InTerminal: true, OutTerminal: true,
	}}, &out
}

func (o *options) asks(ctx context.Context) error {
	return o.ask(ctx, &report.Report{Streams: o.Streams}, asked)
}

func TestNothingIsAskedBeforeThereIsAFile(t *testing.T) {
	opts, out := person(t, "1\n")
	require.NoError(t, os.Remove(filepath.Join(opts.Kit, "services.config.js")))
	require.NoError(t, opts.asks(t.Context()))
	assert.Empty(t, out.String())
	assert.Nil(t, progress.Read(opts.Kit).Exercises[2].Prediction, "it is asked later")
}

func TestAnAnswerIsRememberedAndTheQuestionNotAskedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		want  int
		tries int
	}{
		"a digit":                {"2\n", 1, 1},
		"Enter alone":            {"\n", predict.Skipped, 1},
		"at the second try":      {"all of them\n3\n", 2, 2},
		"Enter at the second":    {"7\n\n", predict.Skipped, 2},
		"never understood":       {"7\n8\n1\n", predict.Skipped, 2},
		"the end of the input":   {"", predict.Skipped, 1},
		"cut off":                {"2", predict.Skipped, 1},
		"the end after nonsense": {"?\n", predict.Skipped, 2},
	} {
		t.Run(name, func(t *testing.T) {
			opts, out := person(t, c.typed)
			require.NoError(t, opts.asks(t.Context()))
			assert.Contains(t, out.String(), "Who answers?")
			assert.Contains(t, out.String(), "  2  All\n")
			assert.Equal(t, c.tries-1, strings.Count(out.String(), "Please type one digit"))
			assert.Equal(t, &progress.Prediction{Answer: c.want}, progress.Read(opts.Kit).Exercises[2].Prediction)

			out.Reset()
			opts.Streams.In = strings.NewReader("3\n")
			require.NoError(t, opts.asks(t.Context()))
			assert.Empty(t, out.String())
		})
	}
}

func TestNobodyIsAskedWhoCannotAnswer(t *testing.T) {
	for name, change := range map[string]func(*options){
		"no terminal to type at": func(o *options) { o.Streams.InTerminal = false },
		"nobody reads":           func(o *options) { o.Streams.OutTerminal = false },
		"--json":                 func(o *options) { o.JSON = true },
		"--no-predict":           func(o *options) { o.NoPredict = true },
		"--config":               func(o *options) { o.Config = "a.js" },
		"a build":                func(*options) {},
	} {
		t.Run(name, func(t *testing.T) {
			opts, out := person(t, "1\n")
			change(opts)
			if name == "a build" {
				t.Setenv("CI", "true")
			}
			require.NoError(t, opts.asks(t.Context()))
			assert.Empty(t, out.String())
			assert.Nil(t, progress.Read(opts.Kit).Exercises[2].Prediction)
		})
	}
}

func TestAnInterruptEndsTheQuestionAndItIsAskedTheNextTime(t *testing.T) {
	opts, _ := person(t, "")
	input, typing := io.Pipe()
	defer typing.Close() // ends the read that nobody can end on a terminal
	opts.Streams.In = input
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, opts.asks(ctx), context.Canceled)
	assert.Nil(t, progress.Read(opts.Kit).Exercises[2].Prediction)
}

func TestABookThatCannotBeWrittenStopsNoCheck(t *testing.T) {
	opts, out := person(t, "1\n")
	require.NoError(t, os.WriteFile(filepath.Join(opts.Kit, ".workshop"), nil, 0o600), "a file where a folder should be")
	require.NoError(t, opts.asks(t.Context()))
	assert.Contains(t, out.String(), "the prediction could not be saved in .workshop")
}

func TestWhatCameOfAPredictionIsToldOnce(t *testing.T) {
	opts, _ := person(t, "1\n")
	require.NoError(t, opts.asks(t.Context()))
	told := func(status check.Status, seen int) *predict.Outcome {
		printed := &report.Report{Streams: opts.Streams}
		opts.showPrediction(t.Context(), printed, check.Result{Exercise: asked, Status: status, Seen: seen})
		return printed.Prediction
	}
	assert.Nil(t, told(check.Failed, -1), "this run has not shown it")
	opts.Config = "a.js"
	assert.Nil(t, told(check.Passed, 1), "another's file is no answer")
	opts.Config = ""
	assert.Equal(t, &predict.Outcome{Predicted: "One", Happened: "All", Because: "They share the port."}, told(check.Passed, 1))
	assert.Nil(t, told(check.Passed, 1))
}
