package check

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatFailsBecauseTheCheckWasCalledOffIsNotTold(t *testing.T) {
	for name, test := range map[string]struct {
		off   bool
		tells []string
	}{
		"called off":   {true, []string{"it builds"}},
		"no time left": {false, []string{"it builds", "it builds: error"}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			filter := &stepFilter{
				onStep: func(name string, done *Step) {
					if done != nil {
						name += ": " + string(done.Status)
					}
					told = append(told, name)
				},
				isOver: func() bool { return true }, isOff: func() bool { return test.off },
			}
			filter.begin()
			filter.step("it builds", nil)
			filter.step("it builds", &Step{Name: "it builds", Status: Trouble})
			assert.Equal(t, test.tells, told)
		})
	}
}
