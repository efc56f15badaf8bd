package build

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

func TestPackagesAreCountedOnceItIsKnownHowManyThereAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan []string)
		var told []Progress
		c := counter{own: "m/app", tell: func(p Progress) { told = append(told, p) }, list: func() ([]string, error) { return <-answer, nil }}
		c.takes("m/a")
		c.takes("m/b")
		answer <- []string{"m/b", "m/c", "m/app"} // m/a is compiled meanwhile
		synctest.Wait()
		c.takes("m/c")
		c.takes("m/app")
		assert.Equal(t, []Progress{
			{Package: "m/a", Nth: 1}, {Package: "m/b", Nth: 2}, {Package: "m/c", Nth: 3, Of: 4}, {Package: "m/app", Own: true, Nth: 4, Of: 4},
		}, told)
	})
}

func TestForItsOwnPackageAloneNothingIsListed(t *testing.T) {
	var told []Progress
	c := counter{own: "m/app", tell: func(p Progress) { told = append(told, p) }}
	assert.True(t, c.takes("m/app"))
	assert.False(t, c.takes("# m/app"))
	assert.Equal(t, []Progress{{Package: "m/app", Own: true, Nth: 1}}, told)
	assert.True(t, (&counter{}).takes("m/app"), "it is taken when nobody listens, too")
}
