// Package asleep has a machine that falls asleep in the middle of a check.
package asleep

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"workshop.example/processes/tests/environments/environtest"
)

// A laptop that is closed stops every process at once, and when it is opened
// again every deadline has passed before anybody has had the time to answer.
const (
	asleep      = 10 * time.Second
	timesOver   = 2
	awakeAtMost = 3 * time.Second // before it falls asleep
)

func TestMain(m *testing.M) { environtest.Main(m) }

func TestASuspendedMachineChangesNoVerdict(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("the moments are those of seed %d", seed)
	var all sync.WaitGroup
	for i, exercise := range []int{1, 3, 5, 9} {
		s := environtest.Here(t, environtest.Environment{})
		moments := rand.New(rand.NewPCG(seed, uint64(i)))
		s.Meanwhile = func(ctx context.Context, pid int) { suspend(ctx, pid, moments) }
		all.Go(func() {
			s.RightAnswer(exercise)
			if exercise == 3 {
				s.WrongAnswer()
			}
			s.Report(t)
		})
	}
	all.Wait()
}

// suspend stops a process with all below it for a while, at random moments, until
// ctx ends.
func suspend(ctx context.Context, pid int, moments *rand.Rand) {
	for range timesOver {
		if !passes(ctx, moment(moments)) {
			return
		}
		stopped := stopTree(pid)
		passes(ctx, asleep)
		for _, p := range stopped {
			_ = syscall.Kill(p, syscall.SIGCONT)
		}
	}
}

// moment is how long it is awake: mostly short, since most checks are.
func moment(moments *rand.Rand) time.Duration {
	x := moments.Float64()
	return time.Duration(x * x * float64(awakeAtMost))
}

// passes lets a time go by: it is what is tested here. It says false when ctx
// ended first.
func passes(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// stopTree stops a process and what it has started, the parents first, and looks
// again until nothing new is there.
func stopTree(root int) (stopped []int) {
	for {
		before := len(stopped)
		for _, pid := range treeBelow(root) {
			if !slices.Contains(stopped, pid) && syscall.Kill(pid, syscall.SIGSTOP) == nil {
				stopped = append(stopped, pid)
			}
		}
		if len(stopped) == before {
			return stopped
		}
	}
}

// treeBelow are a process and its children and theirs, parents first.
func treeBelow(root int) []int {
	children := map[int][]int{}
	folders, _ := os.ReadDir("/proc")
	for _, f := range folders {
		pid, err := strconv.Atoi(f.Name())
		text, _ := os.ReadFile(filepath.Join("/proc", f.Name(), "stat"))
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if err != nil || len(fields) < 2 {
			continue
		}
		parent, _ := strconv.Atoi(fields[1])
		children[parent] = append(children[parent], pid)
	}
	tree := []int{root}
	for i := 0; i < len(tree); i++ {
		tree = append(tree, children[tree[i]]...)
	}
	return tree
}
