package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/isolated"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/checker/patience"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/runner/apps/build"
)

// This file owns the checks that need a container engine. They run in another
// program, checker/containers/engine, which is built here when it is needed for the first
// time: it has libraries that the other exercises must not pay for.

// compiling is said while that program is built.
const compiling = "compiling the checker's part for containers; the first time takes a minute or two"

// checkInEngine checks an exercise that needs a container engine. Whether there
// is one, and something to check, is found out here: without them nothing is
// built.
func checkInEngine(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration, onStep func(string, *check.Step)) (check.Result, error) {
	result, err := firstPromise(ctx, e, cfg, timeout)
	if err != nil || result.Status != check.Passed {
		return result.NotReached(e.Promises[1:], onStep), err
	}
	// What a killed check has left is swept meanwhile; a failure of that is met
	// again by the check.
	var sweeping sync.WaitGroup
	sweeping.Go(func() { _, _ = docker.Sweep(ctx) })
	defer sweeping.Wait()
	program, err := enginePart(ctx, cfg.Kit, onStep)
	switch {
	case ctx.Err() != nil:
		return result, context.Canceled
	case err != nil:
		return check.TroubleAtOnce(e, cfg, err, onStep), nil
	}
	// The folder that is sent to the engine is the whole kit, but for most of its
	// files: the kit's own answers to its exercises.
	cfg.Without = append(answersOf(cfg.Kit), slices.DeleteFunc(slices.Clone(cfg.Without), isTeaching)...)
	result, err = isolated.Child{Program: program, OnStep: onStep}.Do(ctx, e, cfg, timeout)
	if err != nil || isolated.IsNoAnswer(result) {
		sweepNow(ctx)
	}
	return result, err
}

// firstPromise checks the first promise alone: that there is an engine and
// something to check. For that, a copy of the files in the kit's own folder is
// enough.
func firstPromise(ctx context.Context, e *check.Exercise, cfg sandbox.Config, timeout time.Duration) (check.Result, error) {
	first := *e
	first.Promises, first.Proved, first.Timeline, first.Question = e.Promises[:1], nil, nil, nil
	cfg.Without = append(foldersOf(cfg.Kit), cfg.Without...)
	result, err := check.Do(ctx, &first, cfg, timeout, nil)
	result.Exercise = e
	return result, err
}

// sweepNow removes what a check's process has left that was ended before it
// could do so itself.
func sweepNow(ctx context.Context) {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience.Sweep.Time)
	defer cancel()
	docker.CalledOff()
	_, _ = docker.Sweep(bounded) // what is left then is found by the next check
}

// foldersOf are the folders at the top of the kit.
func foldersOf(root string) []string {
	var folders []string
	entries, _ := os.ReadDir(root) // one that cannot be read is reported by the sandbox
	for _, entry := range entries {
		if entry.IsDir() {
			folders = append(folders, entry.Name())
		}
	}
	return folders
}

func isTeaching(folder string) bool { return slices.Contains(kit.Teaching, folder) }

// answersOf are the kit's own answers to its exercises.
func answersOf(root string) []string {
	var folders []string
	for _, kind := range []string{"right", "wrong"} {
		found, _ := fs.Glob(os.DirFS(root), "exercises/*/"+kind) // the pattern is well-formed
		for _, folder := range found {
			folders = append(folders, filepath.FromSlash(folder))
		}
	}
	return folders
}

var building sync.Mutex

// builder holds the program that was built until this process ends, so that
// nobody tidies it away between two checks.
var builder *build.Builder

// enginePart builds checker/containers/engine, unless it is there as its sources are now,
// and returns its path.
func enginePart(ctx context.Context, root string, onStep func(string, *check.Step)) (string, error) {
	building.Lock()
	defer building.Unlock()
	if builder == nil {
		builder = build.ForProject(root)
	}
	cache, err := builder.Folder()
	if err != nil {
		return "", err
	}
	made := stampOf(root)
	if program := made.program(cache); program != "" {
		return program, nil
	}
	if onStep != nil {
		onStep(compiling, nil)
	}
	program, err := builder.Build(ctx, filepath.Join(root, "checker", "containers", "engine"))
	var failed *build.Failed
	if errors.As(err, &failed) && failed.Machine {
		return "", errors.New("the checker's part for containers could not be built here; its libraries come over the network once, and go run ./checker doctor fetches them:\n" + failed.Error())
	}
	if err == nil {
		made.note(cache, program)
	}
	return program, err
}
