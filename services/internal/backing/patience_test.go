package backing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPatienceIsWhatIsSaidOrLessThanASecond(t *testing.T) {
	for said, want := range map[string]time.Duration{
		"": 700 * time.Millisecond, "5s": 5 * time.Second, "5": 700 * time.Millisecond, "-1s": 700 * time.Millisecond, "0s": 700 * time.Millisecond,
	} {
		assert.Equal(t, want, patience(said), said)
	}
}
