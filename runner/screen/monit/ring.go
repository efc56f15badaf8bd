package monit

// ring keeps the youngest of many things. Every thing has a number that it
// keeps for ever: the first ever pushed is 0.
type ring[T any] struct {
	items []T
	limit int // of things kept
	next  int // the number of the next one
}

func newRing[T any](limit int) *ring[T] { return &ring[T]{limit: limit} }

func (r *ring[T]) push(thing T) {
	if len(r.items) < r.limit {
		r.items = append(r.items, thing)
	} else {
		r.items[r.next%r.limit] = thing
	}
	r.next++
}

// first is the number of the oldest that is still kept; next when there is none.
func (r *ring[T]) first() int { return r.next - len(r.items) }

// at is the thing with that number, which must be between first and next.
func (r *ring[T]) at(number int) T { return r.items[number%r.limit] }
