package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// This file owns the program that prints. Lines have a number of nine digits
// and are 100 bytes long with their end. The last thing printed is "last words"
// without a line end: what a crashing program leaves.
//
//	SERVICE_LINES    how many
//	SERVICE_BUFFER   bytes that are written at a time; empty: a write a line
//	SERVICE_RESULT   the file for how long it took, in nanoseconds
//
// Then it stays, so that a manager has no reason to start it again.

func printLines(ctx context.Context) error {
	count, err := strconv.Atoi(os.Getenv("SERVICE_LINES"))
	if err != nil {
		return err
	}
	took, err := printed(count, os.Getenv("SERVICE_BUFFER"))
	if err != nil {
		return err
	}
	if err := writeWhole(os.Getenv("SERVICE_RESULT"), strconv.FormatInt(took.Nanoseconds(), 10)); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func printed(count int, buffer string) (time.Duration, error) {
	out, flush := io.Writer(os.Stdout), func() error { return nil }
	if size, err := strconv.Atoi(buffer); err == nil {
		b := bufio.NewWriterSize(os.Stdout, size)
		out, flush = b, b.Flush
	}
	line := []byte(fmt.Sprintf("%09d %s\n", 0, strings.Repeat("x", 89)))
	began := time.Now()
	for n := range count {
		for i, rest := 8, n; i >= 0; i, rest = i-1, rest/10 {
			line[i] = byte('0' + rest%10)
		}
		if _, err := out.Write(line); err != nil {
			return 0, err
		}
	}
	if err := flush(); err != nil {
		return 0, err
	}
	took := time.Since(began)
	_, err := io.WriteString(os.Stdout, "last words")
	return took, err
}

// writeWhole makes a file appear with all of its content at once.
func writeWhole(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
