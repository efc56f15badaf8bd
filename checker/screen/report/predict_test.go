package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/learner/predict"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/screen/console"
)

var question = &check.Question{
	Text:    "Several instances of one service, and one PORT. Who answers the requests?",
	Answers: []string{"One instance: it has the port, and all of the others fail", "All of them"},
}

func TestAQuestionEndsWhereTheAnswerIsTyped(t *testing.T) {
	golden(t, "question", capture(&console.Streams{Width: 60}, func(p *report.Report) {
		p.Question(question)
		p.Streams.Printf("<typed: x>\n")
		p.AskAgain(question)
		p.Asked(false)
		p.Streams.Printf("<the check>\n")
	}))
}

func TestAPredictionStandsBesideWhatHappened(t *testing.T) {
	wrong := &predict.Outcome{Predicted: question.Answers[0], Happened: question.Answers[1], Because: "The runner has the port, and shares the requests out over its instances."}
	right := &predict.Outcome{Predicted: question.Answers[1], Happened: question.Answers[1], Because: wrong.Because, Right: true}
	end := func(o *predict.Outcome, r check.Result) string {
		return capture(&console.Streams{Width: 60}, func(p *report.Report) {
			p.Prediction = o
			p.End(r, fixtures)
		})
	}
	golden(t, "predicted_wrong", end(wrong, passed()))
	golden(t, "predicted_right", end(right, failed()))
	assert.NotContains(t, end(nil, passed()), "predicted")
}
