package timeline

import (
	"net/http"

	"workshop.example/processes/checker/check"
)

// Bucket is what became of the requests in the time of one column. A request is
// counted where its answer came, or where the check no longer waited for one.
type Bucket struct {
	Answered int // as the check expected
	Refused  int // as the check expected, too: a status from 500 on, or nobody there
	Failed   int // not as the check expected
	InFlight int // sent in this column or before, and answered in a later one
}

// Asked is how many requests came to their end.
func (b Bucket) Asked() int { return b.Answered + b.Refused + b.Failed }

// requests are the rows of requests, one for each app that was asked.
func (c Chart) requests(clock clock, all []check.Sent) map[string][]Row {
	rows := map[string][]Row{}
	for _, sent := range all {
		at, in := clock.since(sent.At)
		if !in {
			continue
		}
		if rows[sent.App] == nil {
			rows[sent.App] = []Row{{Kind: Requests, App: sent.App, Buckets: make([]Bucket, c.Columns), ByWhom: map[string]int{}}}
		}
		row := &rows[sent.App][0]
		end := c.Column(at + max(0, sent.Took))
		for column := c.Column(at); column < end; column++ {
			row.Buckets[column].InFlight++
		}
		row.Buckets[end].count(sent)
		row.Tally.count(sent)
		if sent.Instance != "" {
			row.ByWhom[sent.Instance]++
		}
	}
	return rows
}

func (b *Bucket) count(sent check.Sent) {
	switch {
	case sent.Failed:
		b.Failed++
	case sent.Status == 0 || sent.Status >= http.StatusInternalServerError:
		b.Refused++
	default:
		b.Answered++
	}
}
