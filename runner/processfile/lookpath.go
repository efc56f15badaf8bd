package processfile

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// This file owns finding programs by their name. os/exec has LookPath, but it
// only knows this process's own PATH, which is not the one of the shell that
// a command came from when a daemon reads the file.

// searchPath are the folders of the PATH of an environment, or this process's
// own when it has none.
func searchPath(environ []string) []string {
	for i := len(environ) - 1; i >= 0; i-- {
		name, value, _ := strings.Cut(environ[i], "=")
		if name == "PATH" || runtime.GOOS == "windows" && strings.EqualFold(name, "PATH") {
			return filepath.SplitList(value)
		}
	}
	return filepath.SplitList(os.Getenv("PATH"))
}

// lookPath is the absolute path of a program, "" when there is none. Folders
// of the PATH that are relative are left out, as os/exec does.
func (r *reader) lookPath(name string) string {
	if name == "" || strings.ContainsRune(name, 0) {
		return ""
	}
	for _, dir := range r.path {
		if !filepath.IsAbs(dir) {
			continue
		}
		for _, ending := range programEndings(name) {
			path := filepath.Join(dir, name+ending)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
				return path
			}
		}
	}
	return ""
}

// programEndings: Windows knows a program by its ending, and lets people leave
// it out.
func programEndings(name string) []string {
	if runtime.GOOS != "windows" {
		return []string{""}
	}
	known := os.Getenv("PATHEXT")
	if known == "" {
		known = ".COM;.EXE;.BAT;.CMD"
	}
	endings := strings.Split(known, ";")
	if filepath.Ext(name) != "" {
		endings = append([]string{""}, endings...)
	}
	return endings
}
