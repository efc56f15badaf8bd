// Package control is how commands and the daemon understand one another: the
// messages between them, the client, and where the daemon of a project is to be
// found.
//
// It is HTTP with JSON over a Unix socket that only its owner may open. The
// package starts no process and prints nothing. [Dial] is where a command
// begins; the daemon's side is runner/daemon.
package control

import "time"

// APIVersion counts the changes of the messages that an older program would
// misunderstand. A command talks to a daemon of the same number only; asking
// for the version and to end everything works across all of them.
const APIVersion = 1

// Version is what a daemon says about itself.
type Version struct {
	API      int    `json:"api"`
	Build    string `json:"build"` // see [BuildID]
	Pid      int    `json:"pid"`
	Project  string `json:"project"`  // the folder that its process file's paths belong to
	Stopping bool   `json:"stopping"` // it is ending everything and takes no more orders
	// Foreground: it is a `run` in somebody's terminal, whose apps are not to be
	// exchanged by a `start`.
	Foreground bool `json:"foreground"`
}

// Row is one instance, as `status --json` prints it. An app that could not be
// run as a whole has a row for each instance that it should have had.
type Row struct {
	ID          int     `json:"id"` // counts all instances; PM2's pm_id
	Name        string  `json:"name"`
	Namespace   string  `json:"namespace"`
	Mode        string  `json:"mode"` // "fork" or "cluster"
	Instance    int     `json:"instance"`
	Pid         int     `json:"pid"`  // 0: no process
	Port        int     `json:"port"` // the app's own port; 0: none
	UptimeMS    int64   `json:"uptime_ms"`
	Restarts    int     `json:"restarts"`
	Status      string  `json:"status"`    // PM2's words
	ExitCode    *int    `json:"exit_code"` // of its last exit; null: it never ended, or a signal ended it
	CPUPercent  float64 `json:"cpu_percent"`
	MemoryBytes int64   `json:"memory_bytes"`
	Watch       bool    `json:"watch"`
}

// Status is how everything stands.
type Status struct {
	Rows     []Row     `json:"rows"`
	Troubles []Trouble `json:"troubles"` // what a row cannot say
}

// Trouble is what is wrong with an app, in words.
type Trouble struct {
	App      string `json:"app"`
	Instance int    `json:"instance"` // -1: the app as a whole
	Words    string `json:"words"`    // may have several lines
	// Whole: none of the app runs because of it. A build that failed while the
	// old version goes on serving is not one.
	Whole bool `json:"whole"`
}

// Verb is what may be asked of apps by name.
type Verb string

const (
	Start   Verb = "start"
	Stop    Verb = "stop"
	Restart Verb = "restart"
	Reload  Verb = "reload"
	Delete  Verb = "delete"
)

// Verbs are all of them.
var Verbs = []Verb{Start, Stop, Restart, Reload, Delete}

// Outcome is what came of a verb for one app.
type Outcome struct {
	App   string `json:"app"`
	Error string `json:"error,omitempty"` // "": it was done
}

// Scale says how many instances there are to be: N, or By more (fewer, when
// negative) than there are. One of them is set.
type Scale struct {
	N  int `json:"n,omitempty"`
	By int `json:"by,omitempty"`
}

// Scaled is what came of it.
type Scaled struct {
	App  string `json:"app"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Ended is what the end of everything came to.
type Ended struct {
	Instances int `json:"instances"` // that had a process
	// Leftovers had left their process group and were ended too; a command
	// line each.
	Leftovers []string `json:"leftovers,omitempty"`
}

// LogRecord is one line that an instance printed, or one thing that happened
// to it.
type LogRecord struct {
	At       time.Time `json:"at"` // zero: an old line from a file, of which no time is known
	App      string    `json:"app"`
	Instance int       `json:"instance"` // -1: the app as a whole
	// Stream is "out" or "err", or "runner" for what the runner has to say
	// about the instance.
	Stream    string `json:"stream"`
	Text      string `json:"text"`
	Continued bool   `json:"continued,omitempty"` // the line goes on in the next record
	Dropped   int    `json:"dropped,omitempty"`   // so many lines are missing here: the reader was too slow
}

// Streams of a LogRecord.
const (
	StreamOut    = "out"
	StreamErr    = "err"
	StreamRunner = "runner"
)

// LogQuery says which lines are wanted.
type LogQuery struct {
	Target string // app, namespace, id or "all"
	Lines  int    // the last lines first
	Follow bool   // then the stream
	Out    bool   // both false: both
	Err    bool
}

// Event is one thing that happened, for those who draw a picture of the whole.
type Event struct {
	At       time.Time `json:"at"`
	App      string    `json:"app"`
	Instance int       `json:"instance"` // -1: the app as a whole
	Kind     string    `json:"kind"`     // supervise's words: "started", "ready", "exited", …
	Words    string    `json:"words"`    // a sentence for people; "" when there is nothing to say
}
