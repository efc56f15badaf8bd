package platform_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// badChildren are the programs that a runner may have to leave behind, and how
// many processes each of them is.
var badChildren = []struct {
	name  string
	n     int
	words []string
}{
	{"a plain one", 1, []string{"wait"}},
	{"one that ignores signals", 1, []string{"deaf"}},
	{"one with a child that ignores signals", 2, []string{"with", "group", "deaf", "wait"}},
	{"one whose child calls setsid", 2, []string{"with", "setsid", "deaf", "wait"}},
	{"one that forks twice", 2, []string{"with", "twice", "deaf", "wait"}},
}

func onlyLinux(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux shows the tag of a process")
	}
}

func TestNothingOutlivesAnOwnerThatIsKilled(t *testing.T) {
	onlyLinux(t)
	t.Parallel()
	o := newOwner(t)
	var all []int
	for _, c := range badChildren {
		all = append(all, o.start(c.n, c.words...)...)
	}
	folder := folderOf(t, o)
	o.kill()
	awaitGone(t, all...)
	assert.Eventually(t, func() bool { return !exists(folder) }, platformtest.Patience(t), time.Millisecond)
}

// folderOf has the owner make a temporary folder with something in it.
func folderOf(t *testing.T, o *owner) string {
	folder, _, _ := strings.Cut(o.do("folder", "folder"), " ")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "file"), nil, 0o600))
	return folder
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestAKilledGuardianIsReplacedWithTheWholeBook(t *testing.T) {
	onlyLinux(t)
	t.Parallel()
	o := newOwner(t)
	all := o.start(2, "with", "group", "deaf", "wait")
	folder := folderOf(t, o)
	first := o.guardian()
	killHard(t, first)
	second := 0
	require.Eventually(t, func() bool {
		second = o.guardian()
		return second != first && second != 0
	}, platformtest.Patience(t), time.Millisecond)
	require.True(t, platformtest.Running(second))
	all = append(all, o.start(1, "deaf")...)
	o.kill()
	awaitGone(t, append(all, second)...)
	assert.False(t, exists(folder), "the guardian ends last")
}

func TestTheGuardianEndsWithItsOwner(t *testing.T) {
	t.Parallel()
	o := newOwner(t)
	child := o.start(1, "deaf")
	guardian := o.guardian()
	_, err := o.in.Write([]byte("end\n"))
	require.NoError(t, err)
	require.NoError(t, o.cmd.Wait())
	awaitGone(t, guardian, child[0])
}
