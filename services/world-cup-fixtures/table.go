package main

import (
	"slices"
	"strings"
)

// This file owns the table of a group by the Regulations of the 2018 FIFA
// World Cup Russia, article 32, paragraph 5.

// criteria are the rules of that paragraph, in order. The first that differs
// puts one team above another. Those "between them" look only at the matches
// among the teams that the first three leave level; they are not applied again
// when they part some of those teams from the rest, since the regulations say
// nothing of that. When all are equal, lots are drawn.
var criteria = []string{
	"points",
	"goal difference",
	"goals scored",
	"points between them",
	"goal difference between them",
	"goals scored between them",
	"fair play points",
	"drawing of lots",
}

// overall is how many of the criteria look at all matches of the group.
const overall = 3

// Row is a team's line in the table of its group.
type Row struct {
	Position       int  `json:"position"` // 1 to 4; the first two went on
	Team           Team `json:"team"`
	Played         int  `json:"played"`
	Won            int  `json:"won"`
	Drawn          int  `json:"drawn"`
	Lost           int  `json:"lost"`
	GoalsFor       int  `json:"goals_for"`
	GoalsAgainst   int  `json:"goals_against"`
	GoalDifference int  `json:"goal_difference"`
	Points         int  `json:"points"`
	// FairPlay is 0 or less; nil when nobody recorded the cards.
	FairPlay *int `json:"fair_play,omitempty"`
	// TieBreak is the criterion that parts the team from one above or below it
	// with as many points, the later one if there are two; empty if there is
	// no such team. "drawing of lots" means that no criterion does: the order
	// is then that of the codes, where FIFA would have drawn lots.
	TieBreak string `json:"tie_break,omitempty"`
}

// Table ranks the teams of the given matches, which should be those of one
// group. It depends on nothing else, the order of the matches included.
func Table(matches []Match) []Row {
	rows := tally(matches)
	keys := keysOf(rows, matches)
	slices.SortFunc(rows, func(a, b Row) int {
		if at := firstDifference(keys[a.Team.Code], keys[b.Team.Code]); at < len(keys[a.Team.Code]) {
			return keys[b.Team.Code][at] - keys[a.Team.Code][at] // More is better.
		}
		return strings.Compare(a.Team.Code, b.Team.Code)
	})
	for i := range rows {
		rows[i].Position = i + 1
		rows[i].TieBreak = tieBreak(rows, i, keys)
	}
	return rows
}

// tally adds up the matches, a row for each team.
func tally(matches []Match) []Row {
	var rows []Row
	rowOf := func(t Team) *Row {
		at := slices.IndexFunc(rows, func(r Row) bool { return r.Team == t })
		if at < 0 {
			rows, at = append(rows, Row{Team: t}), len(rows)
		}
		return &rows[at]
	}
	for _, m := range matches {
		var home, away *Cards
		if m.Cards != nil {
			home, away = &m.Cards.Home, &m.Cards.Away
		}
		rowOf(m.Home).add(m.Score.Home, m.Score.Away, home)
		rowOf(m.Away).add(m.Score.Away, m.Score.Home, away)
	}
	return rows
}

// add counts one match. Cards are nil when nobody recorded them.
func (r *Row) add(scored, conceded int, cards *Cards) {
	r.Played++
	r.GoalsFor += scored
	r.GoalsAgainst += conceded
	r.GoalDifference += scored - conceded
	switch {
	case scored > conceded:
		r.Won++
		r.Points += 3
	case scored == conceded:
		r.Drawn++
		r.Points++
	default:
		r.Lost++
	}
	if cards != nil {
		sum := r.fairPlay() + fairPlayPoints(*cards)
		r.FairPlay = &sum
	}
}

func (r Row) fairPlay() int {
	if r.FairPlay == nil {
		return 0
	}
	return *r.FairPlay
}

// fairPlayPoints are deducted once for each player in a match.
func fairPlayPoints(c Cards) int {
	return -(c.Yellow*1 + c.SecondYellow*3 + c.Red*4 + c.YellowAndRed*5)
}

// keysOf gives for each team's code its value in every criterion but the lots.
func keysOf(rows []Row, matches []Match) map[string][]int {
	keys := map[string][]int{}
	for _, r := range rows {
		keys[r.Team.Code] = []int{r.Points, r.GoalDifference, r.GoalsFor}
	}
	level := func(a, b string) bool { return slices.Equal(keys[a][:overall], keys[b][:overall]) }
	between := tally(slices.DeleteFunc(slices.Clone(matches), func(m Match) bool {
		return !level(m.Home.Code, m.Away.Code)
	}))
	for _, r := range rows {
		var b Row // all zero for a team that is level with no team it met
		if at := slices.IndexFunc(between, func(b Row) bool { return b.Team == r.Team }); at >= 0 {
			b = between[at]
		}
		code := r.Team.Code
		keys[code] = append(keys[code], b.Points, b.GoalDifference, b.GoalsFor, r.fairPlay())
	}
	return keys
}

// firstDifference is the place of the first criterion that parts two teams,
// and that of the lots when none does.
func firstDifference(a, b []int) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return len(a)
}

// tieBreak names what parts a row from its neighbours with as many points.
func tieBreak(rows []Row, i int, keys map[string][]int) string {
	latest := 0
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(rows) {
			latest = max(latest, firstDifference(keys[rows[i].Team.Code], keys[rows[j].Team.Code]))
		}
	}
	if latest == 0 {
		return ""
	}
	return criteria[latest]
}
