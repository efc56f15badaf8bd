package main

import (
	"path/filepath"
	"slices"

	"workshop.example/processes/checker/kit"
	"workshop.example/processes/runner/apps/watch"
)

// This file owns which files `checker watch` looks at.

// written are what programs and tools write while they run: a log that grows
// must not be taken for a save.
var written = []string{
	".idea", ".vscode", ".ci", ".venv", "venv", ".cache", "__pycache__",
	"*.log", "*.pid", "*.sock", "*.rdb", "*.aof",
}

// learnersFiles are all that a check may depend on and a learner may edit: the
// process file, what it requires, scripts, environment files and the services.
func learnersFiles(root string) watch.Set {
	ignore := slices.Clone(written)
	for _, folder := range kit.Teaching {
		ignore = append(ignore, "./"+folder)
	}
	return watch.Set{Trees: []string{root}, Ignore: ignore, Base: root}
}

// shownFiles names files as a learner would.
func shownFiles(root string, files []string) []string {
	names := make([]string, len(files))
	for i, path := range files {
		names[i] = filepath.ToSlash(path)
		if rel, err := filepath.Rel(root, path); err == nil {
			names[i] = filepath.ToSlash(rel)
		}
	}
	return names
}
