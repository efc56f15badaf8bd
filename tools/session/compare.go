package session

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// This file owns the question whether what was printed is what a page shows.

// wildcard as a line stands for any number of lines, within one for any text.
const wildcard = "…"

// numbering says which instance of the session plays the one of the page. Nil:
// each plays its own.
type numbering map[string]string

// matched is an answer: which lines of the output were shown, and what stands
// in them for the page's pids and ports.
type matched struct {
	used  int               // so many lines of the output are dealt with
	bound map[string]string // by what the page shows
}

// compare matches what is shown with what was printed. Whole: nothing may
// follow, which is so for a command that has ended.
func compare(shown, printed []string, n numbering, unordered, whole bool) (matched, bool) {
	if unordered {
		return compareUnordered(shown, printed, n, whole)
	}
	pairs, used, ok := align(shown, printed, n, whole)
	if !ok {
		return matched{}, false
	}
	return matched{used: used, bound: bindings(pairs)}, true
}

type pair struct{ shown, printed string }

// align walks over both sides. A wildcard takes as few lines as possible.
func align(shown, printed []string, n numbering, whole bool) ([]pair, int, bool) {
	if len(shown) == 0 {
		return nil, 0, !whole || len(printed) == 0
	}
	if shown[0] == wildcard {
		if len(shown) == 1 && whole {
			return nil, len(printed), true
		}
		for skip := range len(printed) + 1 {
			if pairs, used, ok := align(shown[1:], printed[skip:], n, whole); ok {
				return pairs, used + skip, true
			}
		}
		return nil, 0, false
	}
	if len(printed) == 0 || !same(shown[0], printed[0], n) {
		return nil, 0, false
	}
	pairs, used, ok := align(shown[1:], printed[1:], n, whole)
	return append(pairs, pair{shown[0], printed[0]}), used + 1, ok
}

// compareUnordered finds a line for each that is shown. Without a wildcard
// among them, no other may stand between.
func compareUnordered(shown, printed []string, n numbering, whole bool) (matched, bool) {
	var pairs []pair
	var taken []int
	others := false
	for _, line := range shown {
		if line == wildcard {
			others = true
			continue
		}
		at := -1
		for i, p := range printed {
			if !slices.Contains(taken, i) && same(line, p, n) {
				at = i
				break
			}
		}
		if at < 0 {
			return matched{}, false
		}
		taken = append(taken, at)
		pairs = append(pairs, pair{line, printed[at]})
	}
	used := len(printed)
	if !whole {
		used = 0
		if len(taken) > 0 {
			used = slices.Max(taken) + 1
		}
	}
	if !others && used != len(taken) {
		return matched{}, false
	}
	return matched{used: used, bound: bindings(pairs)}, true
}

// same compares two lines. What is shown may have wildcards.
func same(shown, printed string, n numbering) bool {
	a, _ := plain(n.apply(shown))
	b, _ := plain(printed)
	if !strings.Contains(a, wildcard) {
		return a == b
	}
	parts := strings.Split(a, wildcard)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(b)
}

// bindings are what the session has where the page has a pid or a port.
func bindings(pairs []pair) map[string]string {
	all := map[string]string{}
	for _, p := range pairs {
		_, theirs := plain(p.shown)
		_, ours := plain(p.printed)
		if len(theirs) == len(ours) { // a wildcard may have swallowed one
			for i := range theirs {
				all[theirs[i]] = ours[i]
			}
		}
	}
	return all
}

// instances are the places in which the number of an instance stands.
var instances = regexp.MustCompile(`^(\d+)\||\binstance[ =](\d+)|X-Instance: (\d+)|"instance": ?"(\d+)"`)

func (n numbering) apply(line string) string {
	if n == nil {
		return line
	}
	var b strings.Builder
	end := 0
	for _, at := range instances.FindAllStringSubmatchIndex(line, -1) {
		for g := 2; g < len(at); g += 2 {
			if at[g] < 0 {
				continue
			}
			b.WriteString(line[end:at[g]])
			b.WriteString(n[line[at[g]:at[g+1]]])
			end = at[g+1]
		}
	}
	return b.String() + line[end:]
}

// mostInstances bounds the search: beyond it, every instance plays itself.
const mostInstances = 5

// numberings are all ways to give the numbers of a block to one another,
// beginning with the one that changes nothing.
func numberings(b *Block) []numbering {
	found := map[string]bool{}
	for _, c := range b.Commands {
		for _, line := range c.Shown {
			for _, m := range instances.FindAllStringSubmatch(line, -1) {
				found[strings.Join(m[1:], "")] = true
			}
		}
	}
	numbers := slices.Sorted(maps.Keys(found))
	if len(numbers) > mostInstances {
		return []numbering{nil}
	}
	var all []numbering
	for _, order := range orders(numbers) {
		n := numbering{}
		for i, number := range numbers {
			n[number] = order[i]
		}
		all = append(all, n)
	}
	return all
}

func orders(of []string) [][]string {
	if len(of) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for i, first := range of {
		rest := slices.Concat(of[:i], of[i+1:])
		for _, tail := range orders(rest) {
			all = append(all, append([]string{first}, tail...))
		}
	}
	return all
}

// candidates are the numberings under which a block may still be true.
func candidates(step Step) []numbering {
	if step.Has("unordered") {
		return numberings(step.Block)
	}
	return []numbering{nil}
}

// judge compares under every candidate that is left, and returns those under
// which it is true.
func judge(step Step, shown, printed []string, left []numbering, whole bool) (matched, []numbering) {
	shown = slices.DeleteFunc(slices.Clone(shown), passing.MatchString)
	var first matched
	var still []numbering
	for _, n := range left {
		if m, ok := compare(shown, printed, n, step.Has("unordered"), whole); ok {
			if still == nil {
				first = m
			}
			still = append(still, n)
		}
	}
	return first, still
}
