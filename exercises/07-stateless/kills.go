package stateless

import (
	"context"
	"fmt"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/patience"
)

// This file owns the promises about processes that go while the count stays.

// visitors count visits, one after the other, until they are sent home.
type visitors struct {
	answered int // how many were told that their visit was counted
	unsure   int // how many got no answer: their visit may have been counted or not
	leave    context.CancelFunc
	gone     chan struct{}
}

// come starts the visitors. A visit that has begun is always waited for, so that
// only a kill can leave one unsure.
func come(ctx context.Context, r *check.Run) *visitors {
	staying, leave := context.WithCancel(ctx)
	v := &visitors{leave: leave, gone: make(chan struct{})}
	go func() {
		defer close(v.gone)
		tick := time.NewTicker(patience.Pace.Time)
		defer tick.Stop()
		for staying.Err() == nil {
			if isCounted(r, post(ctx, r)) {
				v.answered++
			} else {
				v.unsure++
			}
			select {
			case <-staying.Done():
			case <-tick.C:
			}
		}
	}()
	return v
}

// goHome returns when the last of them has an answer, or an error.
func (v *visitors) goHome() {
	v.leave()
	<-v.gone
}

func killEach(ctx context.Context, r *check.Run) *check.Finding {
	before, finding := agreed(ctx, r)
	if finding != nil {
		return finding
	}
	v := come(ctx, r)
	for _, row := range r.Rows(r.App) {
		killed, err := r.Kill(row)
		if err != nil {
			v.goHome()
			return check.Internal(err)
		}
		switch replaced, trouble := r.AwaitReplaced(ctx, row); {
		case trouble != nil:
			v.goHome()
			return trouble
		case !replaced:
			v.goHome()
			return r.NotBack(check.Return{Instance: row.Instance, Was: killed})
		}
	}
	v.goHome()
	after, finding := agreed(ctx, r)
	if finding != nil {
		return finding
	}
	if after >= before+v.answered && after <= before+v.answered+v.unsure {
		return nil
	}
	return lost(r, before+v.answered, after, fmt.Sprintf("%d visits were counted before the first was killed, and %d more until the last was replaced", before, v.answered))
}

func restartAll(ctx context.Context, r *check.Run) *check.Finding {
	before, finding := agreed(ctx, r)
	if finding != nil {
		return finding
	}
	r.Mark("all instances are stopped and started again")
	bounded, cancel := r.Box.Clock().Within(ctx, patience.Back)
	defer cancel()
	err := r.Box.Ecosystem().Restart(bounded, r.App.Name)
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding // it says more than err
	}
	if err != nil && !check.IsLate(err.Error()) {
		return check.Internal(fmt.Errorf("restart %s: %w", r.App.Name, err))
	}
	after, finding := agreed(ctx, r)
	switch {
	case finding != nil:
		return finding
	case after == before: // look again: these are new processes
		if finding := countedInRedis(ctx, r, after); finding != nil {
			return finding
		}
		return r.IsTheKitsHelloWorld(ctx)
	}
	return lost(r, before, after, fmt.Sprintf("all instances reported %d before they were stopped", before))
}

// agreed is the number that every instance reports. The finding is that their
// numbers differ. The last visit to a killed instance may still be on its way to
// Redis, so they are asked for a while.
func agreed(ctx context.Context, r *check.Run) (int, *check.Finding) {
	bounded, cancel := r.Box.Clock().Within(ctx, patience.Agreed)
	defer cancel()
	tick := time.NewTicker(patience.Pace.Time)
	defer tick.Stop()
	for {
		tallies, err := askAll(ctx, r)
		if err == nil && same(tallies) {
			return tallies[0].Visits, nil
		}
		select {
		case <-tick.C:
			continue
		case <-bounded.Done():
		}
		if err != nil {
			return 0, notCounted(r, err.Error())
		}
		return 0, differ(r, numbers(tallies))
	}
}

func lost(r *check.Run, expected, reported int, history string) *check.Finding {
	return &check.Finding{
		ID:       "VISITS-LOST",
		Expected: fmt.Sprintf("every instance to report %d visits", expected),
		Seen:     fmt.Sprintf("they report %d: %s", reported, history),
		Where:    check.Where(r.App, "script"),
		Try:      "Remove from the script what clears or sets the number: a process that starts or stops must leave alone what all of them share.",
	}
}
