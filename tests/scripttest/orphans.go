//go:build unix

package scripttest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"workshop.example/processes/runner/system/platform"
)

// This file owns the proof that nothing is left behind. It reads /proc: scripts
// that need it skip other systems.

func running(ts *testscript.TestScript, _ bool, args []string) {
	atLeast(ts, args, 1, "running N")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var now []int
	var seen string
	if !eventually(stateOf(ts).patience, func() bool {
		if now = tagged(ts); len(now) > 0 {
			seen = describe(now)
		}
		return len(now) == n || allEnded(stateOf(ts)) && len(daemonsBelow(ts.Getenv("WORK"))) == 0
	}) || len(now) != n {
		ts.Fatalf("%d processes run, expected %d; the last that were seen:\n%s", len(now), n, seen)
	}
	st := stateOf(ts)
	daemons := daemonsBelow(ts.Getenv("WORK"))
	st.owners = append(st.owners, daemons...)
	st.seen = map[int]bool{}
	for _, pid := range append(now, daemons...) {
		st.seen[pid] = true
	}
}

// allEnded: nobody is there any more who could start anything.
func allEnded(st *state) bool {
	for _, s := range st.spawned {
		if !s.hasEnded() {
			return false
		}
	}
	return true
}

func noOrphans(ts *testscript.TestScript, _ bool, _ []string) {
	st := stateOf(ts)
	if len(st.seen) == 0 {
		ts.Fatalf("noorphans proves nothing: `running N` has seen nothing before")
	}
	var left []int
	var folders []string
	gone := eventually(st.patience, func() bool {
		left = append(tagged(ts), guardiansOf(st.owners)...)
		left = append(left, daemonsBelow(ts.Getenv("WORK"))...)
		for pid := range st.seen {
			if alive(pid) && !slices.Contains(left, pid) {
				left = append(left, pid)
			}
		}
		// A checker's own children have guardians that are not looked for here, and
		// remove their folders last of all.
		folders, _ = filepath.Glob(filepath.Join(ts.Getenv("TMPDIR"), platform.FolderPrefix+"*"))
		return len(left)+len(folders) == 0
	})
	if !gone && len(left) > 0 {
		ts.Fatalf("left behind:\n%s", describe(left))
	}
	if len(folders) > 0 {
		ts.Fatalf("left behind: %s", strings.Join(folders, ", "))
	}
}

// tagged are the processes of this script that the kit started: what they put
// aside goes below the script's own folder, or that of a check of it.
func tagged(ts *testscript.TestScript) []int {
	mark := []byte("TMPDIR=" + ts.Getenv("TMPDIR"))
	return pids(func(pid string) bool {
		raw, _ := os.ReadFile("/proc/" + pid + "/environ")
		variables := bytes.Split(raw, []byte{0})
		isTag := func(v []byte) bool { return bytes.HasPrefix(v, []byte(platform.TagVariable+"=")) }
		isMark := func(v []byte) bool {
			rest, below := bytes.CutPrefix(v, mark)
			return below && (len(rest) == 0 || rest[0] == filepath.Separator)
		}
		return slices.ContainsFunc(variables, isTag) && slices.ContainsFunc(variables, isMark)
	})
}

// guardiansOf are the guardians of these commands. They have no environment;
// their last argument begins with the number of the process that they guard.
func guardiansOf(owners []int) []int {
	return pids(func(pid string) bool {
		words := commandOf(pid)
		if len(words) < 3 || words[len(words)-2] != "guard" {
			return false
		}
		return slices.ContainsFunc(owners, func(o int) bool {
			return strings.HasPrefix(words[len(words)-1], strconv.Itoa(o)+".")
		})
	})
}

func commandOf(pid string) []string {
	raw, _ := os.ReadFile("/proc/" + pid + "/cmdline")
	return strings.Split(strings.TrimRight(string(raw), "\x00"), "\x00")
}

func pids(match func(pid string) bool) []int {
	entries, _ := os.ReadDir("/proc")
	var found []int
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil && match(e.Name()) {
			found = append(found, pid)
		}
	}
	return found
}

// alive does not count a zombie: in a container nobody may ever collect it.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	return len(fields) > 0 && fields[0] != "Z" && fields[0] != "X"
}

func describe(pids []int) string {
	var b strings.Builder
	for _, pid := range pids {
		fmt.Fprintf(&b, "  pid %d: %s\n", pid, platform.Describe(pid).Command)
	}
	return b.String()
}
