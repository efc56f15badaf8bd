package main

import (
	"bufio"
	"context"
	"os"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/learner/predict"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/runner/processfile"
)

// This file is “predict, run, compare”: an exercise's question before its first
// run, and what came of the answer.

// ask asks the question of an exercise, if it is time for it, and remembers the
// answer. Its only error is that it was interrupted.
func (o *options) ask(ctx context.Context, printed *report.Report, e *check.Exercise) error {
	if !o.isWritten(e) {
		return nil // nothing will run: there is nothing to predict yet
	}
	entry := progress.Read(o.Kit).Exercises[e.Number]
	if !predict.Asks(e.Question, entry, o.setting()) {
		return nil
	}
	answer, err := o.answer(ctx, printed, e.Question)
	if err != nil {
		return err
	}
	_, err = progress.Change(ctx, o.Kit, e.Number, func(entry *progress.Entry) {
		entry.Prediction = &progress.Prediction{Answer: answer}
	})
	return o.sayUnsaved(ctx, err)
}

// isWritten says whether the learner has a file for an exercise.
func (o *options) isWritten(e *check.Exercise) bool {
	if len(e.Answers) == 0 {
		_, err := processfile.Find(o.Kit)
		return err == nil
	}
	return kit.FirstFile(o.Kit, e.Answers) != ""
}

// sayUnsaved turns the error of a progress file that cannot be written into a
// message: that costs a prediction, not a verdict.
func (o *options) sayUnsaved(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil {
		o.Streams.Say("checker: the prediction could not be saved in .workshop: %s", err)
		return nil
	}
	return err
}

func (o *options) setting() predict.Setting {
	return predict.Setting{
		Terminal: o.Streams.In != nil && o.Streams.InTerminal && o.Streams.OutTerminal && !o.JSON,
		Declined: o.NoPredict,
		CI:       isCI(),
		Other:    o.Config != "",
	}
}

// isCI: the environment says that this is a build server.
func isCI() bool {
	ci := os.Getenv("CI")
	return ci != "" && ci != "0" && ci != "false"
}

// answer asks, and once more when the answer is none of the numbers.
func (o *options) answer(ctx context.Context, printed *report.Report, q *check.Question) (int, error) {
	input := bufio.NewReader(o.Streams.In)
	printed.Question(q)
	for attempt := range 2 {
		line, err := readLine(ctx, input)
		if err != nil {
			printed.Asked(false)
			return predict.Skipped, ctx.Err() // nil when the input has ended: there is no answer
		}
		answer, understood := predict.Parse(line, len(q.Answers))
		if understood || attempt == 1 {
			printed.Asked(true)
			return answer, nil
		}
		printed.AskAgain(q)
	}
	return predict.Skipped, nil
}

// readLine is the next line, or an error when the input or ctx has ended.
// A read from a terminal cannot be cancelled, so after an interrupt its goroutine
// lives until the program ends, which is at once.
func readLine(ctx context.Context, input *bufio.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := input.ReadString('\n')
		read <- result{line, err}
	}()
	select {
	case r := <-read:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// showPrediction adds to a report what became of the learner's prediction, if this
// result shows it and no earlier one did.
func (o *options) showPrediction(ctx context.Context, printed *report.Report, result check.Result) {
	if o.Config != "" {
		return // another file: its result says nothing about the learner's prediction
	}
	number := result.Exercise.Number
	printed.Prediction = predict.Compare(result, progress.Read(o.Kit).Exercises[number].Prediction)
	if printed.Prediction == nil {
		return
	}
	_, err := progress.Change(ctx, o.Kit, number, func(entry *progress.Entry) {
		if entry.Prediction != nil {
			entry.Prediction.Told = true
		}
	})
	_ = o.sayUnsaved(ctx, err) // at worst it is shown once more
}
