package watch

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// limits has the words for the operator, and says each once.
type limits struct {
	say   func(string)
	every time.Duration

	mu   sync.Mutex
	said map[string]bool
}

func (l *limits) once(about, words string) {
	l.mu.Lock()
	if l.said == nil {
		l.said = map[string]bool{}
	}
	known := l.said[about]
	l.said[about] = true
	l.mu.Unlock()
	if !known {
		l.say(words)
	}
}

// reached tells why a folder, or anything at all, cannot be watched.
func (l *limits) reached(err error) {
	cause := "folders cannot be watched here (" + err.Error() + ")"
	about, remedy := cause, ""
	switch {
	case errors.Is(err, syscall.ENOSPC):
		about, cause, remedy = sysctl("max_user_watches", "folders", 524288)
	case errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE):
		about, cause, remedy = sysctl("max_user_instances", "watching programs", 512)
	}
	l.once(about, fmt.Sprintf("%s: what cannot be watched is looked at every %v instead, which finds changes later and costs processor time.%s",
		cause, l.every, remedy))
}

// sysctl are the words for a limit of Linux's inotify. Elsewhere it is always
// open files that run out.
func sysctl(name, of string, better int) (about, cause, remedy string) {
	if runtime.GOOS != "linux" {
		return name, "the limit of open files is reached",
			"\nhint: raise it in this terminal and start again: ulimit -n 65536"
	}
	cause = "the limit of " + of + " for this user, fs.inotify." + name + ", is reached"
	if now, err := os.ReadFile("/proc/sys/fs/inotify/" + name); err == nil {
		cause = strings.Replace(cause, name, name+" = "+strings.TrimSpace(string(now)), 1)
	}
	return name, cause, fmt.Sprintf("\nhint: raise it and start again: sudo sysctl fs.inotify.%s=%d", name, better)
}

func (l *limits) overflow() {
	l.once("overflow", "more files changed at once than the system can report: everything watched was compared anew, and nothing is missed.")
}

// tooMany tells that a tree is too large.
func (l *limits) tooMany(tree string, most int) {
	l.once("too many", fmt.Sprintf("there are more than %d folders below %s: the rest is not watched."+
		"\nhint: name the folders that matter in `watch`, or leave large ones out with `ignore_watch`", most, tree))
}
