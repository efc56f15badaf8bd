//go:build unix

package docker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/dockerfile"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// These tests need an engine, and the image that the exercises' answers end
// with. Where CI says that it has both, they do not skip.

const small = "alpine:3.22"

func needEngine(t *testing.T) {
	t.Helper()
	var lack string
	if _, err := Run(t.Context(), "image", "inspect", "--format", "{{.Id}}", small); err != nil {
		lack = err.Error() // there is no engine, or not this image
	}
	if lack == "" {
		return
	}
	require.NotEqual(t, "true", os.Getenv("CI"), "CI has an engine: %s", lack)
	t.Skip(lack)
}

func session(t *testing.T) *Session {
	t.Helper()
	s, err := Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close(context.Background())) })
	return s
}

// built builds an image of a session, and returns its name.
func built(t *testing.T, s *Session, dockerfile string) (Built, string, error) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "Dockerfile")
	require.NoError(t, os.WriteFile(file, []byte(dockerfile), 0o600))
	image := s.Image("test")
	b, err := s.Build(t.Context(), Build{Context: folder, File: file, Tag: image})
	return b, image, err
}

// making makes something of an engine with a session's labels, and returns
// its id.
func making(ctx context.Context, s *Session, rest []string, command ...string) (string, error) {
	for name, value := range s.Labels() {
		command = append(command, "--label", name+"="+value)
	}
	lines, err := Run(ctx, append(command, rest...)...)
	return strings.Join(lines, ""), err
}

func sleeper(ctx context.Context, s *Session) (string, error) {
	return making(ctx, s, []string{small, "sleep", "600"}, "container", "run", "--detach", "--network", "none")
}

// left are all things of a session that the engine has.
func left(t *testing.T, s *Session) (all []string) {
	t.Helper()
	found, err := listAll(t.Context(), "label="+LabelRun+"="+s.Name)
	require.NoError(t, err)
	for i, things := range found {
		for range things {
			all = append(all, kinds[i].name)
		}
	}
	return all
}

func TestASessionRemovesAllThatItHasMadeAndNothingElse(t *testing.T) {
	needEngine(t)
	mine, other := session(t), session(t)
	_, _, err := built(t, mine, "FROM "+small+"\nRUN echo "+mine.Name+" >/x\n")
	require.NoError(t, err)
	for _, s := range []*Session{mine, other} {
		id, err := sleeper(t.Context(), s)
		require.NoError(t, err)
		_, err = Run(t.Context(), "container", "pause", id)
		require.NoError(t, err, "it is removed all the same")
	}
	_, err = making(t.Context(), mine, []string{mine.Name}, "network", "create")
	require.NoError(t, err)
	_, err = making(t.Context(), mine, []string{mine.Name}, "volume", "create")
	require.NoError(t, err)
	assert.Equal(t, []string{"container", "network", "volume", "image"}, left(t, mine))

	_, err = Sweep(t.Context())
	require.NoError(t, err)
	assert.Len(t, left(t, mine), 4, "its owner lives, so a sweep leaves all of it")

	require.NoError(t, mine.Close(t.Context()))
	assert.Empty(t, left(t, mine))
	assert.Equal(t, []string{"container"}, left(t, other))
}

// A check that is killed removes nothing: the next one does.
func TestASweepRemovesWhatAKilledCheckHasLeft(t *testing.T) {
	needEngine(t)
	cmd, err := selfexec.Command(t.Context(), "session-until-killed", t.TempDir())
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Env, cmd.Stderr = os.Environ(), os.Stderr
	require.NoError(t, cmd.Start())
	name, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	killed := &Session{Name: strings.TrimSpace(name)}
	assert.Equal(t, []string{"container"}, left(t, killed))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // killed, as it says

	removed, err := Sweep(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, removed)
	assert.Empty(t, left(t, killed))
}

// Checks of other packages run meanwhile, and sweep: what these tests leave is on
// another machine for them.
func init() {
	thisHost = func() string { return "tests-of-sessions" }
	selfexec.Register("session-until-killed", untilKilled)
}

func untilKilled(args []string) int {
	s, err := Open(args[0])
	if err == nil {
		_, err = sleeper(context.Background(), s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(s.Name)
	<-time.After(time.Hour) // it is killed; select {} would be a deadlock, which Go ends
	return 1
}

func TestAnImageTellsItsLayersAndItsFilesAlsoHiddenOnes(t *testing.T) {
	needEngine(t)
	s := session(t)
	_, image, err := built(t, s, "FROM "+small+"\nENV PORT=4000\nRUN echo hidden >/secret\nRUN rm /secret\nSTOPSIGNAL SIGINT\nUSER 10001\nCMD [\"sleep\", \"1\"]\n")
	require.NoError(t, err)
	said, err := InspectImage(t.Context(), image)
	require.NoError(t, err)
	assert.Equal(t, "4000", said.Variable("PORT"))
	assert.Equal(t, []string{"sleep", "1"}, said.Command())
	assert.Equal(t, "10001", said.Config.User)
	assert.Equal(t, "SIGINT", said.Config.StopSignal)

	layers, err := History(t.Context(), image)
	require.NoError(t, err)
	assert.Equal(t, `CMD ["sleep" "1"]`, layers[0].By)

	var texts []string
	require.NoError(t, Files(t.Context(), image, func(f File) error {
		if f.Path == "secret" {
			text, err := io.ReadAll(f.Content)
			texts = append(texts, string(text))
			return err
		}
		return nil
	}))
	assert.Equal(t, []string{"hidden\n"}, texts)

	enough := errors.New("enough")
	assert.ErrorIs(t, Files(t.Context(), image, func(File) error { return enough }), enough)
}

func TestABuildThatFailsOnARealEngineTellsWhere(t *testing.T) {
	needEngine(t)
	s := session(t)
	b, _, err := built(t, s, "FROM "+small+"\n\nRUN <<EOF\necho "+s.Name+"\nexit 7\nEOF\n")
	failed, ok := errors.AsType[*Failed](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, 3, b.Line)
	assert.Contains(t, strings.Join(failed.Said, "\n"), "exit code: 7")
	require.NotNil(t, b.FailedStep())
	assert.Equal(t, []string{s.Name}, b.FailedStep().Lines)
	at, ok := dockerfile.OfStep(b.FailedStep().Name, dockerfile.Instructions("FROM "+small+"\n\nRUN <<EOF\nexit 7\nEOF\n"))
	assert.True(t, ok)
	assert.Equal(t, 3, at.Line)
}

func TestAnEndlessBuildIsEndedWithItsTime(t *testing.T) {
	needEngine(t)
	s := session(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "Dockerfile")
	require.NoError(t, os.WriteFile(file, []byte("FROM "+small+"\nRUN echo "+s.Name+" && sleep 600\n"), 0o600))
	late := errors.New("the time is over")
	ctx, cancel := context.WithCancelCause(t.Context())
	b, err := s.Build(ctx, Build{Context: folder, File: file, Tag: s.Image("test"), Progress: func(step string) {
		if strings.Contains(step, "sleep") {
			cancel(late)
		}
	}})
	require.ErrorIs(t, err, late)
	last := b.Steps[len(b.Steps)-1]
	assert.Contains(t, last.Name, "sleep 600")
	assert.False(t, last.Done)
}

func TestAContainerTellsItsUserAndHowItEnded(t *testing.T) {
	needEngine(t)
	s := session(t)
	id, err := making(t.Context(), s, []string{small, "sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done"},
		"container", "run", "--detach", "--network", "none", "--user", "4711")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(Logs(t.Context(), id, 1)) > 0 }, platformtest.Patience(t), 50*time.Millisecond)
	processes, err := Top(t.Context(), id)
	require.NoError(t, err)
	require.NotEmpty(t, processes)
	assert.Equal(t, "4711", processes[0].UID)
	assert.True(t, strings.HasPrefix(processes[0].Command, "sh -c trap"), processes[0].Command)
	c, took, err := Stop(t.Context(), id, time.Hour)
	require.NoError(t, err)
	assert.Equal(t, 3, c.State.ExitCode)
	assert.Less(t, took, time.Hour)

	id, err = sleeper(t.Context(), s) // the first process hears no signal that it has no handler for
	require.NoError(t, err)
	c, _, err = Stop(t.Context(), id, time.Second)
	require.NoError(t, err)
	assert.Equal(t, "exit code 137: it was killed with SIGKILL", c.Ended())
}
