package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"workshop.example/processes/runner/processfile"
)

// FileIsRight is every exercise's first promise.
func FileIsRight() Promise {
	return Promise{Name: "the process file is there and can be read", Check: readFile}
}

func readFile(ctx context.Context, r *Run) *Finding {
	if err := r.Box.Read(ctx); err != nil {
		return unread(err)
	}
	r.File = r.Box.File
	return nil
}

// unread is about a process file that could not be read.
func unread(err error) *Finding {
	var invalid *processfile.Invalid
	var starved *processfile.Starved
	switch {
	case errors.As(err, &invalid) && len(invalid.Problems) > 0:
		return invalidFile(invalid)
	case errors.As(err, &starved):
		return &Finding{
			ID: "MACHINE-BUSY", Trouble: true,
			Expected: "the process file to be read, which takes a few milliseconds",
			Seen:     starved.Error(),
			Try:      "Close what keeps this machine busy, and check again. Your file is not at fault.",
		}
	}
	return Internal(err)
}

// invalidFile is about the first problem; the others follow in what was seen,
// so that all can be mended at once.
func invalidFile(invalid *processfile.Invalid) *Finding {
	first := invalid.Problems[0]
	finding := &Finding{
		ID:       strings.ToUpper(string(first.Kind)),
		Expected: cmp.Or(first.Expected, "a process file that can be read"),
		Seen:     first.Message,
		Where:    first.At.String(),
		Try:      cmp.Or(first.Hint, "Correct it, then check the whole file with: go run ./runner validate"),
	}
	if first.Found != "" && first.Kind != processfile.FileMissing && !strings.Contains(first.Message, first.Found) {
		finding.Seen += "\nfound: " + first.Found
	}
	if first.Source != "" {
		finding.Seen += "\n" + first.Source
	}
	if first.Kind == processfile.FileMissing {
		finding.Try = missingFileWords
	}
	if more := len(invalid.Problems) - 1 + invalid.More; more > 0 {
		finding.Seen += fmt.Sprintf("\nand %d more:", more)
	}
	for _, p := range invalid.Problems[1:] {
		finding.Seen += "\n" + p.At.String() + ": " + p.Message
	}
	if invalid.More > 0 {
		finding.Seen += fmt.Sprintf("\n… and %d more", invalid.More)
	}
	return finding
}

const missingFileWords = "Create services.config.js in this folder: `go run ./runner init` writes one to start from, and the exercise's page says what goes in it."
