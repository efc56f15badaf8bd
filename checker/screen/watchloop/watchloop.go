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
		// Skipped: this machine is missing what the exercise needs.
		Skipped bool
	}
	// Unavailable: the exercise that was just introduced cannot be checked on this
	// machine, where something that it needs is missing.
	Unavailable struct{}
	// Interrupted: Ctrl-C, or a signal that asks us to end.
	Interrupted struct{}
)

func (Saved) event()       {}
func (Pressed) event()     {}
func (Checked) event()     {}
func (Unavailable) event() {}
func (Interrupted) event() {}

// ActionKind is a sort of action.
type ActionKind string

const (
	Check     ActionKind = "check"     // begin a check of Exercise, because of Files, if there are any
	CallOff   ActionKind = "call off"  // end the check that is under way; Checked follows
	Verdict   ActionKind = "verdict"   // say how the check has gone
	Introduce ActionKind = "introduce" // say that Exercise is the one from now on, and where its page is
	Hint      ActionKind = "hint"      // show a hint for Exercise
	List      ActionKind = "list"      // show what is done
	Reset     ActionKind = "reset"     // forget what is known of Exercise
	Finish    ActionKind = "finish"    // the last exercise is passed: leave
	End       ActionKind = "end"       // this machine is missing what Exercise needs: leave
	Quit      ActionKind = "quit"      // leave, as asked
	Abort     ActionKind = "abort"     // leave, interrupted
)

// Action is something to be done.
type Action struct {
	Do       ActionKind
	Exercise int      // its number
	Files    []string // of Check: what was saved, sorted; empty when it was asked for
}

// State is all that is known. The zero value is not usable; see Begin.
type State struct {
	order   []int // the exercises' numbers
	current int   // the current one's

	checking  bool       // a check is under way, or is being ended
	calledOff bool       // its verdict does not count
	recheck   bool       // when it is over, another one begins
	files     []string   // which were saved meanwhile
	queued    []Action   // when it is over, before that
	leaving   ActionKind // "": we stay
	advanced  bool       // at the current one by a pass, and nothing was asked for since
}

// Begin is the first state, with a check of one exercise as the first thing to
// do. Order holds the numbers of all exercises, ascending, and first is one of
// them.
func Begin(order []int, first int) (State, []Action) {
	return State{order: order, current: first}.check()
}

// Exercise is the number of the current one.
func (s State) Exercise() int { return s.current }

// Checking says whether a check is under way, or is being ended.
func (s State) Checking() bool { return s.checking }

// CalledOff says that what the check under way still has to say is of no
// interest any more.
func (s State) CalledOff() bool { return s.calledOff }

// Next takes an event to the next state, and says what is to be done, in this
// order. The last actions of all are Finish, End, Quit or Abort.
func (s State) Next(e Event) (State, []Action) {
	switch e := e.(type) {
	case Saved:
		return s.saved(e.Files)
	case Pressed:
		return s.pressed(e.Key)
	case Checked:
		return s.checked(e)
	case Unavailable:
		return s.unavailable()
	case Interrupted:
		return s.leave(Abort)
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
	s.recheck = true
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
	s.recheck = s.recheck || s.calledOff
	return s, nil
}

// when does what only shows something, once there is room for it on the screen.
func (s State) when(kind ActionKind) (State, []Action) {
	action := Action{Do: kind, Exercise: s.current}
	if !s.checking {
		return s, []Action{action}
	}
	queued := func(a Action) bool { return a.Do == kind && a.Exercise == s.current }
	if !slices.ContainsFunc(s.queued, queued) {
		s.queued = append(slices.Clone(s.queued), action)
	}
	return s, nil
}

// move goes to the next exercise, passed or not, and from the last one to the
// first.
func (s State) move() (State, []Action) {
	s.advanced = false
	s.current = s.order[(slices.Index(s.order, s.current)+1)%len(s.order)]
	return s.after(Action{Do: Introduce, Exercise: s.current})
}

func (s State) reset() (State, []Action) {
	return s.after(Action{Do: Reset, Exercise: s.current})
}

// after does something that the check under way is in the way of.
func (s State) after(action Action) (State, []Action) {
	if !s.checking {
		return s, []Action{action}
	}
	s.queued = append(slices.Clone(s.queued), action)
	return s.callOff()
}

func (s State) leave(how ActionKind) (State, []Action) {
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
	return s, []Action{{Do: CallOff, Exercise: s.current, Files: s.files}}
}

func (s State) check() (State, []Action) {
	action := Action{Do: Check, Exercise: s.current, Files: s.files}
	s.checking, s.calledOff, s.recheck, s.files = true, false, false, nil
	return s, []Action{action}
}

// unavailable ends it for somebody who has passed all that this machine can check.
// Who only looks at what comes next stays.
func (s State) unavailable() (State, []Action) {
	if s.checking || s.leaving != "" || !s.advanced {
		return s, nil
	}
	s.leaving = End
	return s, []Action{{Do: End, Exercise: s.current}}
}

// checked comes after a check.
func (s State) checked(e Checked) (State, []Action) {
	counts, passed := !s.calledOff, e.Passed
	var actions []Action
	if counts {
		actions = append(actions, Action{Do: Verdict, Exercise: s.current})
	}
	queued := s.queued
	s.checking, s.calledOff, s.queued = false, false, nil
	if s.leaving != "" {
		return s, append(actions, Action{Do: s.leaving})
	}
	if counts && passed {
		queued = slices.DeleteFunc(slices.Clone(queued), func(a Action) bool { return a.Do == Hint })
	}
	actions = append(actions, queued...)
	if counts && passed {
		return s.passed(actions)
	}
	if counts && e.Skipped {
		// No save changes what this machine is missing.
		s.leaving = End
		return s, append(actions, Action{Do: End, Exercise: s.current})
	}
	if !s.recheck {
		return s, actions
	}
	s, more := s.check()
	return s, append(actions, more...)
}

func (s State) passed(actions []Action) (State, []Action) {
	i := slices.Index(s.order, s.current) + 1
	if i == len(s.order) {
		s.leaving = Finish
		return s, append(actions, Action{Do: Finish})
	}
	s.current, s.advanced = s.order[i], true
	return s, append(actions, Action{Do: Introduce, Exercise: s.current})
}
