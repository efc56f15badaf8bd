package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// game reads "AAA 2-1 BBB".
func game(t *testing.T, text string) Match {
	t.Helper()
	m := Match{Stage: "group", Group: "X"}
	_, err := fmt.Sscanf(strings.Replace(text, "-", " ", 1), "%s %d %d %s", &m.Home.Code, &m.Score.Home, &m.Score.Away, &m.Away.Code)
	require.NoError(t, err, text)
	return m
}

func games(t *testing.T, texts ...string) []Match {
	t.Helper()
	var list []Match
	for _, text := range texts {
		list = append(list, game(t, text))
	}
	return list
}

// order is a table in short: "AAA 9, BBB 6 (goals scored), …".
func order(rows []Row) string {
	var parts []string
	for _, r := range rows {
		part := fmt.Sprintf("%s %d", r.Team.Code, r.Points)
		if r.TieBreak != "" {
			part += " (" + r.TieBreak + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func TestTablesOfTheEightGroups(t *testing.T) {
	want := map[string]string{
		"A": "URU 9 5:0, RUS 6 8:4, KSA 3 2:7, EGY 0 2:6",
		"B": "ESP 5 6:5, POR 5 5:4, IRN 4 2:2, MAR 1 2:4",
		"C": "FRA 7 3:1, DEN 5 2:1, PER 3 2:2, AUS 1 2:5",
		"D": "CRO 9 7:1, ARG 4 3:5, NGA 3 3:4, ISL 1 2:5",
		"E": "BRA 7 5:1, SUI 5 5:4, SRB 3 2:4, CRC 1 2:5",
		"F": "SWE 6 5:2, MEX 6 3:4, KOR 3 3:3, GER 3 2:4",
		"G": "BEL 9 9:2, ENG 6 8:3, TUN 3 5:8, PAN 0 2:11",
		"H": "COL 6 5:2, JPN 4 4:4, SEN 4 4:4, POL 3 2:5",
	}
	for g, line := range want {
		var parts []string
		for _, r := range Table(filter{group: g}.of(recorded())) {
			parts = append(parts, fmt.Sprintf("%s %d %d:%d", r.Team.Code, r.Points, r.GoalsFor, r.GoalsAgainst))
		}
		assert.Equal(t, line, strings.Join(parts, ", "), "group %s", g)
	}
}

func TestWhatDecidedTheCloseGroups(t *testing.T) {
	tests := []struct{ group, want string }{
		{"A", "URU 9, RUS 6, KSA 3, EGY 0"},
		{"B", "ESP 5 (goals scored), POR 5 (goals scored), IRN 4, MAR 1"},
		{"F", "SWE 6 (goal difference), MEX 6 (goal difference), KOR 3 (goal difference), GER 3 (goal difference)"},
		{"H", "COL 6, JPN 4 (fair play points), SEN 4 (fair play points), POL 3"},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, order(Table(filter{group: test.group}.of(recorded()))), "group %s", test.group)
	}
}

func TestGroupHWasDecidedByFairPlay(t *testing.T) {
	rows := Table(filter{group: "H"}.of(recorded()))
	require.NotNil(t, rows[1].FairPlay)
	assert.Equal(t, Row{Position: 2, Team: Team{"JPN", "Japan"}, Played: 3, Won: 1, Drawn: 1, Lost: 1,
		GoalsFor: 4, GoalsAgainst: 4, Points: 4, FairPlay: rows[1].FairPlay, TieBreak: "fair play points"}, rows[1])
	assert.Equal(t, -4, *rows[1].FairPlay)
	assert.Equal(t, -6, *rows[2].FairPlay)
	for _, r := range Table(filter{group: "B"}.of(recorded())) {
		assert.Nil(t, r.FairPlay, "nobody recorded the cards of group B")
	}
}

func TestTieBreaks(t *testing.T) {
	tests := []struct {
		name  string
		games []string
		cards map[int]CardsOfMatch // by place in games
		want  string
	}{
		{"points are enough",
			[]string{"AAA 1-0 BBB", "CCC 1-0 DDD", "AAA 1-0 CCC", "BBB 1-0 DDD", "AAA 1-0 DDD", "BBB 1-0 CCC"}, nil,
			"AAA 9, BBB 6, CCC 3, DDD 0"},
		{"goal difference goes before the match between them",
			[]string{"BBB 1-0 AAA", "AAA 5-0 CCC", "BBB 0-1 CCC"}, nil,
			"AAA 3 (goal difference), BBB 3 (goal difference), CCC 3 (goal difference)"},
		{"goals scored go before the match between them",
			[]string{"BBB 1-0 AAA", "AAA 4-3 CCC", "BBB 0-1 CCC", "AAA 1-1 DDD", "BBB 1-1 DDD", "CCC 0-0 DDD"}, nil,
			"AAA 4 (goals scored), CCC 4 (goals scored), BBB 4 (goals scored), DDD 3"},
		{"the match between two that are level in all",
			[]string{"BBB 1-0 AAA", "AAA 2-1 CCC", "BBB 1-2 DDD", "CCC 0-0 DDD"}, nil,
			"DDD 4, BBB 3 (points between them), AAA 3 (points between them), CCC 1"},
		{"a third with fewer points is not among them",
			[]string{"AAA 1-0 BBB", "BBB 3-2 CCC", "CCC 1-0 AAA", "AAA 4-3 DDD", "BBB 2-1 DDD", "CCC 2-2 DDD"}, nil,
			"AAA 6 (points between them), BBB 6 (points between them), CCC 4, DDD 1"},
		{"three in a ring, level in all, parted by the goals scored between them",
			// Each won one and lost one of the ring by a goal; each beat DDD by one,
			// with as many goals in all.
			[]string{"AAA 1-0 BBB", "BBB 3-2 CCC", "CCC 2-1 AAA", "AAA 4-3 DDD", "BBB 3-2 DDD", "CCC 2-1 DDD"}, nil,
			"CCC 6 (goals scored between them), BBB 6 (goals scored between them), AAA 6 (goals scored between them), DDD 0"},
		{"three in a ring, parted by the goal difference between them",
			[]string{"AAA 3-0 BBB", "BBB 1-0 CCC", "CCC 1-0 AAA", "AAA 4-3 DDD", "BBB 6-1 DDD", "CCC 6-3 DDD"}, nil,
			"AAA 6 (goal difference between them), CCC 6 (goal difference between them), BBB 6 (goal difference between them), DDD 0"},
		{"when one of three is parted, the match between the other two does not count anew",
			// AAA beat BBB, and yet a yellow card puts it below.
			[]string{"AAA 1-0 BBB", "BBB 2-1 CCC", "CCC 2-1 AAA", "AAA 2-1 DDD", "BBB 2-1 DDD", "CCC 1-0 DDD"},
			map[int]CardsOfMatch{0: {Home: Cards{Yellow: 1}}},
			"CCC 6 (goals scored between them), BBB 6 (fair play points), AAA 6 (fair play points), DDD 0"},
		{"three in a ring, level in all but their fair play",
			[]string{"AAA 1-0 BBB", "BBB 1-0 CCC", "CCC 1-0 AAA"},
			map[int]CardsOfMatch{0: {Home: Cards{Red: 1}, Away: Cards{SecondYellow: 1}}, 1: {Away: Cards{YellowAndRed: 1}}},
			"BBB 3 (fair play points), AAA 3 (fair play points), CCC 3 (fair play points)"},
		{"lots, in the order of the codes",
			[]string{"CCC 1-1 AAA", "BBB 1-1 DDD", "CCC 0-0 BBB", "DDD 0-0 AAA", "CCC 2-2 DDD", "AAA 2-2 BBB"}, nil,
			"AAA 3 (drawing of lots), BBB 3 (drawing of lots), CCC 3 (drawing of lots), DDD 3 (drawing of lots)"},
		{"one of three is parted, the other two draw lots",
			[]string{"CCC 1-1 AAA", "BBB 1-1 CCC", "AAA 1-1 BBB"},
			map[int]CardsOfMatch{0: {Home: Cards{Yellow: 1}}},
			"AAA 2 (drawing of lots), BBB 2 (drawing of lots), CCC 2 (fair play points)"},
		{"no match played", nil, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			matches := games(t, test.games...)
			for i, cards := range test.cards {
				matches[i].Cards = &cards
			}
			assert.Equal(t, test.want, order(Table(matches)))
		})
	}
}

func TestTableDoesNotDependOnTheOrderOfTheMatches(t *testing.T) {
	for _, g := range groups {
		matches := filter{group: g}.of(recorded())
		want := Table(matches)
		for seed := range uint64(20) {
			random := rand.New(rand.NewPCG(seed, 0))
			random.Shuffle(len(matches), func(i, j int) { matches[i], matches[j] = matches[j], matches[i] })
			assert.Equal(t, want, Table(matches), "group %s, seed %d", g, seed)
		}
	}
}

func TestFairPlayPoints(t *testing.T) {
	assert.Equal(t, 0, fairPlayPoints(Cards{}))
	assert.Equal(t, -2, fairPlayPoints(Cards{Yellow: 2}))
	assert.Equal(t, -3, fairPlayPoints(Cards{SecondYellow: 1}))
	assert.Equal(t, -4, fairPlayPoints(Cards{Red: 1}))
	assert.Equal(t, -5, fairPlayPoints(Cards{YellowAndRed: 1}))
	assert.Equal(t, -13, fairPlayPoints(Cards{1, 1, 1, 1}))
}
