//go:build unix

package session

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Session is a page being played: a copy of the kit, and what runs there.
type Session struct {
	kit        *Kit
	dir        string // the copy; commands are typed there
	env        []string
	mark       string            // a variable that all of its processes have
	coloured   bool              // CLICOLOR_FORCE=1 was given: escapes are kept, for a picture
	bound      map[string]string // the session's pids and ports, by the page's
	background []*background     // the youngest last
}

// Begin makes the copy, in a folder below temp, which must be a whole path. The
// copy of an earlier session there is removed; what was compiled for it, which
// has the same place, serves this one. Commands have these variables besides the
// few that they need. Every method of the session must be called by one
// goroutine.
func Begin(kit *Kit, temp string, variables ...string) (*Session, error) {
	keepThread()
	s := &Session{kit: kit, dir: filepath.Join(temp, "kit"), bound: map[string]string{}}
	home := filepath.Join(temp, "home")
	if err := os.RemoveAll(s.dir); err != nil {
		return nil, err
	}
	for _, folder := range []string{s.dir, home} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
	}
	// As curl does it on a terminal.
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte("silent\nshow-error\n"), 0o644); err != nil {
		return nil, err
	}
	caches, err := goVariables()
	if err != nil {
		return nil, err
	}
	s.coloured = slices.Contains(variables, "CLICOLOR_FORCE=1")
	s.mark = fmt.Sprintf("DOCS_SESSION=%d.%d", os.Getpid(), time.Now().UnixNano()) // the folder may be used again
	s.env = slices.Concat(caches, []string{
		s.mark, "PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CACHE_HOME=" + filepath.Join(home, "cache"), "TMPDIR=" + home,
		"GOPROXY=off", "GOFLAGS=", "LANG=C.UTF-8", "TERM=dumb"}, variables)
	return s, kit.Copy(s.dir)
}

// Outcome is what became of a step.
type Outcome struct {
	Skipped string // the page's reason
	// Difference says in which way the page is not true. "": it is.
	Difference string
	// Printed are the lines that each command of the block has printed; nil when
	// they are not to be put into the page.
	Printed [][]string
}

// Play does what a step asks for. An error is a step that cannot be played at
// all.
func (s *Session) Play(ctx context.Context, step Step) (Outcome, error) {
	if step.Has("skip") {
		return Outcome{Skipped: step.Directives["skip"]}, nil
	}
	if err := s.prepare(ctx, step); err != nil {
		return Outcome{}, err
	}
	switch {
	case step.Block == nil:
		return Outcome{}, nil
	case step.Has("background"):
		return s.playBackground(ctx, step)
	case step.Block.OutputAlone():
		return s.playOutput(ctx, step)
	}
	return s.playCommands(ctx, step)
}

// prepare carries out what does not depend on a block.
func (s *Session) prepare(ctx context.Context, step Step) error {
	if name, ok := step.Directives["stop"]; ok && (step.Block == nil || !step.Block.OutputAlone()) {
		b, err := s.pick(name)
		if err == nil {
			err = s.stop(ctx, b)
		}
		if err != nil {
			return err
		}
	}
	if folder, ok := step.Directives["config"]; ok {
		if err := s.lay(folder); err != nil {
			return err
		}
	}
	if name, ok := step.Directives["file"]; ok {
		path := filepath.Join(s.dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(step.Content), 0o644); err != nil {
			return err
		}
	}
	if words, ok := step.Directives["run"]; ok {
		out, err := s.Run(ctx, words)
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", words, err, strings.Join(out, "\n"))
		}
	}
	return nil
}

// lay puts a folder's files over the copy. The process files that were there
// would stand in the way of its own.
func (s *Session) lay(folder string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if isProcessFile(entry.Name()) {
			if err := os.Remove(filepath.Join(s.dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	from := filepath.Join(s.dir, folder)
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		to := filepath.Join(s.dir, strings.TrimPrefix(path, from))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return copyFile(path, to)
	})
}

// command is a command as a terminal would start it, in a group of its own.
func (s *Session) command(words string) *exec.Cmd {
	cmd := exec.Command(shell(), "-c", s.kit.prelude()+s.ours(words))
	cmd.Dir, cmd.Env = s.dir, s.env
	cmd.SysProcAttr = attributes()
	return cmd
}

// shell is bash where there is one, as on most terminals: pages use its `time`.
var shell = sync.OnceValue(func() string {
	if path, err := exec.LookPath("bash"); err == nil {
		return path
	}
	return "sh"
})

// ours replaces the page's pids and ports by the session's.
func (s *Session) ours(words string) string {
	return numbers.ReplaceAllStringFunc(words, func(number string) string {
		if ours, ok := s.bound[number]; ok {
			return ours
		}
		return number
	})
}

// Run waits for a command and returns its lines. The error is that of a command
// that has failed.
func (s *Session) Run(ctx context.Context, words string) ([]string, error) {
	b, err := s.start("", words)
	if err != nil {
		return nil, err
	}
	select {
	case <-b.ended:
	case <-ctx.Done():
		_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
		<-b.ended
		return b.lines, fmt.Errorf("there was no more time: %w", ctx.Err())
	}
	if code := b.cmd.ProcessState.ExitCode(); code != 0 {
		return b.lines, fmt.Errorf("exit code %d", code)
	}
	return b.lines, nil
}

// pick finds what runs in the background, the youngest without a name.
func (s *Session) pick(name string) (*background, error) {
	for _, b := range slices.Backward(s.background) {
		if name == "" || b.name == name {
			return b, nil
		}
	}
	return nil, fmt.Errorf("nothing runs in the background %s", strconv.Quote(name))
}

func (s *Session) stop(ctx context.Context, b *background) error {
	s.background = slices.DeleteFunc(s.background, func(other *background) bool { return other == b })
	return b.interrupt(ctx)
}

// End stops everything. An error names what did not end, or was left behind.
// The session of a page whose time is over is ended all the same, so ctx must
// not be the page's own.
func (s *Session) End(ctx context.Context) error {
	var first error
	for len(s.background) > 0 {
		if err := s.stop(ctx, s.background[len(s.background)-1]); err != nil && first == nil {
			first = err
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, ".runner")); err == nil {
		_, _ = s.Run(ctx, "go run ./runner kill") // there may be none
	}
	if err := s.nothingLeft(ctx); err != nil && first == nil {
		first = err
	}
	return first
}

// nothingLeft waits until no process has the session's mark. Where the system
// does not show the environment of processes, nothing is seen.
func (s *Session) nothingLeft(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left := marked(s.mark)
		if len(left) == 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			for pid := range left {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			return fmt.Errorf("left running: %v", left)
		}
	}
}

// marked are the processes with a variable in their environment: their command
// lines by pid.
func marked(variable string) map[int]string {
	found := map[int]string{}
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		raw, _ := os.ReadFile(file)
		if slices.Contains(strings.Split(string(raw), "\x00"), variable) {
			folder := filepath.Dir(file)
			pid, _ := strconv.Atoi(filepath.Base(folder))
			line, _ := os.ReadFile(filepath.Join(folder, "cmdline"))
			found[pid] = strings.ReplaceAll(string(line), "\x00", " ")
		}
	}
	return found
}
