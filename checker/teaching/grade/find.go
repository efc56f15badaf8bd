package grade

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/runner/processfile"
)

// This file owns which files and folders are submissions.

// Submission is what one learner has handed in.
type Submission struct {
	Name  string // the path as it was typed, down to this submission
	Path  string // all that is part of it: a file or a folder, absolute
	Top   string // the path that was typed, absolute
	File  string // the process file, absolute: where it is looked for, when there is only one for containers
	Shown string // the folder of File, as it was typed
	// Alone: the file's folder is not part of it.
	Alone bool
	// Problem says why it cannot be checked; "" when it can.
	Problem string
}

// endings are those of process files.
var endings = []string{".js", ".cjs", ".mjs", ".json", ".yaml", ".yml"}

// largestFile bounds a file that comes without its folder. A process file may
// have a megabyte.
const largestFile = 4 << 20

// Find turns the paths that were typed, relative to a folder, into submissions:
// a process file is one; a folder with a process file, a Dockerfile or a compose
// file in it is one; of any other folder each folder and process file in it is one. ignored are files of such a
// folder that are none. An error is a path that is not there, or a folder
// without anything in it.
//
// A file that has one of the usual names, services.config or ecosystem.config,
// brings its folder along, in which its helper files may lie. A file of any
// other name (anna.js) comes alone.
func Find(working string, paths []string) (found []Submission, ignored []string, err error) {
	for _, typed := range paths {
		absolute := typed
		if !filepath.IsAbs(typed) {
			absolute = filepath.Join(working, typed)
		}
		info, err := os.Stat(absolute)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil, fmt.Errorf("%s: there is no such file or folder", typed)
		case err != nil:
			return nil, nil, err
		case !info.IsDir():
			found = append(found, file(typed, absolute, absolute))
			continue
		}
		if _, err := processfile.Find(absolute); err == nil || hasContainers(absolute) {
			found = append(found, folder(typed, absolute, absolute))
			continue
		}
		more, none, err := within(typed, absolute)
		if err != nil {
			return nil, nil, err
		}
		found, ignored = append(found, more...), append(ignored, none...)
	}
	return once(found), ignored, nil
}

// within are the submissions in a folder, by name.
func within(typed, absolute string) (found []Submission, ignored []string, err error) {
	entries, err := os.ReadDir(absolute)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		name, path := filepath.Join(typed, entry.Name()), filepath.Join(absolute, entry.Name())
		info, err := os.Stat(path) // follows links: a folder of links is a folder of submissions
		switch {
		case strings.HasPrefix(entry.Name(), "."):
		case err != nil:
			found = append(found, Submission{Name: name, Path: path, Top: absolute, Problem: "it cannot be read: " + cause(err)})
		case info.IsDir():
			found = append(found, folder(name, path, absolute))
		case slices.Contains(endings, strings.ToLower(filepath.Ext(path))):
			found = append(found, file(name, path, absolute))
		default:
			ignored = append(ignored, name)
		}
	}
	if len(found) == 0 {
		return nil, nil, fmt.Errorf("%s: there is no process file and no folder in it, so there is no submission", typed)
	}
	return found, ignored, nil
}

func folder(name, path, top string) Submission {
	s := Submission{Name: name, Path: path, Top: top, Shown: name}
	file, err := processfile.Find(path)
	switch {
	case err == nil:
		s.File = file
	case hasContainers(path):
		s.File = filepath.Join(path, "services.config.js") // is not there, and that is found in exercise 1
	default:
		s.Problem = "there is no process file in it, such as services.config.js"
	}
	return s
}

// hasContainers says whether a folder has a file for an exercise with
// containers.
func hasContainers(folder string) bool { return kit.FirstFile(folder, docker.AnswerNames) != "" }

func file(name, path, top string) Submission {
	if slices.Contains(docker.AnswerNames, filepath.Base(path)) {
		return folder(filepath.Dir(name), filepath.Dir(path), top)
	}
	s := Submission{Name: name, Path: path, Top: top, File: path, Shown: filepath.Dir(name)}
	stem, _, _ := strings.Cut(filepath.Base(path), ".config.")
	if stem == "services" || stem == "ecosystem" {
		s.Path = filepath.Dir(path)
		return s
	}
	s.Alone = true
	info, err := os.Stat(path)
	switch {
	case err != nil:
		s.Problem = "it cannot be read: " + cause(err)
	case !slices.Contains(endings, strings.ToLower(filepath.Ext(path))):
		s.Problem = "it is not a process file: its name should end in one of " + strings.Join(endings, ", ")
	case !info.Mode().IsRegular():
		s.Problem = "it is not a file that can be read"
	case info.Size() > largestFile:
		s.Problem = fmt.Sprintf("it has %d MB; a process file has a few lines", info.Size()>>20)
	}
	return s
}

// cause is what the system says, without the path that stands before it anyway.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// once takes out what was typed twice.
func once(all []Submission) []Submission {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s Submission) bool {
		twice := seen[s.Path]
		seen[s.Path] = true
		return twice
	})
}
