package sandbox

import (
	"context"
	"errors"
	"fmt"

	"workshop.example/processes/runner/apps/build"
)

// Trouble is what is wrong with the sandbox itself or with this machine; nil
// when all is well. Whoever finds fault with a learner's file asks first: a
// Redis of ours that died, or a disk that is full, looks like a mistake.
func (b *Box) Trouble(ctx context.Context) error {
	for _, r := range b.backing.opened {
		if err := r.Answers(ctx); err != nil {
			return fmt.Errorf("the Redis of this check has stopped answering: %w", err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.machine
}

// noteMachine remembers a build that failed for a reason that is in no source.
func (b *Box) noteMachine(ctx context.Context, err error) {
	var failed *build.Failed
	if err == nil || ctx.Err() != nil || errors.As(err, &failed) && !failed.Machine {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.machine = fmt.Errorf("a program could not be built here: %w", err)
}
