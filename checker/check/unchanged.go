package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/kit"
)

// This file is about services that are not the kit's any more. In the kit itself
// that is the learner's right, and is said. What comes with a file that was
// handed in, or is written by it, must not take the kit's place: a proof of what
// another program did is none.

// changed are the services that are not the kit's, in a sentence each.
func (r *Run) changed() []string {
	edited, err := r.Box.Edited()
	if err != nil {
		return nil // nothing was seen that could be said
	}
	return sentences(edited, append(edited, r.brought...))
}

// ChangedIn are the services that were not the kit's in any of these results, a
// sentence each.
func ChangedIn(results []Result) []string {
	var all []string
	for _, one := range results {
		for _, words := range one.Changed {
			if !slices.Contains(all, words) {
				all = append(all, words)
			}
		}
	}
	return all
}

// sentences say what was changed of each service: the ones of the kit itself
// can be had back there.
func sentences(edited, all []kit.Edit) []string {
	var said []string
	for _, service := range services(all) {
		words := notTheKits(service, all)
		if slices.ContainsFunc(edited, func(e kit.Edit) bool { return e.Service() == service }) {
			words += "; to restore it: git checkout services/"
		}
		said = append(said, words)
	}
	return said
}

func services(edits []kit.Edit) []string {
	var all []string
	for _, e := range edits {
		if !slices.Contains(all, e.Service()) {
			all = append(all, e.Service())
		}
	}
	return all
}

// mostNamed is how many files of a service are named.
const mostNamed = 3

// notTheKits is "services/hello-world is not the kit's: main.go differs".
func notTheKits(service string, edits []kit.Edit) string {
	var files []string
	for _, e := range edits {
		if e.Service() == service {
			files = append(files, strings.TrimPrefix(e.File, service+"/")+" "+e.What)
		}
	}
	if more := len(files) - mostNamed; more > 0 {
		files = append(files[:mostNamed], fmt.Sprintf("and %d more", more))
	}
	if service == "" {
		return "the kit is built differently: " + strings.Join(files, ", ")
	}
	return service + " is not the kit's any more: " + strings.Join(files, ", ")
}

// withItsServices is the last promise of an exercise: what was seen counts only
// of the kit's services.
func (r *Run) withItsServices(last Promise) Promise {
	return Promise{last.Name, func(ctx context.Context, _ *Run) *Finding {
		if finding := last.Check(ctx, r); finding != nil {
			return finding
		}
		return r.isUnchanged()
	}}
}

// isUnchanged checks, where everything else was as it should be, that it was the
// kit's services that were seen. Exercises with containers look into these.
func (r *Run) isUnchanged() *Finding {
	now, err := r.Box.Brought()
	if err != nil {
		return Internal(err)
	}
	if r.Exercise.Engine || len(r.brought)+len(now) == 0 {
		return nil
	}
	r.brought = append(r.brought, now...)
	slices.SortFunc(r.brought, func(a, b kit.Edit) int { return strings.Compare(a.File, b.File) })
	r.brought = slices.Compact(r.brought)
	return &Finding{
		ID:       "CHANGED-SERVICE",
		Expected: "the kit's own services to do what was seen",
		Seen:     strings.Join(sentences(nil, r.brought), "\n") + "\nIt lies beside the process file, or a script wrote it, and it took the place of the kit's",
		Try:      "Your process file may well be right. Restore the kit's services, and check again: git checkout services/. Or hand in the file without them.",
	}
}
