package verify

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/platform"
	"workshop.example/processes/runner/selfexec"
)

// Row is what several runs of one case came to.
type Row struct {
	Case
	Times  []time.Duration // of each run, shortest first
	Faults []string        // of each run that the checker judged wrongly
}

// Right says whether every run was judged rightly.
func (r Row) Right() bool { return len(r.Faults) == 0 }

// Median is the time of the run in the middle.
func (r Row) Median() time.Duration { return r.Times[len(r.Times)/2] }

// Options say how hard to look.
type Options struct {
	Kit     string
	Runs    int           // of each case; at least 1
	Timeout time.Duration // of each run
	Only    []Kind        // empty: all
	Done    func(Row)     // called after each case; nil ok
}

// Exercise runs every case of one exercise and returns a row for each. It ends
// early, with ctx's error, only when ctx ends.
func Exercise(ctx context.Context, e *check.Exercise, opts Options) ([]Row, error) {
	empty, remove, err := platform.TempFolder()
	if err != nil {
		return nil, err
	}
	defer func() { _ = remove() }()
	cases, err := Cases(opts.Kit, e, empty)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, c := range cases {
		if len(opts.Only) > 0 && !slices.Contains(opts.Only, c.Kind) {
			continue
		}
		row, err := runs(ctx, c, opts)
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
		if opts.Done != nil {
			opts.Done(row)
		}
	}
	return rows, nil
}

func runs(ctx context.Context, c Case, opts Options) (Row, error) {
	row := Row{Case: c}
	shown, err := filepath.Rel(opts.Kit, filepath.Dir(c.File))
	if err != nil {
		return row, err
	}
	cfg := sandbox.Config{Kit: opts.Kit, File: c.File, Shown: shown}
	for range max(1, opts.Runs) {
		bounded, cancel := context.WithTimeout(ctx, opts.Timeout)
		result, err := check.Do(bounded, c.Exercise, cfg, nil)
		cancel()
		if err != nil {
			return row, err
		}
		row.Times = append(row.Times, result.Duration)
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

// Load keeps every processor busy with a process of its own until the returned
// function is called.
func Load(ctx context.Context) (end func(), err error) {
	var burning []*platform.Process
	end = func() {
		for _, p := range burning {
			p.KillGroup()
			p.Wait()
			p.Forget()
		}
	}
	for range runtime.NumCPU() {
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
