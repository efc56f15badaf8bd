//go:build unix

package ecosystem_test

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tests/platformtest"
)

func TestAnAppThatCannotBeBuiltIsErroredWhileTheOtherRuns(t *testing.T) {
	broken, web := app(t, "broken"), cluster(t, "web", 1)
	broken.Program, broken.Instances = processfile.Program{Kind: processfile.GoPackage, Path: "/broken"}, 2
	failure := errors.New("main.go:1: expected 'package'")
	build := func(_ context.Context, source string) (string, error) {
		assert.Equal(t, "/broken", source)
		return "", failure
	}
	whole, events := start(t, ecosystem.Options{Build: build}, broken, web)
	require.Len(t, rows(whole, "broken"), 2, "a row for each instance that it should have had")
	for _, row := range rows(whole, "broken") {
		assert.Equal(t, supervise.Errored, row.State)
		assert.Zero(t, row.Pid)
	}
	assert.Equal(t, failure, whole.Failure("broken"))
	assert.NoError(t, whole.Failure("web"))
	assert.NoError(t, whole.Failure("nobody"))
	require.Len(t, events.of("broken", supervise.AppFailed), 1, "told once, not for each instance")
	assert.Equal(t, failure.Error(), events.of("broken", supervise.AppFailed)[0].Detail)
	assert.Equal(t, failure, whole.Scale(bounded(t), "broken", 3))
	_, err := ask(web.Port)
	assert.NoError(t, err)
}

func TestATakenSharedPortIsToldWithItsOwner(t *testing.T) {
	stranger, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	web, other := cluster(t, "web", 2), app(t, "other", "stay")
	web.Port = stranger.Addr().(*net.TCPAddr).Port
	web.Env["PORT"] = strconv.Itoa(web.Port)
	whole, _ := start(t, ecosystem.Options{}, web, other)
	var taken *ecosystem.PortTaken
	require.ErrorAs(t, whole.Failure("web"), &taken)
	assert.Equal(t, "web", taken.App)
	assert.Equal(t, web.Port, taken.Port)
	assert.Equal(t, supervise.Online, rows(whole, "other")[0].State)
	if platform.OwnersKnown {
		// A child that this test has just forked holds the socket, too, until it
		// becomes another program.
		ours := func(o platform.Owner) bool { return o.Pid == os.Getpid() }
		assert.True(t, slices.ContainsFunc(taken.Owners, ours), "%v", taken.Owners)
	}
}

func TestPortTakenSaysWhoHasIt(t *testing.T) {
	node, other := platform.Owner{Pid: 12, Name: "node"}, platform.Owner{Pid: 13}
	for name, c := range map[string]struct {
		owners []platform.Owner
		want   string
	}{
		"one":     {[]platform.Owner{node}, "port 3000 is taken by node (pid 12)"},
		"two":     {[]platform.Owner{node, other}, "port 3000 is taken by node (pid 12) and pid 13"},
		"unknown": {nil, "port 3000 is taken by a program that cannot be seen from here"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.EqualError(t, &ecosystem.PortTaken{App: "web", Port: 3000, Owners: c.owners}, c.want)
		})
	}
}

func TestLongestDelayShortensEveryDelay(t *testing.T) {
	slow, growing := app(t, "slow", "crash", "3"), app(t, "growing", "crash", "3")
	slow.RestartDelay, growing.ExpBackoffRestartDelay = time.Hour, time.Hour
	slow.MaxRestarts, growing.MaxRestarts = 3, 3
	const longest = 2 * time.Millisecond
	whole, events := start(t, ecosystem.Options{LongestDelay: longest}, slow, growing)
	for _, name := range []string{"slow", "growing"} {
		require.True(t, whole.Await(bounded(t), func([]supervise.Status) bool {
			return rows(whole, name)[0].State == supervise.Errored
		}))
		require.Len(t, events.of(name, supervise.Scheduled), 2)
		for _, e := range events.of(name, supervise.Scheduled) {
			assert.Equal(t, longest, e.Delay)
		}
	}
}

func TestScaleRefusesWhatMakesNoSense(t *testing.T) {
	whole, _ := start(t, ecosystem.Options{}, app(t, "single", "stay"))
	assert.EqualError(t, whole.Scale(bounded(t), "nobody", 2), `no app is called "nobody"; there are single`)
	assert.EqualError(t, whole.Scale(bounded(t), "single", 0), "0 instances: at least one must stay")
	assert.Len(t, whole.Status(), 1)
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	silent := app(t, "silent", "stay")
	silent.Port = platformtest.FreePort(t)
	silent.Env["PORT"] = strconv.Itoa(silent.Port)
	whole := ecosystem.Start(bounded(t), []processfile.App{silent}, ecosystem.Options{
		Environ: os.Environ(), Extra: map[string]string{asApp: "1"},
	})
	defer whole.Stop(bounded(t))
	over, end := context.WithCancel(context.Background())
	end()
	assert.False(t, settled(over, whole), "it never listens")
	assert.Equal(t, supervise.Launching, whole.Status()[0].State)
}
