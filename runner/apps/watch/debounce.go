package watch

import "time"

// debounce decides when changes are reported: when it was quiet for a while
// after the last one, and when the first one has waited long enough, however
// unquiet it is.
type debounce struct {
	quiet   time.Duration
	longest time.Duration

	first, last time.Time // zero: nothing waits
}

// hint notes that something happened between two moments.
func (d *debounce) hint(first, last time.Time) {
	if d.first.IsZero() {
		d.first = first
	}
	d.last = last
}

// due is the moment of the report; waiting is false when there is nothing to
// report.
func (d *debounce) due() (at time.Time, waiting bool) {
	if d.first.IsZero() {
		return time.Time{}, false
	}
	at = d.last.Add(d.quiet)
	if limit := d.first.Add(max(d.longest, d.quiet)); limit.Before(at) {
		at = limit
	}
	return at, true
}

func (d *debounce) reset() { d.first, d.last = time.Time{}, time.Time{} }
