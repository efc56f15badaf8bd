package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/build"
	"workshop.example/processes/runner/screen/console"
	"workshop.example/processes/runner/system/platform"
)

// attempts is how often a check begins again after trouble that another try may
// not meet: a port of the sandbox that somebody else took in the moment
// between our leaving it and the program's binding it, or a machine that was
// too busy. Each has twice the patience of the one before.
const attempts = 3

// Do checks an exercise, for at most so long on the check's clock (see package
// patience): cfg's, or one of its own. onStep, which may be nil, is called with
// the name of a promise when its check begins, with what else takes long, and
// with the step when it is done.
//
// It returns an error only when ctx was cancelled: trouble is in the result.
func Do(ctx context.Context, e *Exercise, cfg sandbox.Config, timeout time.Duration, onStep func(name string, done *Step)) (Result, error) {
	if cfg.Clock == nil {
		cfg.Clock = patience.Start()
		defer cfg.Clock.Stop()
	}
	ctx, cancel := cfg.Clock.For(ctx, patience.Check, timeout)
	defer cancel()
	ctx, cancelBuild := cfg.Clock.Within(ctx, patience.Build)
	defer cancelBuild()
	filter := &stepFilter{
		onStep: onStep, isOver: func() bool { return ctx.Err() != nil },
		isOff: func() bool { return errors.Is(context.Cause(ctx), context.Canceled) },
	}
	for patient := 1; ; patient *= 2 {
		cfg.Clock.More(patient)
		filter.begin()
		result := once(ctx, e, cfg, filter.step)
		if errors.Is(context.Cause(ctx), context.Canceled) {
			return result, context.Canceled
		}
		if result.Status != Trouble || filter.isLast() {
			return result, nil
		}
	}
}

func once(ctx context.Context, e *Exercise, cfg sandbox.Config, onStep func(string, *Step)) (result Result) {
	begun := time.Now()
	result = Result{Exercise: e, Config: configName(e, cfg), Status: Passed, Seen: -1}
	run := &Run{Exercise: e, doing: func(what string) { onStep(what, nil) }}
	cfg.Doing = run.tellBuild
	box, err := sandbox.Open(cfg)
	if err != nil {
		return troubleAtOnce(result, err, begun, onStep)
	}
	run.Box = box
	defer func() {
		run.StopAsking()
		run.takeDown(ctx)
		// Not under ctx: what was started is stopped properly even when the
		// check was interrupted.
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience.Close.Time)
		defer cancel()
		result.Leftovers = box.Close(stopping)
	}()
	if run.brought, err = box.Brought(); err != nil {
		return troubleAtOnce(result, err, begun, onStep)
	}
	for i, promise := range e.Promises {
		if i == len(e.Promises)-1 {
			promise = run.withItsServices(promise)
		}
		result.take(run.step(ctx, promise, result.Status, onStep))
	}
	result.Changed = run.changed()
	if run.hasStarted() && e.Timeline != nil {
		result.Timeline = run.shown(e.Timeline(run))
	}
	if result.Status == Passed && e.Proved != nil {
		result.Proved = e.Proved(run)
	}
	run.StopAsking() // before the look at the record, which is complete then
	result.Record, result.Seen = run.record(), run.seen(result.Status)
	if cfg.File == "" {
		result.Config = run.judged(result.Config)
	}
	result.Compiling, result.Duration = box.Compiled(), time.Since(begun)
	return result
}

func configName(e *Exercise, cfg sandbox.Config) string {
	if cfg.File == "" && len(e.Answers) > 0 {
		return e.Answers[0]
	}
	if cfg.File == "" {
		return "services.config.js"
	}
	return filepath.ToSlash(filepath.Join(cfg.Shown, filepath.Base(cfg.File)))
}

func troubleAtOnce(result Result, err error, begun time.Time, onStep func(string, *Step)) Result {
	result.NoVerdict(Internal(err), time.Since(begun))
	if onStep != nil {
		onStep(result.Steps[0].Name, &result.Steps[0])
	}
	return result
}

// NoVerdict makes a result that of a check which had trouble before its first
// promise.
func (r *Result) NoVerdict(trouble *Finding, took time.Duration) {
	r.Status, r.Seen, r.Duration = Trouble, -1, took
	for _, p := range r.Exercise.Promises {
		r.Steps = append(r.Steps, Step{Name: p.Name, Status: NotReached})
	}
	if len(r.Steps) == 0 {
		r.Steps = []Step{{Name: "the check comes to a verdict"}}
	}
	r.Steps[0].Status, r.Steps[0].Finding, r.Steps[0].ID = Trouble, trouble, r.Exercise.id(trouble)
}

// shown puts a timeline into the learner's terms.
func (r *Run) shown(moments []Moment) []Moment {
	for i := range moments {
		moments[i].Text = r.Box.Words(moments[i].Text)
	}
	return moments
}

func (r *Result) take(s Step) {
	r.Steps = append(r.Steps, s)
	if r.Status == Passed && s.Status != Passed {
		r.Status = s.Status
		r.Missing = s.Finding != nil && s.Finding.ID == "FILE-MISSING"
	}
}

// step checks one promise, unless an earlier one was not kept.
func (r *Run) step(ctx context.Context, p Promise, soFar Status, onStep func(string, *Step)) Step {
	if soFar != Passed {
		return Step{Name: p.Name, Status: NotReached}
	}
	r.promise = p.Name
	onStep(p.Name, nil)
	begun := time.Now()
	finding := r.guarded(ctx, p)
	if finding != nil && !finding.Trouble && !finding.Lacking {
		if err := r.Box.Trouble(context.WithoutCancel(ctx)); err != nil {
			finding = Internal(err)
		}
	}
	step := Step{Name: p.Name, Status: Passed, Finding: finding, Duration: time.Since(begun)}
	if finding != nil {
		step.Status = Failed
		switch {
		case finding.Trouble:
			step.Status = Trouble
		case finding.Lacking:
			step.Status = Skipped
		}
		step.ID = r.Exercise.id(finding)
		finding.Seen = r.Box.Words(finding.Seen)
		finding.Expected = r.Box.Words(finding.Expected)
	}
	onStep(p.Name, &step)
	return step
}

// guarded turns a panic of a check, and a check that ran out of time, into
// trouble of ours.
func (r *Run) guarded(ctx context.Context, p Promise) (finding *Finding) {
	defer func() {
		if v := recover(); v != nil {
			finding = Internal(fmt.Errorf("the check itself broke: %v\n%s", v, debug.Stack()))
		}
	}()
	finding = p.Check(ctx, r)
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.Canceled) && (finding == nil || finding.ID != lateID) {
		return r.outOfTime(ctx)
	}
	return finding
}

// Internal is the finding for trouble of our own, or of this machine.
func Internal(err error) *Finding {
	var tooMany *sandbox.TooManyFiles
	if errors.As(err, &tooMany) {
		return &Finding{
			ID: "TOO-MANY-FILES", Trouble: true,
			Expected: "a folder that can be copied in a moment",
			Seen:     err.Error(),
			Try:      "Move the process file into a new folder, together with what it needs.",
		}
	}
	var failed *build.Failed
	if errors.As(err, &failed) && failed.Machine {
		return goToolTrouble(failed)
	}
	var noTemp *platform.NoTempFolder
	if errors.As(err, &noTemp) {
		return &Finding{
			ID: "NO-TEMP-FOLDER", Trouble: true,
			Expected: "a folder for temporary files, in which the checker can work",
			Seen:     noTemp.Seen(),
			Try:      "Your file is not at fault. " + noTemp.Remedy(),
		}
	}
	return &Finding{
		ID: "CHECKER", Trouble: true,
		Expected: "the checker to be able to do its work",
		Seen:     err.Error(),
		Try:      "Run the check again. If it happens again, see whether this machine is ready: go run ./checker doctor. Otherwise it is a bug in the kit, not in your file: show this to your instructor.",
	}
}

// lateID is that of a check which ran out of time. A promise that knows more
// about it says so under the same one.
const lateID = "OUT-OF-TIME"

func outOfTime(ctx context.Context) *Finding {
	finding := &Finding{
		ID: lateID, Trouble: true,
		Expected: "the check to be done in time",
		Seen:     fmt.Sprintf("the check was ended: %v", context.Cause(ctx)),
		Try:      "Close what keeps this machine busy, and compile everything once: go run ./checker doctor.",
	}
	if over := (*patience.Over)(nil); errors.As(context.Cause(ctx), &over) && over.Limit == patience.Check {
		finding.Try += " Or give the check more time: --timeout " + short(2*over.Time) + "."
	}
	return finding
}

// short is a duration as a flag takes it, without the zeros at its end.
func short(d time.Duration) string {
	text := d.String()
	if cut, found := strings.CutSuffix(text, "m0s"); found {
		text = cut + "m"
	}
	if cut, found := strings.CutSuffix(text, "h0m"); found {
		text = cut + "h"
	}
	return text
}

// outOfTime says also what was under way.
func (r *Run) outOfTime(ctx context.Context) *Finding {
	finding := outOfTime(ctx)
	if what := r.Box.Building(); what != "" {
		finding.Seen += "; it was compiling " + what
	} else if spent := r.Box.Compiled(); spent >= patience.Word.Time {
		finding.Seen += fmt.Sprintf("; compiling, which does not count, had taken %s", console.Duration(spent))
	}
	return finding
}

func (e *Exercise) id(f *Finding) string { return fmt.Sprintf("E%d-%s", e.Number, f.ID) }

// TroubleAtOnce is the result of a check that could not even begin. onStep is Do's.
func TroubleAtOnce(e *Exercise, cfg sandbox.Config, err error, onStep func(string, *Step)) Result {
	return troubleAtOnce(Result{Exercise: e, Config: configName(e, cfg)}, err, time.Now(), onStep)
}

// NotReached adds promises that were not looked at, and tells onStep of the
// steps that were.
func (r Result) NotReached(promises []Promise, onStep func(string, *Step)) Result {
	for i := range r.Steps {
		if onStep != nil {
			onStep(r.Steps[i].Name, &r.Steps[i])
		}
	}
	for _, p := range promises {
		r.Steps = append(r.Steps, Step{Name: p.Name, Status: NotReached})
	}
	return r
}
