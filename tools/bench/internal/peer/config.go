package peer

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// This file owns the process file that our runner and PM2 both read.

// entry is an app in that file.
type entry struct {
	Name         string            `json:"name"`
	Script       string            `json:"script"`
	Cwd          string            `json:"cwd,omitempty"`
	Interpreter  string            `json:"interpreter,omitempty"`
	Instances    int               `json:"instances,omitempty"`
	ExecMode     string            `json:"exec_mode,omitempty"`
	Env          map[string]string `json:"env,omitempty"`
	IncrementVar string            `json:"increment_var,omitempty"`
	Autorestart  *bool             `json:"autorestart,omitempty"`
	Autostart    *bool             `json:"autostart,omitempty"`
	Watch        any               `json:"watch,omitempty"`
	OutFile      string            `json:"out_file,omitempty"`
	ErrorFile    string            `json:"error_file,omitempty"`
}

func entryOf(a App) entry {
	e := entry{Name: a.Name, Script: a.Program, Env: maps.Clone(a.Env), ExecMode: "fork", OutFile: a.Log, ErrorFile: a.Log}
	if e.Env == nil {
		e.Env = map[string]string{}
	}
	if a.Port != 0 {
		e.Env["PORT"] = strconv.Itoa(a.Port)
	}
	switch {
	case a.Shared:
		e.ExecMode, e.Instances = "cluster", a.count()
	case a.count() > 1:
		e.Instances, e.IncrementVar = a.count(), "PORT"
	}
	if a.Once {
		e.Autorestart = new(bool)
	}
	return e
}

// processFile is the file's text.
func processFile(entries []entry) (string, error) {
	text, err := json.MarshalIndent(map[string]any{"apps": entries}, "", "  ")
	return "module.exports = " + string(text) + ";\n", err
}

// single is one process of an app, for managers that know no instances.
type single struct {
	App
	name string
	env  []string
}

func singles(apps []App) []single {
	var all []single
	for _, a := range apps {
		for i := range a.count() {
			s := single{App: a, name: a.Name}
			if a.count() > 1 {
				s.name = fmt.Sprintf("%s-%d", a.Name, i)
			}
			for _, k := range slices.Sorted(maps.Keys(a.Env)) {
				s.env = append(s.env, k+"="+a.Env[k])
			}
			if a.Port != 0 {
				s.env = append(s.env, fmt.Sprintf("PORT=%d", a.Port+i))
			}
			all = append(all, s)
		}
	}
	return all
}
