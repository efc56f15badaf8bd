package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestAtWorkIsWhoeverWantsAProcessorUsedOneOrWasStarted(t *testing.T) {
	const probes = 20 * time.Millisecond
	for name, c := range map[string]struct {
		before, now glimpse
		atWork      bool
	}{
		"nothing has changed":      {glimpse{started: 1, used: time.Second}, glimpse{started: 1, used: time.Second}, false},
		"it waits for a processor": {glimpse{started: 1}, glimpse{started: 1, wants: true}, true},
		"a hundredth of a second":  {glimpse{started: 1}, glimpse{started: 1, used: 10 * time.Millisecond}, true},
		"another process":          {glimpse{started: 1}, glimpse{started: 2}, true},
		"a child has ended, and its time is not counted any more": {glimpse{started: 1, used: time.Second}, glimpse{started: 1}, true},
		"answers to probes":           {glimpse{started: 1, probes: probes}, glimpse{started: 1, used: probes, probes: probes}, false},
		"more than answers to probes": {glimpse{started: 1, probes: probes}, glimpse{started: 1, used: probes + 1, probes: probes}, true},
	} {
		assert.Equal(t, c.atWork, c.now.isAtWork(c.before), name)
	}
}
