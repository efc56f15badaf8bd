package composefile

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAPlaceIsToldAsFarAsItIsKnown(t *testing.T) {
	for want, p := range map[string]Place{
		"":                  {},
		"compose.yaml":      {File: "compose.yaml"},
		"compose.yaml:3":    {File: "compose.yaml", Line: 3},
		"compose.yaml:3:12": {File: "compose.yaml", Line: 3, Column: 12},
	} {
		assert.Equal(t, want, p.Where())
		assert.Equal(t, want, Problem{}.At(p).Where())
	}
}

func TestPlacesAreOrderedAsAReaderMeetsThem(t *testing.T) {
	at := func(line, column int) Place { return Place{Line: line, Column: column} }
	assert.Negative(t, at(2, 9).Compare(at(3, 1)))
	assert.Negative(t, at(2, 1).Compare(at(2, 9)))
	assert.Positive(t, at(10, 1).Compare(at(9, 1)))
	assert.Zero(t, at(2, 9).Compare(at(2, 9)))
}

func TestWhyStandsBelowWhatWasSeen(t *testing.T) {
	assert.Equal(t, "a tab", Problem{Seen: "a tab"}.SeenAndWhy())
	assert.Equal(t, "a tab\nYAML allows none.", Problem{Seen: "a tab", Why: "YAML allows none."}.SeenAndWhy())
	assert.Equal(t, "a:1: TABS: a tab", Problem{ID: "TABS", Place: Place{File: "a", Line: 1}, Seen: "a tab"}.String())
}
