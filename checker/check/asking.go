package check

import "context"

// KeepAsking sends requests as StartTraffic does from now on, until StopAsking
// or the end of the check.
func (r *Run) KeepAsking(ctx context.Context, requests ...Request) {
	r.asking = r.StartTraffic(ctx, requests...)
}

// AwaitAsked waits until n more requests of KeepAsking were answered.
func (r *Run) AwaitAsked(ctx context.Context, n int) { r.asking.Await(ctx, n) }

// StopAsking ends what KeepAsking began and says what it counted; again, when
// it is called again.
func (r *Run) StopAsking() Tally {
	if r.asking == nil {
		return Tally{}
	}
	return r.asking.Stop()
}
