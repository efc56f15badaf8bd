package page

import (
	"cmp"
	"slices"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/report"
	"workshop.example/processes/checker/screen/timeline"
)

// This file lists what happened in a run, as text.

// mostEvents is how many events the page lists.
const mostEvents = 400

// happened is everything in order of time, and how much there was no room for.
func happened(record *check.Record) (list []toldView, more int) {
	type moment struct {
		at   time.Duration
		told toldView
	}
	var all []moment
	for _, row := range timeline.Of(record, columns).Rows {
		who := name(row)
		if row.Kind == timeline.App {
			who = clean(row.App)
		}
		for _, p := range row.Points {
			if text := clean(report.PointWords(p)); text != "" {
				all = append(all, moment{p.At, toldView{milliseconds(p.At), who, text}})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	for i, m := range all {
		if i == mostEvents {
			return list, len(all) - mostEvents
		}
		list = append(list, m.told)
	}
	return list, 0
}
