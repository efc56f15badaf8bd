package verify

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/parallel"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// Row is what several runs of one case came to.
type Row struct {
	Case
	Times  []time.Duration // of each run, shortest first
	Faults []string        // of each run that the checker judged wrongly
	By     int             // the index of the promise that caught it in the last run; -1: none
	// Skipped says what this machine is missing, so that a run could not be judged;
	// "": every run was.
	Skipped string
}

// Right says whether every run was judged rightly.
func (r Row) Right() bool { return len(r.Faults) == 0 }

// Median is the time of the run in the middle.
func (r Row) Median() time.Duration { return r.Times[len(r.Times)/2] }

// Options say how hard to look.
type Options struct {
	Kit  string
	Runs int // of each case; at least 1
	// Jobs is how many cases run at once; 0 is 1. Check must be able to run
	// beside itself for more.
	Jobs int
	Only []Kind    // empty: all
	Done func(Row) // called after each case, in their order; may be nil
	// Check runs one check. Its error is the end of everything.
	Check func(ctx context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error)
}

// Outcome is what verifying one exercise came to.
type Outcome struct {
	Exercise *check.Exercise
	Rows     []Row
	Missing  []string // what the exercise does not have yet, a sentence each
	Matrix   []Caught // nil when only some answers were looked at
}

// Skipped says what this machine is missing, so that not every answer could be
// judged; "": every one was.
func (o Outcome) Skipped() string {
	for _, r := range o.Rows {
		if r.Skipped != "" {
			return r.Skipped
		}
	}
	return ""
}

// Idle are the promises that have caught nothing.
func (o Outcome) Idle() []string {
	var names []string
	for _, c := range o.Matrix {
		if len(c.Answers) == 0 {
			names = append(names, c.Promise)
		}
	}
	return names
}

// Exercise runs every case of one exercise. before is the exercise before it,
// nil for the first. It ends early, with an error, only when ctx ends or a
// check cannot be run.
func Exercise(ctx context.Context, e, before *check.Exercise, opts Options) (Outcome, error) {
	o := Outcome{Exercise: e}
	empty, remove, err := platform.TempFolder()
	if err != nil {
		return o, err
	}
	defer func() { _ = remove() }()
	cases, unclear := casesOf(opts.Kit, e, before, empty)
	o.Missing = append(unclear, missingIn(opts.Kit, e)...)
	cases = slices.DeleteFunc(cases, func(c Case) bool {
		return len(opts.Only) > 0 && !slices.Contains(opts.Only, c.Kind)
	})
	o.Rows, err = parallel.Rows(ctx, len(cases), opts.Jobs, func(ctx context.Context, i int) (Row, error) {
		return runs(ctx, cases[i], opts)
	}, opts.Done)
	if err != nil {
		return o, err
	}
	if len(opts.Only) == 0 && o.Skipped() == "" {
		o.Matrix = matrixOf(e, o.Rows)
	}
	return o, nil
}

// runs checks one case as often as it is asked to.
func runs(ctx context.Context, c Case, opts Options) (Row, error) {
	row := Row{Case: c, By: -1}
	shown, err := filepath.Rel(opts.Kit, filepath.Dir(c.File))
	if err != nil {
		return row, err
	}
	cfg := sandbox.Config{Kit: opts.Kit, File: c.File, Shown: shown, Without: kit.Teaching}
	for range max(1, opts.Runs) {
		result, err := opts.Check(ctx, c.Exercise, cfg)
		if err != nil {
			return row, err
		}
		row.Times = append(row.Times, result.Duration)
		row.By = slices.IndexFunc(result.Steps, func(s check.Step) bool { return s.Finding != nil })
		if result.Status == check.Skipped {
			if row.Skipped = "this machine is missing what it needs"; row.By >= 0 {
				row.Skipped = result.Steps[row.By].Finding.Seen
			}
			continue
		}
		if fault := c.Judge(result); fault != "" {
			row.Faults = append(row.Faults, fault)
		}
	}
	slices.Sort(row.Times)
	return row, nil
}

func init() { selfexec.Register("burn", burn) }

// burn keeps one processor busy until it is killed, or its parent is gone.
func burn([]string) int {
	parent := os.Getppid()
	for n := 0; ; n++ {
		if n%(1<<30) == 0 && os.Getppid() != parent {
			return 0
		}
	}
}

// Load keeps every processor busy, with so many processes each, until the
// returned function is called.
func Load(ctx context.Context, each int) (end func(), err error) {
	var burning []*platform.Process
	end = func() {
		for _, p := range burning {
			p.KillGroup()
			p.Wait()
			p.Forget()
		}
	}
	for range each * runtime.NumCPU() {
		cmd, err := selfexec.Command(ctx, "burn")
		if err != nil {
			end()
			return nil, err
		}
		cmd.Env = []string{}
		p, err := platform.Start(cmd)
		if err != nil {
			end()
			return nil, err
		}
		burning = append(burning, p)
	}
	return end, nil
}
