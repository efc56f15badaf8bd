package check

// teller says how a check goes on. What was said of one attempt is not said
// again of the next: to whoever looks on, the attempts are one check.
type teller struct {
	onStep func(name string, done *Step) // nil: steps are not reported

	// isOver says whether there is no time left for another attempt.
	isOver func() bool
	// isOff says whether the check was called off: what fails then, fails for
	// that.
	isOff func() bool

	attempt int // from 1
	at      int // steps of this attempt that are done
	told    int // steps that were told as done
}

// begin is called before each attempt.
func (t *teller) begin() {
	t.attempt++
	t.at = 0
}

// isLast says whether no attempt follows after trouble.
func (t *teller) isLast() bool { return t.attempt == attempts || t.isOver() }

// step is called as Do's onStep is.
func (t *teller) step(name string, done *Step) {
	if done != nil {
		t.at++
	}
	if t.onStep == nil || t.isOld(done) {
		return
	}
	t.onStep(name, done)
	if done != nil {
		t.told = t.at
	}
}

// isOld: it was told of an earlier attempt, or the next one will tell.
func (t *teller) isOld(done *Step) bool {
	switch {
	case done == nil:
		return t.at < t.told
	case done.Status == Trouble:
		return !t.isLast() || t.isOff()
	case done.Status == Passed:
		return t.at <= t.told
	}
	return false
}
