package check

import (
	"context"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/processfile"
)

// HelloWorldAlone starts hello-world and no other app of the file, and checks
// that it is online and the kit's own. try says what to do when the file has
// none. Every REDIS_URL leads to nobody: a greeting needs none. A successor of
// an instance may take its time until it is ready, whatever listen_timeout says:
// a wrapper compiles first, perhaps on a busy machine.
func (r *Run) HelloWorldAlone(ctx context.Context, try string) *Finding {
	if finding := r.NeedHelloWorld(try); finding != nil {
		return finding
	}
	r.Box.RedisAway()
	r.App.ListenTimeout = max(r.App.ListenTimeout, patience.Online.Time)
	if finding := r.Start(ctx, r.OthersThan(r.App)...); finding != nil {
		return finding
	}
	if finding := r.ComesOnline(ctx, r.App); finding != nil {
		return finding
	}
	return r.IsTheKitsHelloWorld(ctx)
}

// OthersThan are the names of all apps but one.
func (r *Run) OthersThan(app *processfile.App) []string {
	var names []string
	for _, other := range r.File.Apps {
		if other.Name != app.Name {
			names = append(names, other.Name)
		}
	}
	return names
}

// AskEach asks App for its greeting until every instance must have had its turn:
// the runner shares requests out in rotation. It returns the first answer that
// is not as it should be, or else the last one.
func (r *Run) AskEach(ctx context.Context, right func(Answer) bool) (Answer, bool) {
	var answer Answer
	for range 2*len(r.Rows(r.App)) + 1 {
		answer = r.Send(ctx, Request{Right: right})
		if !right(answer) {
			return answer, false
		}
	}
	return answer, true
}
