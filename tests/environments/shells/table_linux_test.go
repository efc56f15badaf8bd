// Package shells has shells that are not like ours: variables, limits, folders for
// temporary files.
package shells

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/environments/environtest"
)

func TestMain(m *testing.M) { environtest.Main(m) }

func TestInEveryEnvironment(t *testing.T) {
	environtest.InEvery(t, []environtest.Environment{
		{Name: "GOFLAGS with a -mod of its own", Env: []string{"GOFLAGS=-mod=mod"}, Exercises: []int{1, 5}},
		{Name: "GOENV elsewhere", Env: []string{"GOENV=ROW/goenv"}, Alter: goEnvFile, Exercises: []int{1}},
		{Name: "proxies that lead nowhere", Env: []string{
			"HTTP_PROXY=http://127.0.0.1:9", "HTTPS_PROXY=http://127.0.0.1:9", "ALL_PROXY=socks5://127.0.0.1:9",
			"http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", "no_proxy=", "NO_PROXY=",
		}, Exercises: []int{1, 3, 6}},
		{Name: "a locale that is not there", Env: []string{"LANG=tr_TR.UTF-8", "LC_ALL=xx_YY", "TZ=Nowhere/City"}, Exercises: []int{1, 3}},
		{Name: "the other side of the date line", Env: []string{"LANG=", "LC_ALL=C", "TZ=Pacific/Kiritimati"}, Exercises: []int{1, 3}},
		{Name: "umask 077", Place: environtest.Place{Umask: 0o077}, Exercises: []int{5}},
		{Name: "ulimit -n 64", Place: environtest.Place{OpenFiles: 64}, Exercises: []int{2, 6}},
		{Name: "a folder for temporary files with odd signs", Env: []string{`TMPDIR=ROW/t[m]p 'of' mine*`}, Exercises: []int{5}},
	})
}

func goEnvFile(t *testing.T, row, _ string) {
	text := "GOFLAGS=-mod=mod\nGOPROXY=off\nGOSUMDB=off\n"
	require.NoError(t, os.WriteFile(filepath.Join(row, "goenv"), []byte(text), 0o644))
}
