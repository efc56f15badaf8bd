package predict_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/predict"
	"workshop.example/processes/checker/learner/progress"
)

var question = &check.Question{Text: "Who answers?", Answers: []string{"One", "All", "None"}, Right: 1, Because: "They share the port."}

func TestTheQuestionIsAskedOnceAndOnlyOfPeople(t *testing.T) {
	there := predict.Setting{Terminal: true}
	for name, c := range map[string]struct {
		q     *check.Question
		entry progress.Entry
		s     predict.Setting
		want  bool
	}{
		"the first time":        {question, progress.Entry{}, there, true},
		"checked before":        {question, progress.Entry{LastStatus: "failed"}, there, true}, // by `all`, say: it was never asked
		"no question":           {nil, progress.Entry{}, there, false},
		"no answers":            {&check.Question{Text: "?"}, progress.Entry{}, there, false},
		"a single answer":       {&check.Question{Text: "?", Answers: question.Answers[:1]}, progress.Entry{}, there, true},
		"answered before":       {question, progress.Entry{Prediction: &progress.Prediction{Answer: 0}}, there, false},
		"skipped before":        {question, progress.Entry{Prediction: &progress.Prediction{Answer: predict.Skipped}}, there, false},
		"passed where none sat": {question, progress.Entry{PassedAt: time.Now()}, there, true},
		"nobody there":          {question, progress.Entry{}, predict.Setting{}, false},
		"--no-predict":          {question, progress.Entry{}, predict.Setting{Terminal: true, Declined: true}, false},
		"a build":               {question, progress.Entry{}, predict.Setting{Terminal: true, CI: true}, false},
		"somebody else's file":  {question, progress.Entry{}, predict.Setting{Terminal: true, Other: true}, false},
	} {
		assert.Equal(t, c.want, predict.Asks(c.q, c.entry, c.s), name)
	}
}

func TestAnAnswerIsADigit(t *testing.T) {
	for line, want := range map[string]struct {
		answer     int
		understood bool
	}{
		"1": {0, true}, "3\n": {2, true}, " 2 \r\n": {1, true}, "2.": {1, true}, "2)": {1, true}, "03": {2, true},
		"": {predict.Skipped, true}, "\n": {predict.Skipped, true}, "  \t": {predict.Skipped, true},
		"0": {predict.Skipped, false}, "4": {predict.Skipped, false}, "-1": {predict.Skipped, false},
		"all": {predict.Skipped, false}, "1 2": {predict.Skipped, false}, "12": {predict.Skipped, false},
		"99999999999999999999": {predict.Skipped, false}, "\x1b[A": {predict.Skipped, false}, ".": {predict.Skipped, false},
	} {
		answer, understood := predict.Parse(line, 3)
		assert.Equal(t, want.answer, answer, "%q", line)
		assert.Equal(t, want.understood, understood, "%q", line)
	}
}

func TestAPredictionIsComparedWhenTheRunHasShownWhatHappens(t *testing.T) {
	all := &predict.Outcome{Predicted: "All", Happened: "All", Because: question.Because, Right: true}
	for name, c := range map[string]struct {
		status check.Status
		seen   int
		p      *progress.Prediction
		want   *predict.Outcome
	}{
		"right":                      {check.Passed, 1, &progress.Prediction{Answer: 1}, all},
		"wrong":                      {check.Passed, 1, &progress.Prediction{Answer: 0}, &predict.Outcome{Predicted: "One", Happened: "All", Because: question.Because}},
		"right, and not passed":      {check.Failed, 0, &progress.Prediction{Answer: 0}, &predict.Outcome{Predicted: "One", Happened: "One", Because: question.Because, Right: true}},
		"nothing seen":               {check.Failed, -1, &progress.Prediction{Answer: 1}, nil},
		"the checker's trouble":      {check.Trouble, 1, &progress.Prediction{Answer: 1}, nil},
		"this machine is missing it": {check.Skipped, 1, &progress.Prediction{Answer: 1}, nil},
		"never asked":                {check.Passed, 1, nil, nil},
		"skipped":                    {check.Passed, 1, &progress.Prediction{Answer: predict.Skipped}, nil},
		"told before":                {check.Passed, 1, &progress.Prediction{Answer: 1, Told: true}, nil},
		"an answer that was there":   {check.Passed, 1, &progress.Prediction{Answer: 3}, nil},
		"an answer that is none":     {check.Passed, 3, &progress.Prediction{Answer: 1}, nil},
	} {
		r := check.Result{Exercise: &check.Exercise{Question: question}, Status: c.status, Seen: c.seen}
		assert.Equal(t, c.want, predict.Compare(r, c.p), name)
	}
	r := check.Result{Exercise: &check.Exercise{}, Status: check.Passed}
	assert.Nil(t, predict.Compare(r, &progress.Prediction{}), "the question was taken out")
}
