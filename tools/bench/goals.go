package main

import (
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/table"
)

// goals are what the runner is to reach. Those in milliseconds were set on a
// machine with two processors shared with others; the ratios hold anywhere.
func goals() []table.Goal {
	floor := peer.Floor.Name
	key := func(row, situation, unit string) table.Key { return table.Key{Row: row, Case: situation, Unit: unit} }
	goal := func(row, situation, unit, words string, judge table.Judge) table.Goal {
		return table.Goal{Key: key(row, situation, unit), Words: words, Judge: judge}
	}
	all := []table.Goal{
		goal("start", "100 services", "ms", "at most 1.3 × floor", table.TimesOf(floor, 1.3)),
		goal("memory", "1 service", "MB", "at most 15 MB", table.AtMost(15)),
		goal("memory", "100 services", "MB", "at most 20 MB", table.AtMost(20)),
		goal("cli", "0 services", "ms", "at most 20 ms", table.AtMost(20)),
		goal("cli", "100 services", "ms", "at most 20 ms", table.AtMost(20)),
		goal("stop", "100 services", "ms", "at most 150 ms", table.AtMost(150)),
		goal("kill", "until it answers", "ms", "at most 20 ms over the service's own start", moreThan(ownStart, 20)),
		goal("left", "kill -9 of the manager with 10 services: after 3 s", "services", "nothing", table.Never(0)),
		goal("left", "kill -9 of the manager with 10 services: after 3 s", "other processes", "nothing", table.Never(0)),
		goal("left", "a stop, of a child that ignores it", "processes", "nothing", table.Never(0)),
		goal("left", "the manager's own end: when its command has returned", "processes", "nothing", table.Never(0)),
		goal("logs", "a write for each line: the program is done", "ms", "at most 1.2 × a plain file", table.TimesOf(plainFile, 1.2)),
	}
	for _, how := range []string{"a write for each line", "64 KiB at a time"} {
		for _, what := range []string{"lines lost", "lines torn or out of order", "unfinished last lines lost"} {
			all = append(all, goal("logs", how, what, "no "+what, table.Never(0)))
		}
	}
	all = append(all,
		goal("save", "save until the new version answers", "ms", "at most 100 ms more than `go build` and a start", moreThan(buildAlone, 100)),
		goal("save", "save", "requests without an answer meanwhile", "none", table.Never(0)),
		goal("save", "a compile error", "% of requests without an answer", "none", table.Never(0)),
		goal("door", "Go, 1 instance", "% of the bare service's", "at least 50 %", table.AtLeast(50)),
		goal("door", "Go, 4 instances", "% of the bare service's", "at least 50 %", table.AtLeast(50)),
		goal("validate", "20 apps", "ms", "at most 10 ms more than a command that reads nothing", moreThan(ownStart, 10)),
	)
	for _, m := range manners {
		for _, language := range []string{"Go, ", "Node, "} {
			all = append(all, goal("reload", language+m.name, "requests without an answer", "none", table.Never(0)))
		}
	}
	for _, k := range []table.Key{
		key("start", "100 services", "ms"), key("cold", "1 service", "ms"), key("memory", "100 services", "MB"),
		key("cli", "100 services", "ms"), key("stop", "100 services", "ms"), key("kill", "until it answers", "ms"),
		key("logs", "a write for each line: the program is done", "ms"), key("logs", "64 KiB at a time: the program is done", "ms"),
		key("save", "save until the new version answers", "ms"), key("scale", "1 to 10", "ms"), key("scale", "10 to 2", "ms"),
	} {
		all = append(all, table.Goal{Key: k, Words: "ahead of every manager", Judge: table.AheadOf(floor, ownStart, buildAlone, plainFile, bare)})
	}
	return all
}

// moreThan: ours is no more than so much above another's.
func moreThan(other string, by float64) table.Judge {
	return func(t *table.Table, key table.Key) (met, known bool, seen string) {
		reference := t.Of(key, other)
		if reference.N == 0 {
			return false, false, ""
		}
		return table.AtMost(reference.Median+by)(t, key)
	}
}
