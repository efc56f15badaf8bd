package sandbox

import (
	"bytes"
	"debug/buildinfo"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/kit"
	"workshop.example/processes/runner/system/platform"
)

// This file owns what the kit's services are made of here: which programs were
// built from them, and which of their files are not the kit's.

// modulePath begins the package path of every program that was built from the
// kit.
const modulePath = "workshop.example/processes/services/"

// Impostor says what a process runs in place of one of the kit's services, by
// the build information that Go puts into every program: another program, one
// of that name from another folder than the kit's or the copy's, or one with
// modules that are not the kit's. It is "" for the service itself, and where
// that cannot be told: on a system that shows no other process's program.
func (b *Box) Impostor(pid int, service string) string {
	program, err := platform.Program(pid)
	if err != nil {
		return ""
	}
	info, err := buildinfo.ReadFile(program)
	if unread := (*fs.PathError)(nil); errors.As(err, &unread) && !errors.Is(err, fs.ErrPermission) {
		return "" // it has ended, or this process may open no more files
	}
	if err != nil {
		return platform.Describe(pid).Name // not a Go program at all
	}
	folders, err := foldersOf(program, service)
	if err != nil {
		return ""
	}
	switch path := strings.TrimPrefix(info.Path, modulePath); {
	case path == "command-line-arguments" && len(folders) == 0 && !contains(program, modulePath+"internal/"):
		return "another program"
	case path != "command-line-arguments" && path != service:
		return path
	}
	for _, folder := range folders {
		if !b.isOurs(folder, service) {
			return "a " + service + " from another folder, " + folder
		}
	}
	for _, module := range info.Deps {
		if module.Replace != nil && !b.isAsInKit("go.mod") {
			return "a build in which go.mod puts another module in place of " + module.Path
		}
	}
	return ""
}

// isOurs says whether a folder is that of a service, in the copy or in the kit.
func (b *Box) isOurs(folder, service string) bool {
	is, err := os.Stat(folder)
	return err == nil && slices.ContainsFunc([]string{b.Root, b.cfg.Kit}, func(root string) bool {
		ours, err := os.Stat(filepath.Join(root, "services", service))
		return err == nil && os.SameFile(is, ours)
	})
}

// foldersOf are the folders from which a Go program's main file of a service was
// compiled, as they stand in its table of source files, which no linker leaves
// out. A program that was built with -trimpath names none.
func foldersOf(program, service string) ([]string, error) {
	data, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	var folders []string
	for end := []byte("/services/" + service + "/main.go\x00"); ; {
		at := bytes.Index(data, end)
		if at < 0 {
			return folders, nil
		}
		begin := bytes.LastIndexByte(data[:at], 0) + 1
		folder := string(data[begin:at]) + "/services/" + service
		if filepath.IsAbs(folder) && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
		data = data[at+len(end):]
	}
}

// contains says whether a program has a text in it; yes, if it cannot be read.
func contains(program, text string) bool {
	data, err := os.ReadFile(program)
	return err != nil || bytes.Contains(data, []byte(text))
}

// elsewhere are files and folders by which the go tool takes code from another
// place than the kit says.
var elsewhere = []string{"go.work", "vendor"}

// Brought are the files of the kit's services, and what decides how they are
// built, that are not the kit's in the copy now, though the kit itself has them
// as they should be, or not at all: they came with the process file that was
// handed in, or a script of it has changed them since.
func (b *Box) Brought() ([]kit.Edit, error) {
	edits, err := kit.Edits(b.Root)
	if err != nil {
		return nil, err
	}
	edits = slices.DeleteFunc(edits, func(e kit.Edit) bool { return b.isAsInKit(filepath.FromSlash(e.File)) })
	for _, name := range elsewhere {
		if exists(filepath.Join(b.Root, name)) && !exists(filepath.Join(b.cfg.Kit, name)) {
			edits = append(edits, kit.Edit{File: name, What: "is new"})
		}
	}
	return edits, nil
}

// Edited are the files of the services that are not as they came, in the kit
// itself: somebody has worked on them there.
func (b *Box) Edited() ([]kit.Edit, error) {
	if !exists(filepath.Join(b.cfg.Kit, "services")) {
		return nil, nil
	}
	return kit.Edits(b.cfg.Kit)
}
