package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/exercises"
)

var (
	passed  = check.Result{Status: check.Passed}
	failed  = check.Result{Status: check.Failed}
	missing = check.Result{Status: check.Failed, Missing: true}
	skipped = check.Result{Status: check.Skipped}
	trouble = check.Result{Status: check.Trouble}
)

func TestTheExitCodeIsThatOfTheWorstResult(t *testing.T) {
	for name, c := range map[string]struct {
		results []check.Result
		want    error
	}{
		"none":                       {nil, nil},
		"passed":                     {[]check.Result{passed}, nil},
		"not passed":                 {[]check.Result{failed}, exit(exitNotPassed)},
		"nothing to check":           {[]check.Result{missing, missing}, exit(exitUsage)},
		"this machine is missing it": {[]check.Result{skipped}, exit(exitUnavailable)},
		"no verdict":                 {[]check.Result{trouble}, exit(exitNotPassed)},
		"one failed":                 {[]check.Result{passed, failed, passed}, exit(exitNotPassed)},
		"failed before lacking":      {[]check.Result{skipped, failed}, exit(exitNotPassed)},
		"lacking after failed":       {[]check.Result{failed, skipped}, exit(exitNotPassed)},
		"lacking and passed":         {[]check.Result{passed, skipped, passed}, exit(exitUnavailable)},
		"missing before lacking":     {[]check.Result{skipped, missing}, exit(exitUsage)},
		"failed before missing":      {[]check.Result{missing, failed}, exit(exitNotPassed)},
		"trouble counts as failing":  {[]check.Result{missing, trouble, skipped}, exit(exitNotPassed)},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, worst(c.results)) })
	}
}

func TestAnExerciseIsKnownByNumberNameAndFolder(t *testing.T) {
	for _, word := range []string{"2", "scaling", "02-scaling"} {
		e, err := pick([]string{word})
		assert.NoError(t, err)
		assert.Same(t, exercises.All[1], e)
	}
	for _, word := range []string{"", "0", "02", "99", "Scaling", "-1", "2 "} {
		_, err := pick([]string{word})
		assert.ErrorAs(t, err, &usageError{}, "%q", word)
	}
}

// Numbers may have gaps: an instructor's own exercise takes a free one.
func TestExercisesStandInTheirOrder(t *testing.T) {
	for i, e := range exercises.All {
		if i+1 < len(exercises.All) {
			assert.Less(t, e.Number, exercises.All[i+1].Number)
			assert.Same(t, exercises.All[i+1], following(e))
		} else {
			assert.Nil(t, following(e))
		}
	}
}

func TestNumbersAreSaidWithTheirGaps(t *testing.T) {
	for want, all := range map[string][]int{
		"1": {1}, "1 to 3": {1, 2, 3}, "1 to 2 and 13": {1, 2, 13}, "2 and 4 and 6 to 7": {2, 4, 6, 7}, "": nil,
	} {
		var list []*check.Exercise
		for _, n := range all {
			list = append(list, &check.Exercise{Number: n})
		}
		assert.Equal(t, want, numbers(list))
	}
}
