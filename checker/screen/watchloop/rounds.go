// Package watchloop decides what `checker watch` does next. It is told what
// happened (a save, a key, a check that is over) and answers with what is to be
// done. It does nothing itself and prints nothing: its only function takes a
// state and an event to the next state.
//
// Three rules make it predictable:
//
//   - One check at a time. A save during a check calls it off, and the next one
//     begins when it has ended: nothing of the old one runs any more then.
//   - A verdict counts only when nothing was saved while it was being found.
//   - After a pass the next exercise is introduced, and checked at the next save.
//     Checked at once it would nearly always be "not yet", to somebody who has
//     not read its page.
package watchloop

import "slices"

// Event is something that happened.
type Event interface{ event() }

type (
	// Saved: files have changed, named as they are to be shown.
	Saved struct{ Files []string }
	// Pressed: a key.
	Pressed struct{ Key byte }
	// Checked: the check that was under way is over, called off or not.
	Checked struct {
		Passed bool
		// Skipped: this machine lacks what the exercise needs.
		Skipped bool
	}
	// Lacking: the exercise that was just introduced cannot be checked on this
	// machine, which lacks what it needs.
	Lacking struct{}
	// Interrupted: Ctrl-C, or a signal that asks us to end.
	Interrupted struct{}
)

func (Saved) event()       {}
func (Pressed) event()     {}
func (Checked) event()     {}
func (Lacking) event()     {}
func (Interrupted) event() {}

// Deed is a sort of action.
type Deed string

const (
	Check     Deed = "check"     // begin a check of Exercise, for the sake of Files if there are any
	CallOff   Deed = "call off"  // end the check that is under way; Checked follows
	Verdict   Deed = "verdict"   // say how the check has gone
	Introduce Deed = "introduce" // say that Exercise is the one from now on, and where its page is
	Hint      Deed = "hint"      // show a hint for Exercise
	List      Deed = "list"      // show what is done
	Reset     Deed = "reset"     // forget what is known of Exercise
	Finish    Deed = "finish"    // the last exercise is passed: leave
	End       Deed = "end"       // this machine lacks what Exercise needs: leave
	Quit      Deed = "quit"      // leave, as asked
	GiveUp    Deed = "give up"   // leave, interrupted
)

// Action is something to be done.
type Action struct {
	Do       Deed
	Exercise int      // its number
	Files    []string // of Check: what was saved, sorted; empty when it was asked for
}

// State is all that is known. The zero value is of no use; see Begin.
type State struct {
	order []int // the exercises' numbers
	at    int   // the current one's

	checking  bool     // a check is under way, or is being ended
	calledOff bool     // its verdict does not count
	again     bool     // when it is over, another one begins
	files     []string // which were saved meanwhile
	later     []Action // when it is over, before that
	leaving   Deed     // "": we stay
	arrived   bool     // at the current one by a pass, and nothing was asked for since
}

// Begin is the first state, with a check of one exercise as the first thing to
// do. Order holds the numbers of all exercises, ascending, and first is one of
// them.
func Begin(order []int, first int) (State, []Action) {
	return State{order: order, at: first}.check()
}

// Exercise is the number of the current one.
func (s State) Exercise() int { return s.at }

// Checking says whether a check is under way, or is being ended.
func (s State) Checking() bool { return s.checking }

// CalledOff says that what the check under way still has to say is of no
// interest any more.
func (s State) CalledOff() bool { return s.calledOff }

// Next takes an event to the next state, and says what is to be done, in this
// order. The last actions of all are Finish, End, Quit or GiveUp.
func (s State) Next(e Event) (State, []Action) {
	switch e := e.(type) {
	case Saved:
		return s.saved(e.Files)
	case Pressed:
		return s.pressed(e.Key)
	case Checked:
		return s.over(e)
	case Lacking:
		return s.lacking()
	case Interrupted:
		return s.leave(GiveUp)
	}
	return s, nil
}

func (s State) saved(files []string) (State, []Action) {
	if s.leaving != "" {
		return s, nil
	}
	s.files = union(s.files, files)
	if !s.checking {
		return s.check()
	}
	s.again = true
	return s.callOff()
}

// union is a new slice: a state that was handed out does not change.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (s State) pressed(key byte) (State, []Action) {
	if s.leaving != "" {
		return s, nil
	}
	switch key {
	case '\r', '\n':
		return s.enter()
	case 'h', 'H':
		return s.when(Hint)
	case 'l', 'L':
		return s.when(List)
	case 'n', 'N':
		return s.move()
	case 'r', 'R':
		return s.reset()
	case 'q', 'Q':
		return s.leave(Quit)
	}
	return s, nil
}

// enter asks for a check. The one that is under way is as good as another: what
// it looks at is what lies there.
func (s State) enter() (State, []Action) {
	if !s.checking {
		return s.check()
	}
	s.again = s.again || s.calledOff
	return s, nil
}

// when does what only shows something, once there is room for it on the screen.
func (s State) when(deed Deed) (State, []Action) {
	action := Action{Do: deed, Exercise: s.at}
	if !s.checking {
		return s, []Action{action}
	}
	known := func(a Action) bool { return a.Do == deed && a.Exercise == s.at }
	if !slices.ContainsFunc(s.later, known) {
		s.later = append(slices.Clone(s.later), action)
	}
	return s, nil
}

// move goes to the next exercise, passed or not, and from the last one to the
// first.
func (s State) move() (State, []Action) {
	s.arrived = false
	s.at = s.order[(slices.Index(s.order, s.at)+1)%len(s.order)]
	return s.after(Action{Do: Introduce, Exercise: s.at})
}

func (s State) reset() (State, []Action) {
	return s.after(Action{Do: Reset, Exercise: s.at})
}

// after does something that the check under way is in the way of.
func (s State) after(action Action) (State, []Action) {
	if !s.checking {
		return s, []Action{action}
	}
	s.later = append(slices.Clone(s.later), action)
	return s.callOff()
}

func (s State) leave(how Deed) (State, []Action) {
	if !s.checking && s.leaving != "" {
		return s, nil
	}
	s.leaving = how
	if !s.checking {
		return s, []Action{{Do: how}}
	}
	return s.callOff()
}

func (s State) callOff() (State, []Action) {
	if s.calledOff {
		return s, nil
	}
	s.calledOff = true
	return s, []Action{{Do: CallOff, Exercise: s.at, Files: s.files}}
}

func (s State) check() (State, []Action) {
	action := Action{Do: Check, Exercise: s.at, Files: s.files}
	s.checking, s.calledOff, s.again, s.files = true, false, false, nil
	return s, []Action{action}
}

// lacking ends it for somebody who has passed all that this machine can check.
// Who only looks at what comes next stays.
func (s State) lacking() (State, []Action) {
	if s.checking || s.leaving != "" || !s.arrived {
		return s, nil
	}
	s.leaving = End
	return s, []Action{{Do: End, Exercise: s.at}}
}

// over comes after a check.
func (s State) over(e Checked) (State, []Action) {
	counts, passed := !s.calledOff, e.Passed
	var actions []Action
	if counts {
		actions = append(actions, Action{Do: Verdict, Exercise: s.at})
	}
	later := s.later
	s.checking, s.calledOff, s.later = false, false, nil
	if s.leaving != "" {
		return s, append(actions, Action{Do: s.leaving})
	}
	if counts && passed {
		later = slices.DeleteFunc(slices.Clone(later), func(a Action) bool { return a.Do == Hint })
	}
	actions = append(actions, later...)
	if counts && passed {
		return s.passed(actions)
	}
	if counts && e.Skipped {
		// No save changes what this machine lacks.
		s.leaving = End
		return s, append(actions, Action{Do: End, Exercise: s.at})
	}
	if !s.again {
		return s, actions
	}
	s, more := s.check()
	return s, append(actions, more...)
}

func (s State) passed(actions []Action) (State, []Action) {
	i := slices.Index(s.order, s.at) + 1
	if i == len(s.order) {
		s.leaving = Finish
		return s, append(actions, Action{Do: Finish})
	}
	s.at, s.arrived = s.order[i], true
	return s, append(actions, Action{Do: Introduce, Exercise: s.at})
}
