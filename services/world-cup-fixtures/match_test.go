package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// match is a match of the record by its number.
func match(t *testing.T, id int) Match {
	t.Helper()
	require.LessOrEqual(t, id, len(recorded()))
	return recorded()[id-1]
}

// winner is who won a match, in whatever way; loser is the other one.
func winner(m Match) (winner, loser string) {
	last := m.Score
	if m.AfterExtraTime != nil {
		last = *m.AfterExtraTime
	}
	if m.Penalties != nil {
		last = *m.Penalties
	}
	if last.Home > last.Away {
		return m.Home.Code, m.Away.Code
	}
	return m.Away.Code, m.Home.Code
}

func TestRecordHasTheShapeOfTheTournament(t *testing.T) {
	perStage, perTeam, venues, cities, codeOf := map[string]int{}, map[string]int{}, map[string]bool{}, map[string]bool{}, map[string]string{}
	opening := time.Date(2018, 6, 14, 15, 0, 0, 0, time.UTC)
	final := time.Date(2018, 7, 15, 15, 0, 0, 0, time.UTC)
	for i, m := range recorded() {
		assert.Equal(t, i+1, m.ID)
		perStage[m.Stage]++
		venues[m.Venue], cities[m.City] = true, true
		assert.False(t, m.Kickoff.Before(opening) || m.Kickoff.After(final), "match %d", m.ID)
		assert.Equal(t, m.Stage == "group", m.Group != "", "match %d", m.ID)
		for _, team := range []Team{m.Home, m.Away} {
			assert.Regexp(t, `^[A-Z]{3}$`, team.Code)
			if known, ok := codeOf[team.Name]; ok {
				assert.Equal(t, known, team.Code)
			}
			codeOf[team.Name] = team.Code
			if m.Stage == "group" {
				perTeam[m.Group+" "+team.Code]++
			}
		}
	}
	assert.Equal(t, map[string]int{"group": 48, "round-of-16": 8, "quarter-final": 4, "semi-final": 2, "third-place": 1, "final": 1}, perStage)
	assert.Len(t, codeOf, 32)
	assert.Len(t, perTeam, 32, "a team plays in one group")
	for team, n := range perTeam {
		assert.Equal(t, 3, n, team)
	}
	assert.Len(t, venues, 12)
	assert.Len(t, cities, 11, "Moscow has two stadiums")
}

func TestExtraTimeAndPenaltiesFollowADraw(t *testing.T) {
	for _, m := range recorded() {
		drawn := m.Score.Home == m.Score.Away
		assert.Equal(t, drawn && m.Stage != "group", m.AfterExtraTime != nil, "match %d", m.ID)
		if m.AfterExtraTime != nil {
			assert.Equal(t, m.AfterExtraTime.Home == m.AfterExtraTime.Away, m.Penalties != nil, "match %d", m.ID)
		}
	}
}

// Who plays in a match of the knock-out stage follows from earlier results. A
// wrong score, table or number in the record breaks the chain.
func TestKnockOutMatchesFollowFromTheResults(t *testing.T) {
	at := map[string]string{} // "1A": who won group A; "W49", "L61": who won or lost a match
	for _, g := range groups {
		for _, row := range Table(filter{group: g}.of(recorded())) {
			at[fmt.Sprint(row.Position, g)] = row.Team.Code
		}
	}
	programme := []struct {
		id         int
		home, away string
	}{
		{49, "1A", "2B"}, {50, "1C", "2D"}, {51, "1B", "2A"}, {52, "1D", "2C"},
		{53, "1E", "2F"}, {54, "1G", "2H"}, {55, "1F", "2E"}, {56, "1H", "2G"},
		{57, "W49", "W50"}, {58, "W53", "W54"}, {59, "W51", "W52"}, {60, "W55", "W56"},
		{61, "W57", "W58"}, {62, "W59", "W60"}, {63, "L61", "L62"}, {64, "W61", "W62"},
	}
	for _, p := range programme {
		m := match(t, p.id)
		assert.ElementsMatch(t, []string{at[p.home], at[p.away]}, []string{m.Home.Code, m.Away.Code}, "match %d", p.id)
		at[fmt.Sprint("W", p.id)], at[fmt.Sprint("L", p.id)] = winner(m)
	}
	assert.Equal(t, "FRA", at["W64"])
	assert.Equal(t, "BEL", at["W63"])
}
