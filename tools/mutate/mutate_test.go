package main

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatCanBeBroken(t *testing.T) {
	for body, want := range map[string][]string{
		"return a < 2":                       {"return a <= 2", "return a < (2+1)", "return a < (2-1)"},
		"return a == b && !c":                {"return a != b && !c", "return a == b || !c", "return a == b && c"},
		"return min(a, b)":                   {"return max(a, b)"},
		"return a + b":                       {"return a - b"},
		`return a + "b"`:                     nil,
		"if ok { go a() }":                   {"if !(ok) { go a() }"},
		"if !ok { return }; a()":             {"if false && (!ok) { return }; a()", "if ok { return }; a()"},
		"for { if ok() { break } }":          {"for { if !(ok()) { break } }", "for { if false && (ok()) { break } }"},
		"if a > b { return } else { c() }":   {"if a >= b { return } else { c() }"},
		"const text = `1 < 2`; f(text, 'a')": nil,
	} {
		before, after := "package p\n\nfunc f() { ", " }\n"
		all, err := mutants("p.go", before+body+after)
		require.NoError(t, err, body)
		var got []string
		for _, m := range all {
			assert.Equal(t, 3, m.at.Line, body)
			text := m.in(before + body + after)
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(text, before), after))
		}
		assert.ElementsMatch(t, want, got, body)
	}
}

func TestTheDefaultsAreThere(t *testing.T) {
	for _, path := range rules {
		_, files, err := filesAt("../../" + path)
		require.NoError(t, err)
		for _, file := range files {
			assert.FileExists(t, file)
		}
	}
}

func TestARuleThatTheTestsDoNotKnowIsNamed(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(context.Background(), &out, []string{"testdata/ages"}))
	assert.Equal(t, `  testdata/ages/ages.go:8:44: no test notices ">=" instead of ">"
testdata/ages: 1 of 2 noticed (50 %)
`, out.String())
}

func TestWithoutGreenTestsNothingIsJudged(t *testing.T) {
	err := run(context.Background(), &strings.Builder{}, []string{"testdata/ages/missing.go"})
	assert.ErrorContains(t, err, "missing.go")
	assert.Error(t, run(context.Background(), &strings.Builder{}, []string{"testdata"}))
	err = run(context.Background(), &strings.Builder{}, []string{"testdata/red"})
	assert.ErrorContains(t, err, "its tests fail before anything is broken")
	assert.ErrorContains(t, err, "this test always fails")
}
