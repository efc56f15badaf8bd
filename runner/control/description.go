package control

import "time"

// Description is everything about an app, as `describe --json` prints it.
// Times are in milliseconds, and absent where they are none.
type Description struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Mode      string `json:"mode"`
	File      string `json:"file"` // the process file
	// Failure is why none of it runs, or why its last build failed; "".
	Failure string `json:"failure,omitempty"`

	Script  string   `json:"script"`  // as the file has it
	Program string   `json:"program"` // what is executed
	Args    []string `json:"args"`
	Cwd     string   `json:"cwd"`

	Port     int    `json:"port"`             // the public one; 0: none
	Shared   bool   `json:"shared"`           // the runner listens there and shares requests out
	Health   string `json:"health,omitempty"` // the path that must answer before it counts as ready
	Settings []Pair `json:"settings"`         // fields that differ from their default

	Watch      bool     `json:"watch"`
	WatchPaths []string `json:"watch_paths,omitempty"`
	LogFiles   []string `json:"log_files,omitempty"`
	// NextCron is when cron_restart comes next; nil: it is not set.
	NextCron *time.Time `json:"next_cron,omitempty"`

	Instances []InstanceDescription `json:"instances"`

	Env   []Variable `json:"env"`
	Shell int        `json:"shell"` // so many variables of the surrounding shell besides
}

// InstanceDescription is one instance of it.
type InstanceDescription struct {
	Row
	Since    time.Time `json:"since"`               // the last start; zero: never
	LastExit string    `json:"last_exit,omitempty"` // "exit code 1", "killed by SIGKILL"; "": it never ended
	Why      string    `json:"why,omitempty"`       // what the last start was for: "crash", "restart", …
}

// Pair is a field and its value in words.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Variable is one of an app's environment.
type Variable struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	From   string `json:"from"`             // "env", "env_production", "env_file .env", "the shell", "the runner"
	Masked bool   `json:"masked,omitempty"` // Value is not the value: its name looks secret
}
