//go:build unix

package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// This file owns console blocks: what they show against what was printed.

func (s *Session) playCommands(ctx context.Context, step Step) (Outcome, error) {
	var out Outcome
	left := candidates(step)
	for _, c := range step.Block.Commands {
		printed, still := s.playCommand(ctx, step, c, left)
		out.Printed = append(out.Printed, printed)
		if still == nil {
			out.Difference += difference(c, printed)
			continue
		}
		left = still
	}
	return out, nil
}

// playCommand runs one command, again and again where the page says that it
// takes a moment.
func (s *Session) playCommand(ctx context.Context, step Step, c Command, left []numbering) ([]string, []numbering) {
	if step.Block.Silent() {
		printed, err := s.Run(ctx, c.Words)
		if err != nil {
			return append(printed, err.Error()), nil
		}
		return nil, left
	}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		printed, _ := s.Run(ctx, c.Words) // whether it may fail, its words say
		m, still := judge(step, c.Shown, printed, left, true)
		if still != nil {
			maps.Copy(s.bound, m.bound)
			return printed, still
		}
		if !step.Has("eventually") {
			return printed, nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return printed, nil
		}
	}
}

func (s *Session) playBackground(ctx context.Context, step Step) (Outcome, error) {
	if len(step.Block.Commands) != 1 {
		return Outcome{}, fmt.Errorf("a block in the background has one command, this one has %d", len(step.Block.Commands))
	}
	b, err := s.start(step.Directives["background"], step.Block.Commands[0].Words)
	if err != nil {
		return Outcome{}, err
	}
	s.background = append(s.background, b)
	return s.awaitShown(ctx, step, b, false), nil
}

// playOutput is a block without a command: what the background printed further.
func (s *Session) playOutput(ctx context.Context, step Step) (Outcome, error) {
	name, last := step.Directives["stop"], step.Has("stop")
	if !last {
		name = step.Directives["output"]
	}
	b, err := s.pick(name)
	if err != nil {
		return Outcome{}, err
	}
	if last {
		if err := s.stop(ctx, b); err != nil {
			return Outcome{}, err
		}
	}
	return s.awaitShown(ctx, step, b, last), nil
}

func (s *Session) awaitShown(ctx context.Context, step Step, b *background, whole bool) Outcome {
	var c Command
	if len(step.Block.Commands) > 0 {
		c = step.Block.Commands[0]
	}
	var m matched
	printed, err := b.await(ctx, func(lines []string) bool {
		var still []numbering
		m, still = judge(step, c.Shown, lines, candidates(step), whole)
		return still != nil
	})
	if err != nil {
		b.drop(len(printed))
		return Outcome{Difference: difference(c, printed), Printed: [][]string{printed}}
	}
	b.drop(m.used)
	maps.Copy(s.bound, m.bound)
	return Outcome{Printed: [][]string{printed[:m.used]}}
}

// difference shows both sides; a person sees where they part.
func difference(c Command, printed []string) string {
	var b strings.Builder
	if c.Words != "" {
		fmt.Fprintf(&b, "\n$ %s\n", c.Words)
	}
	fmt.Fprintf(&b, "the page shows:\n%sbut it printed:\n%s", indented(c.Shown), indented(printed))
	if first := firstUnlike(c.Shown, printed); first != "" {
		fmt.Fprintf(&b, "the first line of the page that was not printed:\n%s", indented([]string{first}))
	}
	return b.String()
}

func indented(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString("    " + line + "\n")
	}
	return b.String()
}

// firstUnlike is a line that nothing printed resembles; "" when it is the order
// or the number of lines that differs.
func firstUnlike(shown, printed []string) string {
	for _, line := range shown {
		if line != wildcard && !slices.ContainsFunc(printed, func(p string) bool { return same(line, p, nil) }) {
			return line
		}
	}
	return ""
}
