package processfile

import (
	"fmt"
	"time"
)

// File is a process file that was read and found right: every app with its
// defaults filled in, every relative path made absolute.
type File struct {
	// Path is the absolute path of the file, Dir the folder that its relative
	// paths belong to (the file's own, unless Options.Dir says otherwise).
	Path string
	Dir  string

	Apps  []App
	Proxy *Proxy // nil: the file has none

	// Notes are remarks that stop nothing: a field of PM2's that has no
	// effect here, or none yet.
	Notes []Problem

	// Console holds what the file said with console.log and its kin, a line
	// each.
	Console []string
}

// Mode is PM2's exec_mode.
type Mode string

const (
	// Fork hands PORT on as it stands: one process, or several that compete.
	Fork Mode = "fork"
	// Cluster shares env.PORT out over the instances, each of which gets a
	// PORT of its own.
	Cluster Mode = "cluster"
)

// App is one app of a process file. Fields are PM2's unless told; a duration
// of zero means none.
type App struct {
	Name      string
	Namespace string // default "default"

	Script          string  // as written
	Program         Program // what Script was found to be
	Args            []string
	Cwd             string // absolute; the app's working folder
	InterpreterArgs []string

	Instances int // at least 1: "max", 0 and negative numbers are resolved
	ExecMode  Mode

	// Env is what the file says about the environment: env_file, env and the
	// chosen env_<name> laid over one another, in this order.
	Env map[string]string
	// EnvFrom says for each variable of Env where its value came from, in the
	// file's words: "env", "env_production", "env_file .env", "port".
	EnvFrom map[string]string
	// EnvFile is the absolute path of env_file; "": none.
	EnvFile string
	// Port is Env["PORT"] as a number; 0 when the file gives none.
	Port int

	FilterEnv    bool     // true: nothing of the surrounding shell is handed on
	FilterEnvFor []string // variables whose name contains one of these are kept out
	InstanceVar  string   // default NODE_APP_INSTANCE
	IncrementVar string   // "": none

	Autorestart            bool // default true
	MaxRestarts            int  // default 16
	MinUptime              time.Duration
	RestartDelay           time.Duration
	ExpBackoffRestartDelay time.Duration
	StopExitCodes          []int

	Watch       bool
	WatchPaths  []string // absolute; empty with Watch: the app's cwd
	IgnoreWatch []string
	WatchDelay  time.Duration

	KillTimeout time.Duration // default 1600 ms
	KillSignal  string        // default "SIGINT"
	Treekill    bool          // default true

	WaitReady     bool
	ListenTimeout time.Duration // default 3000 ms
	Health        string        // "": ready when the port accepts

	MaxMemoryRestart int64 // bytes; 0: no limit
	CronRestart      string

	OutFile, ErrorFile, LogFile string // absolute; "": none given
	MergeLogs, Time             bool
	LogDateFormat               string

	AppendEnvToName bool
	Autostart       bool // default true

	// At is where the file shows the app ("") and each of its fields ("script",
	// "env.PORT"). A field that the file computes is missing here.
	At map[string]Position
}

// Where is the position of a field, or of the app when the file does not show
// the field.
func (a *App) Where(field string) Position {
	if p, ok := a.At[field]; ok {
		return p
	}
	return a.At[""]
}

// ProgramKind says how a script is started.
type ProgramKind string

const (
	GoPackage   ProgramKind = "go"          // built first; Path is a package folder or one .go file
	Interpreted ProgramKind = "interpreted" // Interpreter runs Path
	Executable  ProgramKind = "executable"  // Path is run as it is
	Shell       ProgramKind = "shell"       // Path is a command line with spaces, for the shell, as PM2 does
)

// Program is what an app's script was found to be.
type Program struct {
	Kind        ProgramKind
	Path        string // absolute, except for Shell
	Interpreter string // only for Interpreted: the command, such as "node"
}

// Proxy maps paths to apps: the one front door of the whole file.
type Proxy struct {
	Port  int
	Rules []Rule
	At    Position
}

// Rule is one path alias. The first rule that matches wins.
type Rule struct {
	Pathname string   // glob; "" matches every path
	Methods  []string // upper case; empty matches every method
	Dest     string   // an app's name, or an http(s) URL on this machine
	Strip    bool     // take the matched prefix off the path
	At       Position
}

// Position is a place in a file. Line and Column count from 1; 0 means that
// the file does not show it.
type Position struct {
	File   string // as a person would name it: relative to where they are, if that is shorter
	Line   int
	Column int
}

// String is file:line:column, as far as it is known.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}
