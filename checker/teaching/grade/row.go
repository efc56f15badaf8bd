package grade

import (
	"cmp"
	"slices"

	"workshop.example/processes/checker/check"
)

// This file owns what is concluded from results. It is pure.

// Row is what one submission came to.
type Row struct {
	Submission
	// Results are of the exercises that were checked, in their order: fewer than
	// Of when one of them had shown that the others would tell nothing new.
	Results []check.Result
	Of      int // how many exercises were to be checked
	Passed  int // how many are passed
	// Furthest is the last exercise that is passed; nil: none.
	Furthest *check.Exercise
	// Stuck is the first result that is not passed, and Step its step that was
	// not kept; nil: everything is passed, or nothing could be checked.
	Stuck *check.Result
	Step  *check.Step
	// Skipped is the first result of an exercise for which this machine is missing
	// something; nil: none.
	Skipped *check.Result
}

// NoVerdict says that the submission could not be graded to the end, for a
// reason that need not be its own.
func (r Row) NoVerdict() bool {
	return r.Problem != "" || slices.ContainsFunc(r.Results, func(one check.Result) bool { return one.Status == check.Trouble })
}

// Changed are the kit's services that were not as they came when the submission
// was checked, a sentence each.
func (r Row) Changed() []string { return check.ChangedIn(r.Results) }

// close draws the conclusions. A skipped exercise counts neither as a failure nor
// as a pass.
func (r Row) close() Row {
	for i := range r.Results {
		one := &r.Results[i]
		switch {
		case one.Status == check.Passed:
			r.Passed++
			if r.Furthest == nil || r.Furthest.Number < one.Exercise.Number {
				r.Furthest = one.Exercise
			}
		case one.Status == check.Skipped:
			if r.Skipped == nil {
				r.Skipped = one
			}
		case r.Stuck == nil:
			r.Stuck = one
		}
	}
	if r.Stuck != nil {
		r.Step = r.Stuck.FailedStep()
	}
	return r
}

// Shared is a failure, and who meets it first.
type Shared struct {
	ID    string
	Step  string // the promise that is not kept
	Names []string
}

// Share counts by which failure submissions are stopped, the most frequent
// first. Those without a verdict are no failure of theirs, and are left out.
func Share(rows []Row) []Shared {
	var all []Shared
	for _, r := range rows {
		if r.Step == nil || r.Stuck.Status != check.Failed {
			continue
		}
		i := slices.IndexFunc(all, func(s Shared) bool { return s.ID == r.Step.ID })
		if i < 0 {
			i, all = len(all), append(all, Shared{ID: r.Step.ID, Step: r.Step.Name})
		}
		all[i].Names = append(all[i].Names, r.Name)
	}
	slices.SortFunc(all, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(len(b.Names), len(a.Names)), cmp.Compare(a.ID, b.ID))
	})
	return all
}
