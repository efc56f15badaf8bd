package environtest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"workshop.example/processes/runner/system/selfexec"
)

// This file owns what is done inside an environment: the commands, and what
// must come of them.

func init() {
	// A clock of its own is had by the children of one thread: see Place.clock.
	runtime.LockOSThread()
	selfexec.Register("visit", func([]string) int {
		var v visit
		if err := json.NewDecoder(os.Stdin).Decode(&v); err != nil {
			return 2
		}
		s := Session{visit: v}
		if err := v.Place.enter(); err != nil {
			s.wrongly("the environment could not be made: %s", err)
		} else {
			s.play()
		}
		if json.NewEncoder(os.Stdout).Encode(s.Wrong) != nil {
			return 2
		}
		return 0
	})
}

// Session plays the commands of a visit.
type Session struct {
	visit
	Wrong []string // a sentence each
	// Meanwhile is done to every command while it runs, until ctx ends; nil: nothing.
	Meanwhile func(ctx context.Context, pid int)
}

// Here is a session in this very process, in a place like ours.
func Here(t *testing.T, e Environment) *Session {
	t.Helper()
	return &Session{visit: prepared(t).visit(t, e, openFolder(t))}
}

// Report says what was wrong.
func (s *Session) Report(t *testing.T) { s.report(t, s.Wrong) }

func (s *Session) wrongly(format string, args ...any) {
	s.Wrong = append(s.Wrong, fmt.Sprintf(format, args...))
}

func (s *Session) play() {
	for _, exercise := range s.Exercises {
		s.RightAnswer(exercise)
	}
	s.WrongAnswer()
	s.runner()
	left, err := os.ReadDir(s.Temporary)
	for _, l := range left {
		s.wrongly("left among the temporary files: %s", l.Name())
	}
	if err != nil {
		s.wrongly("%s", err)
	}
}

// does runs one of the programs inside the clone.
func (s *Session) does(program string, args ...string) (out, said string, code int) {
	cmd := exec.Command(filepath.Join(s.Programs, program), args...)
	cmd.Dir, cmd.Env = s.Kit, append(slices.Clone(s.Env), "PWD="+s.Kit)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		s.wrongly("%s could not be started: %s", program, err)
		return "", "", -1
	}
	ctx, ended := context.WithCancel(context.Background())
	var meanwhile sync.WaitGroup
	if s.Meanwhile != nil {
		meanwhile.Go(func() { s.Meanwhile(ctx, cmd.Process.Pid) })
	}
	_ = cmd.Wait() // the exit code says more
	ended()
	meanwhile.Wait()
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// verdict is the checker's answer, as far as it matters here.
type verdict struct {
	Status string
	Steps  []struct{ ID, Observed, Try string }
	// ID and words of the step that did not pass; all that was printed where there
	// is no verdict.
	id, text string
}

func (s *Session) check(exercise int, file string) verdict {
	out, said, _ := s.does("checker", strconv.Itoa(exercise), "--json", "--config", file)
	v := verdict{text: out + said}
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		s.wrongly("exercise %d: no verdict: %s\n%s", exercise, err, v.text)
	}
	for _, step := range v.Steps {
		if step.ID != "" {
			v.id, v.text = step.ID, strings.Join([]string{step.ID, step.Observed, step.Try}, "\n")
		}
	}
	return v
}

// RightAnswer checks the instructor's solution of an exercise.
func (s *Session) RightAnswer(exercise int) {
	found, _ := filepath.Glob(fmt.Sprintf(repository+"/solutions/%02d-*", exercise))
	if len(found) != 1 {
		s.wrongly("exercise %d has no solution", exercise)
		return
	}
	v := s.check(exercise, filepath.Join("solutions", filepath.Base(found[0]), "services.config.js"))
	switch {
	case len(s.Trouble) > 0:
		s.isTrouble(fmt.Sprintf("exercise %d", exercise), v)
	case v.Status != "passed":
		s.wrongly("exercise %d: the solution is %s: %s", exercise, v.Status, v.text)
	}
}

// WrongAnswer checks one that must be caught for its reason.
func (s *Session) WrongAnswer() {
	v := s.check(2, filepath.Join(wrongAnswer, "services.config.js"))
	switch {
	case len(s.Trouble) > 0:
		s.isTrouble("the wrong answer", v)
	case v.Status != "failed" || v.id != wrongID:
		s.wrongly("the wrong answer is %s, not failed with %s: %s", v.Status, wrongID, v.text)
	}
}

// isTrouble: nobody is blamed, and it is said what to do.
func (s *Session) isTrouble(what string, v verdict) {
	if v.Status != "error" {
		s.wrongly("%s is %s where nothing can be checked: %s", what, v.Status, v.text)
	}
	s.says(what, v.text, s.Trouble...)
}

func (s *Session) says(what, text string, words ...string) {
	for _, w := range words {
		if !strings.Contains(text, w) {
			s.wrongly("%s does not say %q: %s", what, w, text)
		}
	}
}

// runner plays the life of an app: judged, started, looked at, ended.
func (s *Session) runner() {
	file := filepath.Join(s.Kit, fmt.Sprintf("app-%d.config.js", s.Port))
	text := fmt.Sprintf("module.exports = { apps: [{ name: 'hello-world', script: './services/hello-world', env: { PORT: %d } }] };\n", s.Port)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.wrongly("%s", err)
		return
	}
	defer os.Remove(file)
	defer s.Must("kill", "kill")
	s.Must("validate", "validate", file)
	if !s.Starts {
		out, said, code := s.does("runner", "start", file)
		if code != 1 {
			s.wrongly("runner start: exit code %d, expected 1", code)
		}
		s.says("runner start", out+said, s.Trouble...)
		return
	}
	s.Must("start", "start", file)
	s.says("status", s.Must("status", "status", "--json"), `"status": "online"`)
	s.says("logs", s.Must("logs", "logs", "--nostream"), "listening")
	s.Must("stop", "stop", "all")
	s.says("status", s.Must("status", "status", "--json"), `"status": "stopped"`)
	s.Must("kill", "kill")
	s.foreground(file)
}

// foreground runs the app until it has said that it listens, then asks it to end.
func (s *Session) foreground(file string) {
	out, in, err := os.Pipe()
	if err != nil {
		s.wrongly("%s", err)
		return
	}
	defer out.Close()
	cmd := exec.Command(filepath.Join(s.Programs, "runner"), "run", file)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = s.Kit, s.Env, in, in
	err = cmd.Start()
	_ = in.Close()
	if err != nil {
		s.wrongly("runner run: %s", err)
		return
	}
	var said strings.Builder
	asked := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if !asked && strings.Contains(lines.Text(), "msg=listening") {
			asked = true
			_ = cmd.Process.Signal(os.Interrupt)
		}
	}
	if err := cmd.Wait(); err != nil || !asked {
		s.wrongly("runner run: %v: %s", err, said.String())
	}
}

// Must runs a command of the runner that must succeed, and returns its data.
func (s *Session) Must(what string, args ...string) string {
	out, said, code := s.does("runner", args...)
	if code != 0 {
		s.wrongly("runner %s: exit code %d: %s%s", what, code, out, said)
	}
	return out
}
