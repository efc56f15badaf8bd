package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/ready"
	"workshop.example/processes/checker/learner/progress"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/screen/keyboard"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/screen/watchloop"
	"workshop.example/processes/exercises"
	"workshop.example/processes/runner/apps/watch"
)

func newWatchCommand(opts *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch [N]",
		Short: "Check again at each save, and go on with the next exercise after a pass",
		Long: `Check exercise N, or the first one that you have not passed, and check again
whenever you save your process file, a service or another file of yours. After a
pass the next exercise is introduced; it is checked at your next save.

Keys, on a terminal: Enter checks again, h shows a hint, l the list, n goes to
the next exercise, r forgets your progress on this one, q quits.`,
		Example: "  go run ./checker watch\n  go run ./checker watch 3",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := firstToWatch(opts, args)
			if err != nil {
				return err
			}
			if first == nil {
				opts.Streams.Printf("All exercises are passed. Name the one to watch: go run ./checker watch 1\n")
				return nil
			}
			return runWatch(cmd.Context(), opts, first)
		},
	}
	opts.addTimeout(cmd)
	cmd.Flags().BoolVar(&opts.Verbose, "verbose", false, "also print what the apps print")
	cmd.Flags().BoolVar(&opts.NoPredict, "no-predict", false, "no effect: watch asks no questions")
	return cmd
}

// firstToWatch is the exercise that was asked for, else the first that has not
// been passed; nil when all have.
func firstToWatch(opts *options, args []string) (*check.Exercise, error) {
	if len(args) > 0 {
		return pick(args)
	}
	book := progress.Read(opts.Kit)
	for _, e := range exercises.All {
		if entry := book.Exercises[e.Number]; !entry.Passed() {
			return e, nil
		}
	}
	return nil, nil
}

// watching is one call of `checker watch`. Its loop is the only goroutine that
// touches it; package watchloop decides, and what it decides is done here.
type watching struct {
	opts  *options
	words *report.Watching
	keys  *keyboard.Keyboard // nil without a terminal

	state       watchloop.State
	check       *report.Report // prints the check that is under way
	callOff     func()         // ends it
	last        checked        // how it went
	unavailable bool           // what was just introduced cannot be checked here

	saved chan []string
	steps chan step
	done  chan checked
	said  chan string // by the watcher, for the learner
}

// step is what check.Do reports of a promise.
type step struct {
	name string
	done *check.Step
}

// checked is what check.Do returns.
type checked struct {
	result check.Result
	err    error
}

// runWatch returns nil when it was left with q or the last exercise was passed,
// and exitUnavailable when this machine can check no further.
func runWatch(ctx context.Context, opts *options, first *check.Exercise) error {
	keys, _ := keyboard.Open()
	defer keys.Close()
	w := &watching{
		opts: opts, keys: keys,
		words: &report.Watching{Streams: opts.Streams, Keys: keys != nil, Now: time.Now},
		saved: make(chan []string), steps: make(chan step), done: make(chan checked),
		said: make(chan string, 4), // more sentences than the watcher has
	}
	defer w.words.HideKeys()
	w.words.Begin()
	watcher := watch.New(watch.Options{Say: w.say})
	defer watcher.Close()
	left := make(chan struct{})
	defer close(left) // before watcher.Close, which waits for a call that is under way
	watcher.Subscribe(learnersFiles(opts.Kit), func(files []string) {
		select {
		case w.saved <- shownFiles(opts.Kit, files):
		case <-left:
		}
	})
	return w.loop(ctx, first.Number)
}

// say is called from any goroutine, and must not wait.
func (w *watching) say(words string) {
	select {
	case w.said <- words:
	default:
	}
}

// loop waits for what happens, has package watchloop decide, and does it, until that is to
// leave. No check is under way any more then.
func (w *watching) loop(ctx context.Context, first int) error {
	state, actions := watchloop.Begin(numbersOf(exercises.All), first)
	w.state = state
	interrupted := ctx.Done()
	for {
		w.words.HideKeys()
		for _, action := range actions {
			switch action.Do {
			case watchloop.Finish:
				w.words.Gap()
				return runList(w.opts)
			case watchloop.End:
				w.words.End(w.state.Exercise())
				return exit(exitUnavailable)
			case watchloop.Quit:
				return nil
			case watchloop.Abort:
				return context.Canceled
			}
			w.act(ctx, action)
		}
		event := w.next(interrupted)
		if _, is := event.(watchloop.Interrupted); is {
			interrupted = nil
			w.keys.Close() // a second Ctrl-C ends us at once, and must find the terminal in order
		}
		w.state, actions = w.state.Next(event)
	}
}

// next is the next thing that package watchloop must know.
func (w *watching) next(interrupted <-chan struct{}) watchloop.Event {
	if w.unavailable {
		w.unavailable = false
		return watchloop.Unavailable{}
	}
	w.showKeys()
	return w.wait(interrupted)
}

func numbersOf(all []*check.Exercise) []int {
	var order []int
	for _, e := range all {
		order = append(order, e.Number)
	}
	return order
}

// wait returns the next thing that happens and that package watchloop must know. What only
// changes the screen is done meanwhile.
func (w *watching) wait(interrupted <-chan struct{}) watchloop.Event {
	for {
		select {
		case <-interrupted:
			return watchloop.Interrupted{}
		case files := <-w.saved:
			return watchloop.Saved{Files: files}
		case key := <-w.keys.Keys():
			if key == keyboard.CtrlC {
				return watchloop.Interrupted{}
			}
			return watchloop.Pressed{Key: key}
		case w.last = <-w.done:
			status := w.last.result.Status
			return watchloop.Checked{Passed: w.last.err == nil && status == check.Passed, Skipped: w.last.err == nil && status == check.Skipped}
		case s := <-w.steps:
			if !w.state.CalledOff() {
				w.check.Step(s.name, s.done)
			}
		case words := <-w.said:
			w.words.HideKeys()
			w.opts.Streams.Say("checker: %s", words)
			w.showKeys()
		case <-w.keys.Look():
			w.redraw()
		}
	}
}

// redraw shows the line of keys as wide as the terminal is now.
func (w *watching) redraw() {
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		w.opts.Streams.Width = width
	}
	w.words.HideKeys()
	w.showKeys()
}

// showKeys leaves the last line to what is being waited for while a check runs.
func (w *watching) showKeys() {
	if !w.state.Checking() {
		w.words.ShowKeys()
	}
}

func (w *watching) act(ctx context.Context, action watchloop.Action) {
	e, err := pick([]string{fmt.Sprint(action.Exercise)})
	if err == nil {
		switch action.Do {
		case watchloop.Check:
			err = w.begin(ctx, e, action.Files)
		case watchloop.CallOff:
			w.callOff()
			w.check.CallOff(action.Files)
		case watchloop.Verdict:
			w.verdict(ctx, e)
		case watchloop.Introduce:
			w.introduce(ctx, e)
		case watchloop.Hint:
			w.words.Gap()
			err = runHint(ctx, w.opts, e, "h")
		case watchloop.List:
			w.words.Gap()
			err = runList(w.opts)
		case watchloop.Reset:
			w.words.Gap()
			err = runReset(ctx, w.opts, []*check.Exercise{e})
		}
	}
	if err != nil {
		w.opts.Streams.Say("checker: %s", err)
	}
}

// introduce says what comes next, or that this machine cannot check it.
func (w *watching) introduce(ctx context.Context, e *check.Exercise) {
	if e.Engine {
		bounded, cancel := context.WithTimeout(ctx, patience.WatchQuestion.Time)
		defer cancel()
		if _, problem := ready.Look(bounded, ready.Need{}); problem != nil && ctx.Err() == nil {
			w.unavailable = true
			w.words.Unavailable(e, problem.Seen, problem.Do)
			return
		}
	}
	w.words.Introduce(e)
}

// begin starts a check. However it ends, w.done receives once.
func (w *watching) begin(ctx context.Context, e *check.Exercise, files []string) error {
	w.words.Round(e, files)
	w.check = &report.Report{Streams: w.opts.Streams, Live: w.opts.Streams.OutTerminal && !w.opts.Verbose}
	w.check.Begin(e, "")
	ctx, w.callOff = context.WithCancel(ctx)
	cfg, err := w.opts.sandbox()
	go func() {
		defer w.keys.CloseOnPanic()
		if err != nil {
			w.done <- checked{err: err}
			return
		}
		result, err := w.opts.check(ctx, e, cfg, func(name string, done *check.Step) { w.steps <- step{name, done} })
		w.done <- checked{result, err}
	}()
	return nil
}

func (w *watching) verdict(ctx context.Context, e *check.Exercise) {
	w.callOff() // releases its context
	switch {
	case errors.Is(w.last.err, context.Canceled):
		return // the event Interrupted follows
	case w.last.err != nil:
		w.opts.Streams.Say("checker: %s", w.last.err)
		return
	}
	w.opts.showPrediction(ctx, w.check, w.last.result)
	w.check.End(w.last.result, following(e))
	w.opts.remember(ctx, w.last.result)
}
