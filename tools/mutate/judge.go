package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/build"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// This file owns the tests: it runs a package's own ones on each change.

// limit bounds one run of the tests. A change that makes a loop endless is
// noticed by it.
const limit = "60s"

// filesAt are the package's folder and the files to break, for a path that
// names either of them: those that this system builds.
func filesAt(path string) (dir string, files []string, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return "", nil, err
	}
	if strings.HasSuffix(path, ".go") {
		return filepath.Dir(path), []string{path}, nil
	}
	pkg, err := build.ImportDir(path, 0)
	if err != nil {
		return "", nil, err
	}
	for _, name := range pkg.GoFiles {
		files = append(files, filepath.Join(path, name))
	}
	return path, files, nil
}

// judge breaks the files of one package and prints what no test noticed.
func judge(ctx context.Context, out io.Writer, dir string, files []string) (score, error) {
	temp, err := os.MkdirTemp("", "workshop-mutate-")
	if err != nil {
		return score{}, err
	}
	defer os.RemoveAll(temp)
	l := laboratory{dir: dir, temp: temp}
	if seen, said, err := l.test(ctx); err != nil || seen != unnoticed {
		return score{}, errors.Join(fmt.Errorf("its tests fail before anything is broken:\n%s", said), err)
	}
	var s score
	for _, file := range files {
		if err := l.breakFile(ctx, out, file, &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// laboratory is where one package is broken.
type laboratory struct{ dir, temp string }

func (l laboratory) breakFile(ctx context.Context, out io.Writer, file string, s *score) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	all, err := mutants(l.short(file), string(text))
	if err != nil {
		return err
	}
	for _, m := range all {
		overlay, err := l.overlay(file, m.in(string(text)))
		if err != nil {
			return err
		}
		seen, _, err := l.test(ctx, "-overlay="+overlay)
		if err != nil {
			return err
		}
		switch seen {
		case noticed:
			s.noticed++
			s.changes++
		case unnoticed:
			s.changes++
			fmt.Fprintf(out, "  %s: no test notices %q instead of %q\n", m.at, m.now, m.old)
		}
	}
	return nil
}

// short is a file's path as people call it, from the folder that we are in.
func (l laboratory) short(file string) string {
	if here, err := os.Getwd(); err == nil {
		if short, err := filepath.Rel(here, file); err == nil {
			return filepath.ToSlash(short)
		}
	}
	return file
}

// overlay writes what the go tool reads instead of the file.
func (l laboratory) overlay(file, text string) (string, error) {
	broken, list := filepath.Join(l.temp, "broken.go"), filepath.Join(l.temp, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: broken}})
	if err != nil {
		return "", err
	}
	return list, errors.Join(os.WriteFile(broken, []byte(text), 0o600), os.WriteFile(list, replace, 0o600))
}

// verdict is what the tests made of a change.
type verdict int

const (
	unnoticed verdict = iota
	noticed
	notGo // it does not compile: nobody can make this mistake
)

func (l laboratory) test(ctx context.Context, more ...string) (verdict, string, error) {
	args := append([]string{"test", "-failfast", "-vet=off", "-timeout=" + limit}, more...)
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...)
	cmd.Dir = l.dir
	cmd.WaitDelay = 5 * time.Second // a broken program may loop: its own time limit ends it
	said, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return noticed, "", ctx.Err()
	case err == nil:
		return unnoticed, string(said), nil
	case !errors.As(err, &failed):
		return noticed, "", err
	case bytes.Contains(said, []byte("[build failed]")):
		return notGo, string(said), nil
	}
	return noticed, string(said), nil
}
