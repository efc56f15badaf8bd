package red

import "testing"

func TestRed(t *testing.T) {
	if Small(1) {
		t.Error("this test always fails")
	}
}
