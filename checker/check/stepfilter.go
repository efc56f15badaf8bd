package check

// stepFilter reports the steps of a check. It does not repeat for the second
// attempt what it has reported of the first: for people, the attempts are one
// check.
type stepFilter struct {
	onStep func(name string, done *Step) // nil: steps are not reported

	// isOver says whether there is no time left for another attempt.
	isOver func() bool
	// isOff says whether the check was called off, which makes any step fail.
	isOff func() bool

	attempt  int // from 1
	ended    int // steps of this attempt that have ended
	reported int // steps whose end was reported
}

// begin is called before each attempt.
func (t *stepFilter) begin() {
	t.attempt++
	t.ended = 0
}

// isLast says whether no attempt follows after trouble.
func (t *stepFilter) isLast() bool { return t.attempt == attempts || t.isOver() }

// step is called as Do's onStep is.
func (t *stepFilter) step(name string, done *Step) {
	if done != nil {
		t.ended++
	}
	if t.onStep == nil || t.isOld(done) {
		return
	}
	t.onStep(name, done)
	if done != nil {
		t.reported = t.ended
	}
}

// isOld says that an earlier attempt has reported this, or the next one will.
func (t *stepFilter) isOld(done *Step) bool {
	switch {
	case done == nil:
		return t.ended < t.reported
	case done.Status == Trouble:
		return !t.isLast() || t.isOff()
	case done.Status == Passed:
		return t.ended <= t.reported
	}
	return false
}
