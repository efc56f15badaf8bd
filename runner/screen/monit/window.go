package monit

// window is the part of a ring of lines that is looked at, through a filter.
type window struct {
	ring *ring[*line]
	keep func(*line) bool
}

// before are the last n kept lines in front of number end, oldest first.
func (w window) before(end, n int) []*line {
	var found []*line
	for i := end - 1; i >= w.ring.first() && len(found) < n; i-- {
		if one := w.ring.at(i); w.keep(one) {
			found = append(found, one)
		}
	}
	for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
		found[i], found[j] = found[j], found[i]
	}
	return found
}

// move is the end of the window after a scroll by n kept lines, backward if n
// is negative. It goes no further back than to a full window of that height.
func (w window) move(end, n, height int) int {
	end = min(max(end, w.ring.first()), w.ring.next)
	for ; n < 0 && end > w.ring.first(); end-- {
		if w.keep(w.ring.at(end - 1)) {
			n++
		}
	}
	for ; n > 0 && end < w.ring.next; end++ {
		if w.keep(w.ring.at(end)) {
			n--
		}
	}
	return max(end, w.top(height))
}

// top is the end of the oldest full window.
func (w window) top(height int) int {
	for i := w.ring.first(); i < w.ring.next; i++ {
		if height == 0 {
			return i
		}
		if w.keep(w.ring.at(i)) {
			height--
		}
	}
	return w.ring.next
}

// newer is the number of kept lines from end on.
func (w window) newer(end int) int {
	n := 0
	for i := max(end, w.ring.first()); i < w.ring.next; i++ {
		if w.keep(w.ring.at(i)) {
			n++
		}
	}
	return n
}
