package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Match is one of the 64 matches, as it is embedded, kept and answered.
type Match struct {
	// ID is FIFA's official match number, 1 to 64. It follows the draw, so it
	// is not quite the order of the kick-offs.
	ID int `json:"id"`
	// Kickoff is in UTC.
	Kickoff time.Time `json:"kickoff"`
	// Stage is one of the stages below; Group is A to H in the group stage and
	// empty after it.
	Stage string `json:"stage"`
	Group string `json:"group,omitempty"`
	// Home is the team that the match programme names first. Only Russia was
	// at home.
	Home Team `json:"home"`
	Away Team `json:"away"`
	// Venue is the stadium's name during the tournament.
	Venue string `json:"venue"`
	City  string `json:"city"`
	// Score is after 90 minutes and stoppage time.
	Score Score `json:"score"`
	// AfterExtraTime is the score after 120 minutes, nil when none were played.
	AfterExtraTime *Score `json:"after_extra_time,omitempty"`
	// Penalties is the shoot-out alone, nil when there was none.
	Penalties *Score `json:"penalties,omitempty"`
	// Cards is nil where the cards decided nothing, which is everywhere but
	// in group H.
	Cards *CardsOfMatch `json:"cards,omitempty"`
}

// Team is a national team. Code is FIFA's, of three letters; Name is the
// everyday English one.
type Team struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Score counts goals, own goals for the side that profits.
type Score struct {
	Home int `json:"home"`
	Away int `json:"away"`
}

// CardsOfMatch holds both sides' cards.
type CardsOfMatch struct {
	Home Cards `json:"home"`
	Away Cards `json:"away"`
}

// Cards counts the players of one team in one match by the worst that
// happened to each: a player counts once.
type Cards struct {
	Yellow       int `json:"yellow,omitempty"`         // one yellow card
	SecondYellow int `json:"second_yellow,omitempty"`  // two, and so a red one
	Red          int `json:"red,omitempty"`            // a red card at once
	YellowAndRed int `json:"yellow_and_red,omitempty"` // a yellow one, later a red one at once
}

// The values that filters accept, in the order of the tournament.
var (
	stages = []string{"group", "round-of-16", "quarter-final", "semi-final", "third-place", "final"}
	groups = []string{"A", "B", "C", "D", "E", "F", "G", "H"}
)

// record is the embedded copy that an empty Redis is filled from, a match a
// line. The cards in it are those of group H, player by player: Japan's four
// yellow cards and Senegal's six are the totals by which FIFA put Japan second.
//
//go:embed fixtures.json
var record []byte

// recorded reads the record once. A mistake in it is a mistake in the program.
var recorded = sync.OnceValue(func() []Match {
	var matches []Match
	if err := json.Unmarshal(record, &matches); err != nil {
		panic(fmt.Sprintf("fixtures.json: %v", err))
	}
	return matches
})
