package frontdoor

import (
	"errors"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAConnectionIsLostWhateverWasUnderWayOnIt(t *testing.T) {
	cause := errors.New("broken pipe")
	for op, want := range map[string]bool{"dial": false, "read": true, "write": true, "readfrom": true} {
		assert.Equal(t, want, isLost(fmt.Errorf("send: %w", &net.OpError{Op: op, Err: cause})), op)
	}
	body := &net.OpError{Op: "readfrom", Err: &net.OpError{Op: "write", Err: cause}}
	assert.True(t, isLost(body), "a body that could not be sent to its end")
}
