package rounds_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/rounds"
)

var (
	config = []string{"services.config.js"}
	both   = []string{"services.config.js", "services/hello-world/main.go"}
)

func saved(files ...string) rounds.Event { return rounds.Saved{Files: files} }
func key(k byte) rounds.Event            { return rounds.Pressed{Key: k} }

var (
	passed      = rounds.Checked{Passed: true}
	notYet      = rounds.Checked{}
	skipped     = rounds.Checked{Skipped: true}
	lacking     = rounds.Lacking{}
	interrupted = rounds.Interrupted{}
)

func do(deed rounds.Deed, exercise int, files ...string) rounds.Action {
	return rounds.Action{Do: deed, Exercise: exercise, Files: files}
}

// story is a row of events, each with all that it leads to.
type story []struct {
	event rounds.Event
	leads []rounds.Action
}

type actions = []rounds.Action

// Every story begins at exercise 2 of 1, 2 and 13, with its first check under
// way.
func TestWhatHappensIsFollowedByWhatIsToBeDone(t *testing.T) {
	for name, s := range map[string]story{
		"a save checks again": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{saved(config...), actions{do(rounds.Check, 2, config...)}},
			{notYet, actions{do(rounds.Verdict, 2)}},
		},
		"Enter checks again": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('\n'), actions{do(rounds.Check, 2)}},
			{key('\r'), nil},
			{notYet, actions{do(rounds.Verdict, 2)}},
		},
		"a pass introduces the next exercise, which is checked at the next save": {
			{passed, actions{do(rounds.Verdict, 2), do(rounds.Introduce, 13)}},
			{saved(config...), actions{do(rounds.Check, 13, config...)}},
		},
		"what this machine lacks is said once, and ends it": {
			{skipped, actions{do(rounds.Verdict, 2), do(rounds.End, 2)}},
			{saved(config...), nil},
			{lacking, nil},
		},
		"a skipped check that was called off begins anew": {
			{saved(config...), actions{do(rounds.CallOff, 2, config...)}},
			{skipped, actions{do(rounds.Check, 2, config...)}},
			{skipped, actions{do(rounds.Verdict, 2), do(rounds.End, 2)}},
		},
		"the next exercise cannot be checked here: the end for who comes from a pass": {
			{passed, actions{do(rounds.Verdict, 2), do(rounds.Introduce, 13)}},
			{lacking, actions{do(rounds.End, 13)}},
			{key('q'), nil},
		},
		"the next exercise cannot be checked here: who only looks at it stays": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('n'), actions{do(rounds.Introduce, 13)}},
			{lacking, nil},
			{key('n'), actions{do(rounds.Introduce, 1)}},
		},
		"passing the last one ends it": {
			{passed, actions{do(rounds.Verdict, 2), do(rounds.Introduce, 13)}},
			{key('\n'), actions{do(rounds.Check, 13)}},
			{passed, actions{do(rounds.Verdict, 13), {Do: rounds.Finish}}},
			{saved(config...), nil},
			{key('h'), nil},
			{interrupted, nil},
		},
		"a save during a check calls it off and begins anew when it has ended": {
			{saved(config...), actions{do(rounds.CallOff, 2, config...)}},
			{saved(both[1]), nil},
			{notYet, actions{do(rounds.Check, 2, both...)}},
			{notYet, actions{do(rounds.Verdict, 2)}},
		},
		"a pass that came with a save does not count": {
			{saved(config...), actions{do(rounds.CallOff, 2, config...)}},
			{passed, actions{do(rounds.Check, 2, config...)}},
			{passed, actions{do(rounds.Verdict, 2), do(rounds.Introduce, 13)}},
		},
		"one file saved twice is named once": {
			{saved(config...), actions{do(rounds.CallOff, 2, config...)}},
			{saved(config...), nil},
			{notYet, actions{do(rounds.Check, 2, config...)}},
		},
		"a hint and the list are shown at once when nothing runs": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('h'), actions{do(rounds.Hint, 2)}},
			{key('L'), actions{do(rounds.List, 2)}},
		},
		"what is to be shown waits for the verdict, once": {
			{key('h'), nil},
			{key('l'), nil},
			{key('H'), nil},
			{notYet, actions{do(rounds.Verdict, 2), do(rounds.Hint, 2), do(rounds.List, 2)}},
			{key('h'), actions{do(rounds.Hint, 2)}},
		},
		"a hint is not needed any more after a pass": {
			{key('h'), nil},
			{passed, actions{do(rounds.Verdict, 2), do(rounds.Introduce, 13)}},
		},
		"a hint outlives a check that was called off": {
			{key('h'), nil},
			{saved(config...), actions{do(rounds.CallOff, 2, config...)}},
			{passed, actions{do(rounds.Hint, 2), do(rounds.Check, 2, config...)}},
		},
		"next goes on without a pass, and from the last to the first": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('n'), actions{do(rounds.Introduce, 13)}},
			{key('n'), actions{do(rounds.Introduce, 1)}},
			{saved(config...), actions{do(rounds.Check, 1, config...)}},
		},
		"next calls a check off, and checks nothing by itself": {
			{key('n'), actions{do(rounds.CallOff, 13)}},
			{passed, actions{do(rounds.Introduce, 13)}},
			{saved(config...), actions{do(rounds.Check, 13, config...)}},
		},
		"a save after next is for the next exercise": {
			{key('n'), actions{do(rounds.CallOff, 13)}},
			{saved(config...), nil},
			{notYet, actions{do(rounds.Introduce, 13), do(rounds.Check, 13, config...)}},
		},
		"so is Enter": {
			{key('n'), actions{do(rounds.CallOff, 13)}},
			{key('\n'), nil},
			{notYet, actions{do(rounds.Introduce, 13), do(rounds.Check, 13)}},
		},
		"reset forgets, also what a running check would note": {
			{key('r'), actions{do(rounds.CallOff, 2)}},
			{passed, actions{do(rounds.Reset, 2)}},
			{key('R'), actions{do(rounds.Reset, 2)}},
		},
		"quit ends it": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('q'), actions{{Do: rounds.Quit}}},
			{key('q'), nil},
			{interrupted, nil},
		},
		"quit waits for what runs": {
			{key('q'), actions{do(rounds.CallOff, 2)}},
			{saved(config...), nil},
			{key('h'), nil},
			{passed, actions{{Do: rounds.Quit}}},
		},
		"an interruption ends it": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{interrupted, actions{{Do: rounds.GiveUp}}},
		},
		"an interruption waits for what runs, and comes before quit": {
			{key('q'), actions{do(rounds.CallOff, 2)}},
			{interrupted, nil},
			{interrupted, nil},
			{notYet, actions{{Do: rounds.GiveUp}}},
		},
		"other keys do nothing": {
			{notYet, actions{do(rounds.Verdict, 2)}},
			{key('x'), nil},
			{key(' '), nil},
			{key(0x1b), nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			state, first := rounds.Begin([]int{1, 2, 13}, 2)
			require.Equal(t, actions{do(rounds.Check, 2)}, first)
			for i, step := range s {
				var leads []rounds.Action
				state, leads = state.Next(step.event)
				require.Equal(t, step.leads, leads, "event %d, %#v", i+1, step.event)
			}
		})
	}
}

// FuzzNoRowOfEventsBreaksTheRules plays rows of events, a byte each, and holds
// every one to the rules that the loop around it relies on.
func FuzzNoRowOfEventsBreaksTheRules(f *testing.F) {
	f.Add([]byte("sccnqi"))
	f.Add([]byte("shlnsCcsrCq"))
	f.Fuzz(func(t *testing.T, row []byte) {
		state, _ := rounds.Begin([]int{1, 2, 13}, 1)
		running, ended := true, false
		for _, b := range row {
			var event rounds.Event = rounds.Pressed{Key: b}
			switch b {
			case 's':
				event = saved(config...)
			case 'i':
				event = interrupted
			case 'c', 'C': // a check can be over only when there is one
				if !running {
					continue
				}
				event, running = rounds.Checked{Passed: b == 'C'}, false
			}
			var leads []rounds.Action
			state, leads = state.Next(event)
			for i, a := range leads {
				require.False(t, ended, "%s after the end", a.Do)
				switch a.Do {
				case rounds.Check:
					require.False(t, running, "two checks at once")
					running = true
				case rounds.CallOff:
					require.True(t, running, "nothing runs that could be called off")
				case rounds.Finish, rounds.Quit, rounds.GiveUp:
					require.False(t, running, "left with a check under way")
					require.Equal(t, len(leads)-1, i, "%s is the last action", a.Do)
					ended = true
				default:
					require.False(t, running, "%s in the middle of a check", a.Do)
				}
			}
			assert.Equal(t, running, state.Checking())
			assert.Contains(t, []int{1, 2, 13}, state.Exercise())
		}
	})
}
