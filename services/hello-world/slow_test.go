package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWaitFrom(t *testing.T) {
	tests := []struct {
		query string
		want  time.Duration
		err   string
	}{
		{"", 3 * time.Second, ""},
		{"for=0s", 0, ""},
		{"for=250ms", 250 * time.Millisecond, ""},
		{"for=30s", 30 * time.Second, ""},
		{"for=0.5m", 30 * time.Second, ""},
		{"for=30.001s", 0, "out of range"},
		{"for=-1s", 0, "out of range"},
		{"for=9999999h", 0, "no duration"},
		{"for=3", 0, "no duration"},
		{"for=", 0, "no duration"},
		{"for=soon", 0, `for=soon is no duration; for example for=3s`},
		{"for=%zz", 0, "cannot be read"},
	}
	for _, test := range tests {
		got, err := waitFrom(test.query)
		if test.err != "" {
			assert.ErrorContains(t, err, test.err, test.query)
			continue
		}
		assert.NoError(t, err, test.query)
		assert.Equal(t, test.want, got, test.query)
	}
}

func FuzzWaitFromStaysInRange(f *testing.F) {
	f.Add("for=3s")
	f.Add("for=-1ns&for=99h")
	f.Fuzz(func(t *testing.T, query string) {
		wait, err := waitFrom(query)
		if err == nil && (wait < 0 || wait > slowest) {
			t.Errorf("%q waits %s", query, wait)
		}
	})
}
