package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// This file owns the question about the temporary folder, where the checker
// plays an exercise in private.

type temporaryFacts struct {
	folder   string
	writeErr error
	runErr   error // a program in it could not be started
}

func lookAtTemporary() temporaryFacts {
	facts := temporaryFacts{folder: os.TempDir()}
	mine, err := os.MkdirTemp("", "workshop-doctor-")
	if err != nil {
		facts.writeErr = err
		return facts
	}
	defer os.RemoveAll(mine)
	program := filepath.Join(mine, "try")
	facts.writeErr = os.WriteFile(program, []byte("#!/bin/sh\nexit 0\n"), 0o700)
	// Folders from which nothing may be started are Unix's.
	if facts.writeErr == nil && runtime.GOOS != "windows" {
		facts.runErr = exec.Command(program).Run()
	}
	return facts
}

func judgeTemporary(f temporaryFacts) finding {
	const other = "name another folder, in this terminal:\nmkdir -p ~/tmp && export TMPDIR=~/tmp"
	switch {
	case f.writeErr != nil:
		return missing(fmt.Sprintf("nothing can be written into %s: %s", f.folder, cause(f.writeErr)), other)
	// Any other trouble is the script's, say where there is no /bin/sh.
	case errors.Is(f.runErr, fs.ErrPermission):
		return missing("no program may be started in "+f.folder, other)
	}
	return ok("%s can be written", f.folder)
}

// cause is the system's own words, without the call and the path around them.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
