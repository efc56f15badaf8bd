//go:build unix

package behaviour

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// This file owns the two process managers, brought into one form.

// row is an instance in the form in which both are compared.
type row struct {
	name      string
	namespace string
	instance  int
	mode      string // fork or cluster
	status    string // with - for a space
	restarts  int
	id        int
	pid       int // 0: there is no process
}

func (r row) label() string { return r.name + "." + strconv.Itoa(r.instance) }

func (r row) String() string {
	return fmt.Sprintf("%s %s %s %d", r.label(), r.mode, r.status, r.restarts)
}

// manager is the runner or PM2.
type manager interface {
	// command is a process manager's command, not yet started; its Env holds
	// what the manager itself needs.
	command(words ...string) *exec.Cmd
	status() []string // the words that print a status for read
	read(out string) ([]row, error)
	logs() string // the folder of the log files that no file names
	ownLog() string
	// leavesNothing: what is left after its kill is a failure.
	leavesNothing() bool
}

// ours is the runner.
type ours struct{ program, root string }

func (o ours) command(words ...string) *exec.Cmd { return exec.Command(o.program, words...) }
func (ours) status() []string                    { return []string{"status", "--json"} }
func (o ours) home() string                      { return filepath.Join(o.root, "project", ".runner") }
func (o ours) logs() string                      { return filepath.Join(o.home(), "logs") }
func (ours) leavesNothing() bool                 { return true }

func (o ours) ownLog() string {
	text, _ := os.ReadFile(filepath.Join(o.home(), "daemon.log"))
	return string(text)
}

func (ours) read(out string) ([]row, error) {
	var list []struct {
		ID, Instance, Restarts, Pid   int
		Name, Namespace, Mode, Status string
	}
	err := json.Unmarshal([]byte(out), &list)
	var rows []row
	for _, r := range list {
		rows = append(rows, row{r.Name, r.Namespace, r.Instance, r.Mode, dashed(r.Status), r.Restarts, r.ID, r.Pid})
	}
	return rows, err
}

// pm2 is PM2 with a home of its own, so that it meets no other one.
type pm2 struct{ program, root string }

func (m pm2) home() string { return filepath.Join(m.root, "pm2") }

func (m pm2) command(words ...string) *exec.Cmd {
	cmd := exec.Command(m.program, words...)
	cmd.Env = []string{
		"PM2_HOME=" + m.home(), "NO_COLOR=1",
		"PM2_DISABLE_VERSION_CHECK=true", // it would tell its makers about this machine
		"PM2_WORKER_INTERVAL=1000",       // it looks at the memory every 30 s otherwise
	}
	return cmd
}

func (pm2) status() []string    { return []string{"jlist"} }
func (m pm2) logs() string      { return filepath.Join(m.home(), "logs") }
func (pm2) leavesNothing() bool { return false }

func (m pm2) ownLog() string {
	text, _ := os.ReadFile(filepath.Join(m.home(), "pm2.log"))
	return string(text)
}

// read leaves out what PM2 may print before its JSON.
func (pm2) read(out string) ([]row, error) {
	var list []struct {
		Pid  int
		Name string
		ID   int            `json:"pm_id"`
		Env  map[string]any `json:"pm2_env"`
	}
	begin := max(0, strings.LastIndex(out, "\n[{")+1)
	if err := json.Unmarshal([]byte(strings.TrimSpace(out[begin:])), &list); err != nil {
		return nil, err
	}
	var rows []row
	for _, r := range list {
		variable := text(r.Env["instance_var"])
		instance, _ := strconv.Atoi(text(r.Env[variable]))
		restarts, _ := strconv.Atoi(text(r.Env["restart_time"]))
		mode := strings.TrimSuffix(text(r.Env["exec_mode"]), "_mode")
		rows = append(rows, row{r.Name, text(r.Env["namespace"]), instance, mode, dashed(text(r.Env["status"])), restarts, r.ID, r.Pid})
	}
	return rows, nil
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func dashed(status string) string { return strings.ReplaceAll(status, " ", "-") }

// findPM2 is the program, or why there is none.
func findPM2() (program, missing string) {
	if named := os.Getenv("PM2_BIN"); named != "" {
		return named, ""
	}
	program, err := exec.LookPath("pm2")
	if err != nil {
		return "", "PM2 is not installed here; to compare with it, put pm2 on PATH or name it in PM2_BIN"
	}
	return program, ""
}

// needs skips where programs are missing that the case cannot do without.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed here", program)
		}
	}
}
