package watchloop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/screen/watchloop"
)

var (
	config = []string{"services.config.js"}
	both   = []string{"services.config.js", "services/hello-world/main.go"}
)

func saved(files ...string) watchloop.Event { return watchloop.Saved{Files: files} }
func key(k byte) watchloop.Event            { return watchloop.Pressed{Key: k} }

var (
	passed      = watchloop.Checked{Passed: true}
	notYet      = watchloop.Checked{}
	skipped     = watchloop.Checked{Skipped: true}
	unavailable = watchloop.Unavailable{}
	interrupted = watchloop.Interrupted{}
)

func do(kind watchloop.ActionKind, exercise int, files ...string) watchloop.Action {
	return watchloop.Action{Do: kind, Exercise: exercise, Files: files}
}

// story is a row of events, each with all that it leads to.
type story []struct {
	event watchloop.Event
	leads []watchloop.Action
}

type actions = []watchloop.Action

// Every story begins at exercise 2 of 1, 2 and 13, with its first check under
// way.
func TestWhatHappensIsFollowedByWhatIsToBeDone(t *testing.T) {
	for name, s := range map[string]story{
		"a save checks again": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{saved(config...), actions{do(watchloop.Check, 2, config...)}},
			{notYet, actions{do(watchloop.Verdict, 2)}},
		},
		"Enter checks again": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('\n'), actions{do(watchloop.Check, 2)}},
			{key('\r'), nil},
			{notYet, actions{do(watchloop.Verdict, 2)}},
		},
		"a pass introduces the next exercise, which is checked at the next save": {
			{passed, actions{do(watchloop.Verdict, 2), do(watchloop.Introduce, 13)}},
			{saved(config...), actions{do(watchloop.Check, 13, config...)}},
		},
		"what this machine is missing is said once, and ends it": {
			{skipped, actions{do(watchloop.Verdict, 2), do(watchloop.End, 2)}},
			{saved(config...), nil},
			{unavailable, nil},
		},
		"a skipped check that was called off begins anew": {
			{saved(config...), actions{do(watchloop.CallOff, 2, config...)}},
			{skipped, actions{do(watchloop.Check, 2, config...)}},
			{skipped, actions{do(watchloop.Verdict, 2), do(watchloop.End, 2)}},
		},
		"the next exercise cannot be checked here: the end for who comes from a pass": {
			{passed, actions{do(watchloop.Verdict, 2), do(watchloop.Introduce, 13)}},
			{unavailable, actions{do(watchloop.End, 13)}},
			{key('q'), nil},
		},
		"the next exercise cannot be checked here: who only looks at it stays": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('n'), actions{do(watchloop.Introduce, 13)}},
			{unavailable, nil},
			{key('n'), actions{do(watchloop.Introduce, 1)}},
		},
		"passing the last one ends it": {
			{passed, actions{do(watchloop.Verdict, 2), do(watchloop.Introduce, 13)}},
			{key('\n'), actions{do(watchloop.Check, 13)}},
			{passed, actions{do(watchloop.Verdict, 13), {Do: watchloop.Finish}}},
			{saved(config...), nil},
			{key('h'), nil},
			{interrupted, nil},
		},
		"a save during a check calls it off and begins anew when it has ended": {
			{saved(config...), actions{do(watchloop.CallOff, 2, config...)}},
			{saved(both[1]), nil},
			{notYet, actions{do(watchloop.Check, 2, both...)}},
			{notYet, actions{do(watchloop.Verdict, 2)}},
		},
		"a pass that came with a save does not count": {
			{saved(config...), actions{do(watchloop.CallOff, 2, config...)}},
			{passed, actions{do(watchloop.Check, 2, config...)}},
			{passed, actions{do(watchloop.Verdict, 2), do(watchloop.Introduce, 13)}},
		},
		"one file saved twice is named once": {
			{saved(config...), actions{do(watchloop.CallOff, 2, config...)}},
			{saved(config...), nil},
			{notYet, actions{do(watchloop.Check, 2, config...)}},
		},
		"a hint and the list are shown at once when nothing runs": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('h'), actions{do(watchloop.Hint, 2)}},
			{key('L'), actions{do(watchloop.List, 2)}},
		},
		"what is to be shown waits for the verdict, once": {
			{key('h'), nil},
			{key('l'), nil},
			{key('H'), nil},
			{notYet, actions{do(watchloop.Verdict, 2), do(watchloop.Hint, 2), do(watchloop.List, 2)}},
			{key('h'), actions{do(watchloop.Hint, 2)}},
		},
		"a hint is not needed any more after a pass": {
			{key('h'), nil},
			{passed, actions{do(watchloop.Verdict, 2), do(watchloop.Introduce, 13)}},
		},
		"a hint outlives a check that was called off": {
			{key('h'), nil},
			{saved(config...), actions{do(watchloop.CallOff, 2, config...)}},
			{passed, actions{do(watchloop.Hint, 2), do(watchloop.Check, 2, config...)}},
		},
		"next goes on without a pass, and from the last to the first": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('n'), actions{do(watchloop.Introduce, 13)}},
			{key('n'), actions{do(watchloop.Introduce, 1)}},
			{saved(config...), actions{do(watchloop.Check, 1, config...)}},
		},
		"next calls a check off, and checks nothing by itself": {
			{key('n'), actions{do(watchloop.CallOff, 13)}},
			{passed, actions{do(watchloop.Introduce, 13)}},
			{saved(config...), actions{do(watchloop.Check, 13, config...)}},
		},
		"a save after next is for the next exercise": {
			{key('n'), actions{do(watchloop.CallOff, 13)}},
			{saved(config...), nil},
			{notYet, actions{do(watchloop.Introduce, 13), do(watchloop.Check, 13, config...)}},
		},
		"so is Enter": {
			{key('n'), actions{do(watchloop.CallOff, 13)}},
			{key('\n'), nil},
			{notYet, actions{do(watchloop.Introduce, 13), do(watchloop.Check, 13)}},
		},
		"reset forgets, also what a running check would note": {
			{key('r'), actions{do(watchloop.CallOff, 2)}},
			{passed, actions{do(watchloop.Reset, 2)}},
			{key('R'), actions{do(watchloop.Reset, 2)}},
		},
		"quit ends it": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('q'), actions{{Do: watchloop.Quit}}},
			{key('q'), nil},
			{interrupted, nil},
		},
		"quit waits for what runs": {
			{key('q'), actions{do(watchloop.CallOff, 2)}},
			{saved(config...), nil},
			{key('h'), nil},
			{passed, actions{{Do: watchloop.Quit}}},
		},
		"an interruption ends it": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{interrupted, actions{{Do: watchloop.Abort}}},
		},
		"an interruption waits for what runs, and comes before quit": {
			{key('q'), actions{do(watchloop.CallOff, 2)}},
			{interrupted, nil},
			{interrupted, nil},
			{notYet, actions{{Do: watchloop.Abort}}},
		},
		"other keys do nothing": {
			{notYet, actions{do(watchloop.Verdict, 2)}},
			{key('x'), nil},
			{key(' '), nil},
			{key(0x1b), nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			state, first := watchloop.Begin([]int{1, 2, 13}, 2)
			require.Equal(t, actions{do(watchloop.Check, 2)}, first)
			for i, step := range s {
				var leads []watchloop.Action
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
		state, _ := watchloop.Begin([]int{1, 2, 13}, 1)
		running, ended := true, false
		for _, b := range row {
			var event watchloop.Event = watchloop.Pressed{Key: b}
			switch b {
			case 's':
				event = saved(config...)
			case 'i':
				event = interrupted
			case 'c', 'C': // a check can be over only when there is one
				if !running {
					continue
				}
				event, running = watchloop.Checked{Passed: b == 'C'}, false
			}
			var leads []watchloop.Action
			state, leads = state.Next(event)
			for i, a := range leads {
				require.False(t, ended, "%s after the end", a.Do)
				switch a.Do {
				case watchloop.Check:
					require.False(t, running, "two checks at once")
					running = true
				case watchloop.CallOff:
					require.True(t, running, "nothing runs that could be called off")
				case watchloop.Finish, watchloop.Quit, watchloop.Abort:
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
