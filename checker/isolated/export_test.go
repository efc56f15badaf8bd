package isolated

import "time"

// ShortGrace lets a test see the end of a child that does not want to end.
func ShortGrace(d time.Duration) (back func()) {
	old := grace
	grace = d
	return func() { grace = old }
}
