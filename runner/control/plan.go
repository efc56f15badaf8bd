package control

import (
	"encoding/json"
	"errors"

	"workshop.example/processes/runner/processfile"
)

// This file owns how a process file travels: read and judged by the command,
// handed over as a result, never evaluated again.

// Plan is what `start` wants to be running.
type Plan struct {
	File    *processfile.File
	EnvName string   // --env; it has been applied to File already
	Only    []string // --only: the other apps are left as they are; empty: all
	Environ []string // the command's environment, KEY=VALUE, for the processes
}

// Change is what became of one app.
type Change struct {
	App     string   `json:"app"`
	What    string   `json:"what"`              // "added", "removed", "changed", "started", "unchanged"
	Details []string `json:"details,omitempty"` // such as "instances: 2 → 3", "env.GREETING"
	Problem string   `json:"problem,omitempty"` // why it does not run as it should; "": it does
}

// Applied is what a plan came to.
type Applied struct {
	Changes []Change `json:"changes"`
	Status  Status   `json:"status"`
}

// ApplyLine is one line of the answer to a plan: how far it is, and at last its
// result or why it failed. One field is set.
type ApplyLine struct {
	Progress string   `json:"progress,omitempty"`
	Applied  *Applied `json:"applied,omitempty"`
	Failure  *Failure `json:"failure,omitempty"`
}

// A value of the environment may hold any bytes but zero. A text in JSON cannot,
// and would silently become another one; so those values travel as bytes.
type wirePlan struct {
	File    *processfile.File
	Values  []map[string][]byte // of each app's Env
	EnvName string
	Only    []string
	Environ [][]byte
}

// MarshalJSON keeps every byte.
func (p Plan) MarshalJSON() ([]byte, error) {
	if p.File == nil {
		return nil, errors.New("a plan without a process file")
	}
	file := *p.File
	file.Apps = append([]processfile.App(nil), p.File.Apps...)
	wire := wirePlan{File: &file, EnvName: p.EnvName, Only: p.Only}
	for i := range file.Apps {
		var values map[string][]byte
		if env := file.Apps[i].Env; env != nil {
			values = make(map[string][]byte, len(env))
			for name, value := range env {
				values[name] = []byte(value)
			}
		}
		wire.Values = append(wire.Values, values)
		file.Apps[i].Env = nil
	}
	for _, pair := range p.Environ {
		wire.Environ = append(wire.Environ, []byte(pair))
	}
	return json.Marshal(wire)
}

// UnmarshalJSON is the way back.
func (p *Plan) UnmarshalJSON(text []byte) error {
	wire := wirePlan{File: &processfile.File{}}
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	*p = Plan{File: wire.File, EnvName: wire.EnvName, Only: wire.Only}
	for i, values := range wire.Values {
		if values == nil || p.File == nil || i >= len(p.File.Apps) {
			continue
		}
		env := make(map[string]string, len(values))
		for name, value := range values {
			env[name] = string(value)
		}
		p.File.Apps[i].Env = env
	}
	for _, pair := range wire.Environ {
		p.Environ = append(p.Environ, string(pair))
	}
	return nil
}
