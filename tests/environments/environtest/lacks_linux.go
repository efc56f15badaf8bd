package environtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// This file owns what a machine must be able to do for a row, and the control
// groups, of which there are two kinds.

const onlyRoot = "only root may make this environment"

func NoMounts() string {
	if os.Geteuid() != 0 {
		return onlyRoot
	}
	return ""
}

func NoNetwork() string { return NoMounts() }

func NoTimeNamespace() string {
	if _, err := os.Stat("/proc/self/timens_offsets"); err != nil {
		return "this kernel has no clocks for some processes alone"
	}
	return NoMounts()
}

func NoControlGroups() string {
	groups, err := controlGroups("probe", 64<<20, 1)
	for _, g := range groups {
		_ = os.Remove(g)
	}
	if err != nil {
		return "no control group can be made here: " + err.Error()
	}
	return ""
}

// withGroups makes the control groups of a place, which go when the test ends.
func withGroups(t *testing.T, p *Place) {
	t.Helper()
	if p.Memory == 0 {
		return
	}
	groups, err := controlGroups(strconv.Itoa(os.Getpid()), p.Memory, p.Processors)
	t.Cleanup(func() {
		for _, g := range groups {
			require.True(t, Eventually(platformtest.Patience(t), func() bool { return os.Remove(g) == nil }), "%s is not empty", g)
		}
	})
	require.NoError(t, err)
	p.Groups = groups
}

// controlGroups makes groups with limits. What was made is returned beside an
// error, too.
func controlGroups(name string, memory int64, processors float64) (made []string, err error) {
	const period = 100_000 // microseconds
	quota := strconv.Itoa(int(period * processors))
	name = "workshop-environment-" + name
	at := controllers()
	if at["memory"] == "" || at["cpu"] == "" {
		group := filepath.Join(groupRoot, name)
		// It may be on already, and where it cannot be, the files below are not there.
		_ = os.WriteFile(filepath.Join(groupRoot, "cgroup.subtree_control"), []byte("+memory +cpu"), 0)
		if err := os.Mkdir(group, 0o755); err != nil {
			return nil, err
		}
		return []string{group}, limit(group, map[string]string{
			"memory.max": strconv.FormatInt(memory, 10), "cpu.max": fmt.Sprintf("%s %d", quota, period),
		})
	}
	for _, one := range []struct {
		controller string
		limits     map[string]string
	}{
		{"memory", map[string]string{"memory.limit_in_bytes": strconv.FormatInt(memory, 10)}},
		{"cpu", map[string]string{"cpu.cfs_period_us": strconv.Itoa(period), "cpu.cfs_quota_us": quota}},
	} {
		group := filepath.Join(at[one.controller], name)
		if err := os.Mkdir(group, 0o755); err != nil {
			return made, err
		}
		made = append(made, group)
		if err := limit(group, one.limits); err != nil {
			return made, err
		}
	}
	return made, nil
}

const groupRoot = "/sys/fs/cgroup"

// controllers are the folders of this process's groups of the first kind, by
// controller: a group inside of them stays inside of their limits.
func controllers() map[string]string {
	at := map[string]string{}
	text, _ := os.ReadFile("/proc/self/cgroup")
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3) // number:controllers:path
		if len(parts) < 3 {
			continue
		}
		for _, controller := range strings.Split(parts[1], ",") {
			folder := filepath.Join(groupRoot, parts[1])
			if _, err := os.Stat(filepath.Join(folder, parts[2])); err == nil {
				folder = filepath.Join(folder, parts[2])
			}
			if _, err := os.Stat(folder); err == nil && controller != "" {
				at[controller] = folder
			}
		}
	}
	return at
}

func limit(group string, values map[string]string) error {
	for file, value := range values {
		if err := os.WriteFile(filepath.Join(group, file), []byte(value), 0); err != nil {
			return err
		}
	}
	return nil
}
