package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPrefersJSON(t *testing.T) {
	tests := []struct {
		accept string
		want   bool
	}{
		{"application/json", true},
		{"Application/JSON; charset=utf-8", true},
		{"application/json, text/plain, */*", true},
		{"text/plain;q=0.5, application/json", true},
		{"text/html;q=x, application/json;q=0.1", true},
		{"", false},
		{"*/*", false},
		{"text/html,application/xhtml+xml,*/*;q=0.8", false},
		{"text/plain, application/json", false},
		{"application/json;q=0", false},
		{"application/json;q=0.2, */*;q=0.3", false},
		{"application/jsonp", false},
		{";;,,;q=", false},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, prefersJSON(test.accept), test.accept)
	}
}

func FuzzPrefersJSONNeedsItsName(f *testing.F) {
	f.Add("application/json;q=0.5, text/*")
	f.Add("*/*;q=NaN,application/json;q=Inf")
	f.Fuzz(func(t *testing.T, accept string) {
		if prefersJSON(accept) {
			assert.Regexp(t, `(?i)application/json`, accept)
		}
	})
}
