package report

import (
	"fmt"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/screen/console"
)

// Question asks what will happen, and leaves the cursor where the answer is
// typed.
func (p *Report) Question(q *check.Question) {
	p.lines("Before it runs, what do you think? " + q.Text)
	p.Streams.Printf("\n")
	for i, answer := range q.Answers {
		number := p.Streams.Paint(console.Bold, fmt.Sprint(i+1))
		for _, line := range console.Wrap(answer, p.room(5)) {
			p.Streams.Printf("  %s  %s\n", number, line)
			number = " "
		}
	}
	p.Streams.Printf("\n1 to %d, then Enter; Enter alone skips: ", len(q.Answers))
}

// AskAgain is for an answer that is none of the numbers.
func (p *Report) AskAgain(q *check.Question) {
	p.Streams.Printf("Please type one digit, 1 to %d, or only Enter to skip: ", len(q.Answers))
}

// Asked ends the question, however it was answered. The line that was typed has
// ended the prompt's line, unless there was none.
func (p *Report) Asked(typed bool) {
	if !typed {
		p.Streams.Printf("\n")
	}
	p.Streams.Printf("\n")
}

// prediction tells what came of it. One that was wrong is no mistake.
func (p *Report) prediction() {
	o := p.Prediction
	switch {
	case o == nil:
		return
	case o.Right:
		p.Streams.Printf("%s\n", p.Streams.Paint(console.Bold, "It went as you predicted"))
		p.field("predicted", o.Predicted)
	default:
		p.Streams.Printf("%s\n", p.Streams.Paint(console.Bold, "It went differently than you predicted, which is worth a moment"))
		p.field("predicted", o.Predicted)
		p.field("happened", o.Happened)
	}
	p.field("because", o.Because)
	p.Streams.Printf("\n")
}

// lines prints a text from the first column on, as wide as there is room.
func (p *Report) lines(text string) {
	for _, line := range console.Wrap(text, p.room(0)) {
		p.Streams.Printf("%s\n", line)
	}
}
