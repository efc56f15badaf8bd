package frontdoor

// This file owns the choice of an instance, and nothing else: it neither
// locks, counts nor waits.

// choose is the index of the load that is smallest, or -1 when there is none
// to choose from. loads[i] is the number of requests in flight on instance i;
// a negative load bars it.
//
// Among equals the first at or after start wins, going round. A caller who
// passes the index after the last choice thus gets plain round robin while
// requests come one at a time (every instance has nothing in flight), which is
// what a learner expects to see, and least-requests as soon as one instance is
// slower than the others.
func choose(loads []int, start int) int {
	best := -1
	for step := range loads {
		i := (start + step) % len(loads)
		if loads[i] < 0 {
			continue
		}
		if best < 0 || loads[i] < loads[best] {
			best = i
		}
	}
	return best
}
