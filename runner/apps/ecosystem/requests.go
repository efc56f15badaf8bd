package ecosystem

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// This file is what can be asked for by an app's name. Each request waits until
// it is done: instances are ready or have failed, old ones are gone.

// Unknown is a name that no app has.
type Unknown struct {
	Name  string
	Known []string // the apps that there are
}

func (u *Unknown) Error() string {
	if len(u.Known) == 0 {
		return fmt.Sprintf("no app is called %q; there are none", u.Name)
	}
	words := fmt.Sprintf("no app is called %q; there are %s", u.Name, strings.Join(u.Known, ", "))
	if near := u.Near(); near != "" {
		words += ". Did you mean " + near + "?"
	}
	return words
}

// Near is the app that was most likely meant: by a slip, or by the beginning of
// its name; "" for none.
func (u *Unknown) Near() string {
	if near := processfile.Suggest(u.Name, u.Known); near != "" {
		return near
	}
	begin := slices.DeleteFunc(slices.Clone(u.Known), func(name string) bool { return !strings.HasPrefix(name, u.Name) })
	if len(begin) == 1 && u.Name != "" {
		return begin[0]
	}
	return ""
}

// Names are the apps that a target means: "all", an app's name, a namespace,
// the id of one of an app's instances, or a pattern between slashes (PM2's
// /^web/). Its error is *Unknown.
func (e *Ecosystem) Names(target string) ([]string, error) {
	pattern := patternOf(target)
	var known, spaced, numbered, matched []string
	for _, a := range e.all() {
		known = append(known, a.name)
		if pattern != nil && pattern.MatchString(a.name) {
			matched = append(matched, a.name)
		}
		if a.spec().Namespace == target {
			spaced = append(spaced, a.name)
		}
		if slices.ContainsFunc(a.all(), func(s *seat) bool { return strconv.Itoa(s.id) == target }) {
			numbered = append(numbered, a.name)
		}
	}
	switch {
	case target == "all" && len(known) > 0:
		return known, nil
	case slices.Contains(known, target):
		return []string{target}, nil
	case len(spaced) > 0:
		return spaced, nil
	case len(numbered) > 0:
		return numbered, nil
	case len(matched) > 0:
		return matched, nil
	}
	return nil, &Unknown{Name: target, Known: known}
}

// patternOf is the pattern of a target such as /^web/; nil when it is none.
func patternOf(target string) *regexp.Regexp {
	if len(target) < 3 || target[0] != '/' || target[len(target)-1] != '/' {
		return nil
	}
	pattern, err := regexp.Compile(target[1 : len(target)-1])
	if err != nil {
		return nil
	}
	return pattern
}

// with gives an app its turn.
func (e *Ecosystem) with(ctx context.Context, name string, do func(context.Context, *app) error) error {
	a := e.app(name)
	if a == nil {
		return e.unknown(name)
	}
	ctx, end, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return do(ctx, a)
}

func (e *Ecosystem) unknown(name string) error {
	var known []string
	for _, a := range e.all() {
		known = append(known, a.name)
	}
	return &Unknown{Name: name, Known: known}
}

// StartApp starts what does not run of an app.
func (e *Ecosystem) StartApp(ctx context.Context, name string) error {
	return e.with(ctx, name, func(ctx context.Context, a *app) error {
		a.watching.reset()
		return a.startAndWait(ctx, Cause{Why: "start"})
	})
}

// StopApp stops an app, which stays known. Requests in flight may end, within
// its kill_timeout. A change that is under way is called off.
func (e *Ecosystem) StopApp(ctx context.Context, name string) error {
	if a := e.app(name); a != nil {
		a.hurryUp()
	}
	return e.with(ctx, name, func(_ context.Context, a *app) error {
		a.stop()
		return nil
	})
}

// Restart stops all instances of an app and starts them anew; an app that is
// stopped is started.
func (e *Ecosystem) Restart(ctx context.Context, name string) error {
	return e.with(ctx, name, func(ctx context.Context, a *app) error {
		a.watching.reset()
		return a.restart(ctx, Cause{Why: "restart"})
	})
}

// Reload replaces an app's instances one by one, each by one that is ready. A
// new one that does not become ready is given up, and the old ones run on. An
// app in fork mode is restarted.
func (e *Ecosystem) Reload(ctx context.Context, name string) error {
	return e.with(ctx, name, func(ctx context.Context, a *app) error {
		a.watching.reset()
		return a.reload(ctx, Cause{Why: "reload"})
	})
}

// Scale makes an app have n instances. More are started beside those that run;
// of fewer, the highest numbers go first, after their requests in flight. It
// returns when the new ones are ready and the old ones gone.
func (e *Ecosystem) Scale(ctx context.Context, name string, n int) error {
	if n < 1 {
		return fmt.Errorf("%d instances: at least one must stay", n)
	}
	return e.with(ctx, name, func(ctx context.Context, a *app) error { return a.scale(ctx, n) })
}

// DeleteApp stops an app and forgets it.
func (e *Ecosystem) DeleteApp(_ context.Context, name string) error {
	a := e.app(name)
	if a == nil {
		return e.unknown(name)
	}
	e.drop(a)
	return nil
}
