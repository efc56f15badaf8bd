package ages

import "testing"

func TestAges(t *testing.T) {
	if !Adult(18, 18) || Adult(17, 18) {
		t.Error("eighteen is the limit")
	}
	if !Old(90, 60) || Old(9, 60) {
		t.Error("ninety is old")
	}
}
