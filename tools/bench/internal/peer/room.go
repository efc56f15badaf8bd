package peer

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/proc"
)

// Tools are the programs that the benchmark works with. "" is one that is not
// installed.
type Tools struct {
	Runner, Floor, Service, Go, Node, Wrk string
	// Managers are others' programs by name, such as "pm2".
	Managers map[string]string
}

// Room is the folder in which a manager is at work once, and the mark by which
// everything is known that it starts.
type Room struct {
	Dir   string
	Tools Tools

	mark string
}

// markVariable is inherited by whatever is started in a room.
const markVariable = "RUNNER_BENCH_ROOM"

// NewRoom makes a room in a folder.
func NewRoom(parent string, tools Tools) (*Room, error) {
	dir, err := os.MkdirTemp(parent, "r")
	if err != nil {
		return nil, err
	}
	return &Room{Dir: dir, Tools: tools, mark: rand.Text()}, nil
}

// Path is a file in the room.
func (r *Room) Path(name string) string { return filepath.Join(r.Dir, name) }

func (r *Room) write(name, text string) error {
	return os.WriteFile(r.Path(name), []byte(text), 0o600)
}

// Processes are the running ones that began in the room: first the apps, which
// run the service under test, then the manager and its helpers.
func (r *Room) Processes() (services, helpers []proc.Process, err error) {
	marked, err := proc.Marked(markVariable + "=" + r.mark)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range marked {
		if p.Program == r.Tools.Service {
			services = append(services, p)
		} else {
			helpers = append(helpers, p)
		}
	}
	return services, helpers, nil
}

// What runs in a room that is left is given lingerTime to end by itself, and
// then leftTime to be gone after it was killed.
const (
	lingerTime = 300 * time.Millisecond
	leftTime   = 5 * time.Second
)

// Leave waits a moment until nothing runs in the room any more, ends what does
// and says what that was, and removes the folder.
func (r *Room) Leave() []string {
	var left []string
	var killed []int
	began := time.Now()
	for ctx := context.Background(); time.Since(began) < leftTime; _ = load.Pause(ctx, 10*time.Millisecond) {
		services, helpers, err := r.Processes()
		all := slices.Concat(services, helpers)
		// A dying process loses its environment before it is gone.
		if err != nil || len(all) == 0 && !slices.ContainsFunc(killed, proc.Running) {
			break
		}
		for _, p := range all {
			if time.Since(began) > lingerTime {
				left = append(left, fmt.Sprintf("pid %d (%s)", p.Pid, filepath.Base(p.Program)))
				proc.Kill(p.Pid)
				killed = append(killed, p.Pid)
			}
		}
	}
	_ = os.RemoveAll(r.Dir)
	slices.Sort(left)
	return slices.Compact(left)
}

// Command is a command in the room, with the surrounding environment less what
// would lead it to somebody else's daemon.
func (r *Room) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = r.Dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return name == "RUNNER_HOME" || name == "PORT" || strings.HasPrefix(name, "PM2_") || strings.HasPrefix(name, "OVERMIND_")
	})
	cmd.Env = append(cmd.Env, markVariable+"="+r.mark, "NO_COLOR=1")
	return cmd
}

// Output runs a command to its end and returns what it printed. When it fails,
// the error has its last words. At the end of ctx it is killed.
func (r *Room) Output(ctx context.Context, cmd *exec.Cmd) (string, error) {
	// A file, not a pipe: a daemon that the command leaves behind may hold it.
	said, err := os.CreateTemp(r.Dir, "said")
	if err != nil {
		return "", err
	}
	defer os.Remove(said.Name())
	defer said.Close()
	cmd.Stdout, cmd.Stderr = said, said
	p, err := platform.Start(cmd)
	if err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, p.KillGroup)
	exit := p.Wait()
	stop()
	p.Forget()
	text, _ := os.ReadFile(said.Name())
	if ctx.Err() != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(cmd.Path), ctx.Err())
	}
	if exit.Code != 0 {
		return "", fmt.Errorf("%s %s: %s\n%s", filepath.Base(cmd.Path), strings.Join(cmd.Args[1:], " "), exit, tail(string(text)))
	}
	return string(text), nil
}

// run is Output for commands whose words are of no interest.
func (r *Room) run(ctx context.Context, cmd *exec.Cmd) error {
	_, err := r.Output(ctx, cmd)
	return err
}

// tail is the end of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

// Service starts the service under test with no manager at all, and returns
// when it answers.
func (r *Room) Service(ctx context.Context, port int) (*Foreground, error) {
	return r.Bare(ctx, r.Command(r.Tools.Service), port)
}

// Bare starts a program with that PORT and returns when it answers there.
func (r *Room) Bare(ctx context.Context, cmd *exec.Cmd, port int) (*Foreground, error) {
	cmd.Env = append(cmd.Env, fmt.Sprintf("PORT=%d", port))
	f, err := r.Keep(cmd, "")
	if err != nil {
		return nil, err
	}
	if _, err := load.Until(ctx, fmt.Sprintf("127.0.0.1:%d", port), load.Anything); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
