//go:build unix

// Command draw draws the pictures of the docs anew, from real runs of the real
// programs in a private copy of the kit:
//
//	go run ./tools/draw            all of them
//	go run ./tools/draw status     those whose names contain the word
//
// The picture of monit is the one that it does not draw: it is a photograph of
// a terminal.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tools/picture"
	"workshop.example/processes/tools/session"
)

func main() {
	selfexec.Play()
	err := run(strings.Join(os.Args[1:], " "))
	platform.Farewell()
	if err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

// folder is where the pictures are, from the kit's root.
const folder = "docs/pictures"

func run(word string) error {
	if _, err := os.Stat(folder); err != nil {
		return fmt.Errorf("call it in the kit's folder: %w", err)
	}
	temp, err := os.MkdirTemp("", "workshop-draw-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	kit, err := session.Build(".")
	if err != nil {
		return err
	}
	// Where it is not permitted, the ports of the machine are used.
	if _, err := session.Isolate(); err != nil {
		return err
	}
	for _, p := range pictures {
		if !strings.Contains(p.name, word) {
			continue
		}
		svg, err := p.draw(kit, filepath.Join(temp, "session"))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		path := filepath.Join(folder, p.name+".svg")
		if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}

// atMost is how long one picture may take.
const atMost = 5 * time.Minute

func (p drawing) draw(kit *session.Kit, temp string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), atMost)
	defer cancel()
	if p.typed == "" {
		here, err := os.Getwd()
		if err != nil {
			return "", err
		}
		file, err := processfile.Read(ctx, p.proxyOf, processfile.Options{Dir: here, Environ: os.Environ()})
		if err != nil {
			return "", err
		}
		return picture.Proxy(p.title, p.tells, file), nil
	}
	lines, err := p.play(ctx, kit, temp)
	if err != nil {
		return "", err
	}
	return picture.Terminal(p.title, p.tells, append([]string{"$ " + p.typed, ""}, lines...)), nil
}

func (p drawing) play(ctx context.Context, kit *session.Kit, temp string) ([]string, error) {
	page, err := session.Parse(p.name, p.before)
	if err != nil {
		return nil, err
	}
	s, err := session.Begin(kit, temp, "CLICOLOR_FORCE=1", fmt.Sprintf("COLUMNS=%d", columns))
	if err != nil {
		return nil, err
	}
	for _, step := range page.Steps {
		if _, err := s.Play(ctx, step); err != nil {
			return nil, err
		}
	}
	lines, _ := s.Run(ctx, p.typed) // one that fails is a picture, too
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines, s.End(ctx)
}
