package monit

// remembered is how many samples are kept of each: ten minutes of one a second.
const remembered = 600

// sample is what one app or instance used at one moment.
type sample struct {
	cpu    float64 // percent of one core
	memory float64 // bytes
}

// history is the past of every app and every instance in the list.
type history map[key]*ring[sample]

// add takes a sample of each item, and forgets whatever is not among them.
func (h history) add(items []item) {
	present := map[key]bool{}
	for _, it := range items {
		k := it.key()
		present[k] = true
		if h[k] == nil {
			h[k] = newRing[sample](remembered)
		}
		h[k].push(sample{it.cpu, float64(it.memory)})
	}
	for k := range h {
		if !present[k] {
			delete(h, k)
		}
	}
}

// series is one of the two figures over time.
type series struct {
	values []float64 // oldest first
	first  int       // number of the first value ever since
}

func (h history) series(k key, figure func(sample) float64) series {
	r := h[k]
	if r == nil {
		return series{}
	}
	s := series{first: r.first()}
	for n := r.first(); n < r.next; n++ {
		s.values = append(s.values, figure(r.at(n)))
	}
	return s
}

func (s series) last() float64 {
	if len(s.values) == 0 {
		return 0
	}
	return s.values[len(s.values)-1]
}

// columns fits a series into a width: the fewest samples to a column with
// which everything fits, and of those the highest. Samples are grouped by
// their numbers, so that a peak keeps its shape as it moves.
func (s series) columns(width int) []float64 {
	if width < 1 || len(s.values) == 0 {
		return nil
	}
	per := 1
	last := s.first + len(s.values) - 1
	for last/per-s.first/per+1 > width {
		per++
	}
	out := make([]float64, last/per-s.first/per+1)
	for i, v := range s.values {
		column := (s.first+i)/per - s.first/per
		out[column] = max(out[column], v)
	}
	return out
}
