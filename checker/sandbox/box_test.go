package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}

func open(t *testing.T, cfg Config) *Box {
	t.Helper()
	box, err := Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { box.Close(bounded(t)) })
	return box
}

const noApps = `module.exports = { apps: [{ name: 'web', script: './nowhere', instances: 'redis://:s3cret@db' }] };`

func TestTheCopyIsRemovedAndEachRunHasATagOfItsOwn(t *testing.T) {
	kit := platformtest.Tree(t, map[string]string{"go.mod": "m", "a.txt": "a"})
	one, two := open(t, Config{Kit: kit}), open(t, Config{Kit: kit})
	assert.NotEqual(t, one.Run, two.Run)
	assert.NotEqual(t, one.Root, two.Root)
	assert.Equal(t, filesOf(t, kit), filesOf(t, one.Root))
	one.Close(bounded(t))
	_, err := os.Stat(filepath.Dir(one.Root))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = os.Stat(two.Root)
	assert.NoError(t, err, "the other's is still there")
}

func TestWhoCannotWriteIntoTheSandboxsFolderIsToldWhatToSet(t *testing.T) {
	box := filepath.Join(t.TempDir(), "box")
	full := errors.New("no space left on device")
	for name, one := range map[string]struct {
		err  error
		says bool
	}{
		"a file":          {&fs.PathError{Op: "write", Path: filepath.Join(box, "kit", "go.mod"), Err: full}, true},
		"a link":          {fmt.Errorf("link: %w", &os.LinkError{Op: "symlink", Old: "/a", New: filepath.Join(box, "kit", "a"), Err: full}), true},
		"what is copied":  {&fs.PathError{Op: "open", Path: filepath.Join(filepath.Dir(box), "mine"), Err: full}, false},
		"a box of others": {&fs.PathError{Op: "open", Path: box + "2", Err: full}, false},
		"anything else":   {full, false},
	} {
		err := withPlace(box, one.err)
		assert.ErrorIs(t, err, full, name)
		assert.Equal(t, one.says, strings.Contains(err.Error(), "TMP"), name)
	}
}

func TestAFailedOpenLeavesNothing(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary)
	_, err := Open(Config{Kit: filepath.Join(temporary, "gone")})
	require.ErrorContains(t, err, "copy the kit")
	_, err = Open(Config{Kit: platformtest.Tree(t, nil), File: filepath.Join(temporary, "gone", "services.config.js")})
	require.ErrorContains(t, err, "lay the file's folder over the copy")
	entries, err := os.ReadDir(temporary)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestPlacesOfProblemsAreThoseThatTheLearnerKnows(t *testing.T) {
	kit := platformtest.Tree(t, map[string]string{"go.mod": "m", "services.config.js": noApps})
	answer := platformtest.Tree(t, map[string]string{"services.config.js": "\n" + noApps})
	for name, c := range map[string]struct {
		cfg  Config
		want string
	}{
		"the learner's own": {Config{Kit: kit}, "services.config.js:1"},
		"handed over": {Config{Kit: kit, File: filepath.Join(answer, "services.config.js"), Shown: filepath.Join("..", "theirs")},
			filepath.Join("..", "theirs", "services.config.js") + ":2"},
	} {
		t.Run(name, func(t *testing.T) {
			box := open(t, c.cfg)
			var invalid *processfile.Invalid
			require.ErrorAs(t, box.Read(bounded(t)), &invalid)
			require.NotEmpty(t, invalid.Problems)
			for _, p := range invalid.Problems {
				assert.Equal(t, c.want, fmt.Sprintf("%s:%d", p.At.File, p.At.Line))
				text := p.Message + p.Expected + p.Found + p.Hint
				assert.NotContains(t, text, box.Root)
				assert.NotContains(t, text, "s3cret")
			}
			assert.Nil(t, box.File)
		})
	}
}

func TestAMissingFileIsTheLearnersAndNotTheSandboxs(t *testing.T) {
	box := open(t, Config{Kit: platformtest.Tree(t, map[string]string{"go.mod": "m"})})
	var invalid *processfile.Invalid
	require.ErrorAs(t, box.Read(bounded(t)), &invalid)
	assert.Equal(t, processfile.FileMissing, invalid.Problems[0].Kind)
	assert.NotContains(t, invalid.Problems[0].Found, box.Root)
}

func TestAPositionInAFileOfTheKitIsNotMovedIntoTheAnswersFolder(t *testing.T) {
	answer := platformtest.Tree(t, map[string]string{"services.config.js": ""})
	box := &Box{Root: "/tmp/box/kit", cfg: Config{File: filepath.Join(answer, "services.config.js"), Shown: "theirs"}}
	at := box.position(processfile.Position{File: "/tmp/box/kit/services/helper.js", Line: 3})
	assert.Equal(t, "services/helper.js:3", at.String())
}

func TestTheRecordKeepsTheLastLinesAndAllEvents(t *testing.T) {
	seen := 0
	box := &Box{cfg: Config{Observe: func(supervise.Event) { seen++ }}, lines: map[string][]supervise.Event{}}
	say := func(instance, generation int, text string) {
		box.observe(supervise.Event{App: "web", Instance: instance, Generation: generation, Kind: supervise.Printed, Line: supervise.Line{Text: text}})
	}
	for n := range 3 * keptLines {
		say(0, 1, fmt.Sprint("line ", n))
	}
	say(0, 2, "second start")
	say(1, 1, "other instance")
	box.observe(supervise.Event{App: "web", Kind: supervise.Exited})
	assert.Len(t, box.Events(), 1, "lines are no events here")
	assert.Equal(t, []string{fmt.Sprint("line ", 3*keptLines-2), fmt.Sprint("line ", 3*keptLines-1)}, box.LastWords("web", 0, 1, 2))
	assert.Equal(t, []string{"second start"}, box.LastWords("web", 0, 2, 5))
	assert.Equal(t, []string{"second start", "other instance"}, box.LastWords("web", -1, 0, 2), "of the whole app")
	assert.Empty(t, box.LastWords("nobody", 0, 1, 5))
	assert.LessOrEqual(t, len(box.lines["web"]), keptLines)
	assert.Equal(t, 3*keptLines+3, seen, "the observer is told everything")
}

func TestAnImpostorIsToldByItsBuildInformation(t *testing.T) {
	box := open(t, Config{Kit: platformtest.Tree(t, nil)})
	if words := box.Impostor(os.Getpid(), HelloWorld); words != "" { // else this system does not tell
		assert.Contains(t, words, "checker/sandbox", "this test is not the service")
	}
	assert.Empty(t, box.Impostor(1<<30, HelloWorld), "there is no such process")
}

func TestErrAfterCleansUp(t *testing.T) {
	cleaned, cause := false, errors.New("cause")
	assert.Equal(t, cause, errAfter(cause, func() error { cleaned = true; return errors.New("another") }))
	assert.True(t, cleaned)
}
