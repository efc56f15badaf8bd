// Package clones has clones that are not like ours: odd paths, lines as on Windows,
// what editors leave.
package clones

import (
	"testing"

	"workshop.example/processes/tests/environments/environtest"
)

func TestMain(m *testing.M) { environtest.Main(m) }

func TestInEveryEnvironment(t *testing.T) {
	environtest.InEvery(t, []environtest.Environment{
		{Name: "a path with spaces, other alphabets, signs of shells", Clone: `it's my kit, ünï-ço 日本: $HOME "100%s" #1; & co`, Exercises: []int{5}},
		{Name: "a path with signs of patterns", Clone: `k[i]t{a,b}*?=>\`, Exercises: []int{5}},
		{Name: "lines end as on Windows, after a byte order mark", Clone: "kit", Alter: asOnWindows, Exercises: []int{5}},
		{Name: "files that editors leave", Clone: "kit", Alter: editorsFiles, Exercises: []int{1}},
	})
}
