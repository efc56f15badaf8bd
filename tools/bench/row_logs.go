package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/tools/bench/internal/lines"
	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
)

// This file owns the row "logs": a program that prints a million lines.

func (t *trial) lines(buffer string) error {
	count := 1_000_000
	if t.quick {
		count = 20_000
	}
	situation := "a write for each line"
	if buffer != "" {
		situation = "64 KiB at a time"
	}
	plain, err := t.plainFile(count, buffer)
	if err != nil {
		return err
	}
	t.recordFor(plainFile, "logs", situation+": the program is done", "ms", plain)
	app := peer.App{Name: "lines", Program: t.tools.Service, Env: printing(count, buffer, t.room.Path("took")), Log: t.room.Path("lines.log"), Once: true}
	took, err := t.print(app, count, situation)
	if err != nil {
		return err
	}
	t.record("logs", situation+": the program is done", "ms", took)
	return t.judgeLines(app, count, situation)
}

func printing(count int, buffer, result string) map[string]string {
	return map[string]string{"SERVICE_LINES": strconv.Itoa(count), "SERVICE_BUFFER": buffer, "SERVICE_RESULT": result}
}

// plainFile is how long the program takes with a file as its output, in ms.
func (t *trial) plainFile(count int, buffer string) (float64, error) {
	cmd := t.room.Command(t.tools.Service)
	for k, v := range printing(count, buffer, t.room.Path("took-plain")) {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	process, err := t.room.Keep(cmd, t.room.Path("plain.log"))
	if err != nil {
		return 0, err
	}
	defer func() {
		process.Close()
		_ = os.Remove(t.room.Path("plain.log"))
	}()
	return t.took(t.room.Path("took-plain"))
}

// took waits for the program's own word on how long it took, in ms.
func (t *trial) took(path string) (float64, error) {
	for {
		text, err := os.ReadFile(path)
		if err == nil {
			ns, err := strconv.ParseInt(string(text), 10, 64)
			return float64(ns) / 1e6, err
		}
		if !os.IsNotExist(err) {
			return 0, err
		}
		if err := load.Pause(t.ctx, 5*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

// print has the manager run the program, and notes what that cost the manager.
func (t *trial) print(app peer.App, count int, situation string) (float64, error) {
	if err := t.manager.Prepare(t.ctx); err != nil && !errors.Is(err, peer.ErrCannot) {
		return 0, err
	}
	before := t.managerTime()
	began := time.Now()
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return 0, err
	}
	took, err := t.took(app.Env["SERVICE_RESULT"])
	if err != nil {
		return 0, err
	}
	if err := t.written(app, lines.Number(count-1)); err != nil {
		return 0, err
	}
	t.record("logs", situation+": from the start until the last line is in the file", "ms", ms(began))
	t.record("logs", situation+": the manager's processor time", "ms", float64((t.managerTime() - before).Milliseconds()))
	// What is left of a line may be given out when the program ends.
	bound, cancel := t.patient(closing)
	defer cancel()
	if err := t.manager.Stop(bound); err != nil && bound.Err() == nil {
		return 0, err
	}
	return took, t.written(app, lines.LastWords)
}

// closing is what the program's end may take: foreman waits for the end of the
// unfinished line for ever.
const closing = 5 * time.Second

// hold is how long a log may stay as it is before nothing more is expected.
const hold = 1500 * time.Millisecond

// written waits until words are at the end of the log, or nothing comes any
// more.
func (t *trial) written(app peer.App, words string) error {
	last, since := int64(-1), time.Now()
	for {
		files := t.manager.Logs(app)
		size, there := ending(files[len(files)-1], words)
		if there {
			return nil
		}
		if size != last {
			last, since = size, time.Now()
		} else if time.Since(since) > hold {
			return nil
		}
		if err := load.Pause(t.ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

// ending is a file's size, and whether it ends with certain words.
func ending(path, words string) (int64, bool) {
	file, err := os.Open(path)
	if err != nil {
		return -1, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return -1, false
	}
	tail := make([]byte, min(300, info.Size()))
	_, _ = file.ReadAt(tail, info.Size()-int64(len(tail)))
	return info.Size(), strings.Contains(string(tail), words)
}

// judgeLines counts what is in the files. What rotation took away was not lost
// by accident, and stands by itself.
func (t *trial) judgeLines(app peer.App, count int, situation string) error {
	var readers []io.Reader
	files := t.manager.Logs(app)
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		readers = append(readers, file)
	}
	found, err := lines.Check(io.MultiReader(readers...), count)
	if err != nil {
		return err
	}
	lost := found.Missing + max(found.First, 0)
	if len(files) > 1 {
		lost = found.Missing
		t.table.Remark("logs", t.kind.Name, fmt.Sprintf("%s: rotation keeps the last lines of %d; all from the first that is kept are counted", situation, count))
	}
	t.record("logs", situation, "lines lost", float64(lost))
	t.record("logs", situation, "lines torn or out of order", float64(found.Torn+found.Misplaced))
	kept := 0.0
	if !found.LastWords {
		kept = 1
	}
	t.record("logs", situation, "unfinished last lines lost", kept)
	return nil
}

// patient is a context for what must not take long.
func (t *trial) patient(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.ctx, d)
}
