// Package progress remembers how far a learner has come, in .workshop/ at the
// kit's root. It is a convenience: a file that is lost or damaged costs a
// tick in a list, never a verdict.
package progress

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"workshop.example/processes/checker/learner/hints"
	"workshop.example/processes/runner/system/platform"
)

// Book is what is remembered.
type Book struct {
	Exercises map[int]Entry `json:"exercises"`
}

// Entry is what is remembered of one exercise. The zero value is an exercise
// that was never checked.
type Entry struct {
	// PassedAt is when it was passed for the first time; zero: not yet.
	PassedAt time.Time `json:"passed_at,omitzero"`
	// LastStatus and LastID are of the last check.
	LastStatus string `json:"last_status,omitempty"`
	LastID     string `json:"last_id,omitempty"`
	// LastStep is the promise that was not kept by the last check that came to
	// a verdict; "" when that one was passed.
	LastStep string `json:"last_step,omitempty"`
	// Hint is the hint that was shown last.
	Hint hints.Place `json:"hint,omitzero"`
	// Prediction is what became of the exercise's question; nil: it was never
	// asked.
	Prediction *Prediction `json:"prediction,omitempty"`
}

// Prediction is an answer to an exercise's question.
type Prediction struct {
	Answer int  `json:"answer"`         // an index; -1 when the question was skipped
	Told   bool `json:"told,omitempty"` // what came of it was told
}

// Passed says whether the exercise was ever passed.
func (e Entry) Passed() bool { return !e.PassedAt.IsZero() }

func folder(root string) string { return filepath.Join(root, ".workshop") }
func path(root string) string   { return filepath.Join(folder(root), "progress.json") }

// Read is the book of a kit. A book that is not there, or cannot be read as
// one, is an empty book.
func Read(root string) Book {
	book := Book{}
	if data, err := os.ReadFile(path(root)); err == nil {
		if json.Unmarshal(data, &book) != nil {
			book = Book{}
		}
	}
	if book.Exercises == nil {
		book.Exercises = map[int]Entry{}
	}
	return book
}

// Change reads the book, lets change work on one entry and writes the book
// back, with a lock on it, and whole or not at all: two checkers at once, or
// one that is killed, do no damage. Changed is the entry afterwards.
func Change(ctx context.Context, root string, exercise int, change func(*Entry)) (changed Entry, err error) {
	if err := os.MkdirAll(folder(root), 0o755); err != nil {
		return Entry{}, err
	}
	release, err := platform.LockFile(ctx, filepath.Join(folder(root), "lock"))
	if err != nil {
		return Entry{}, err
	}
	defer release()
	book := Read(root)
	entry := book.Exercises[exercise]
	change(&entry)
	book.Exercises[exercise] = entry
	return entry, write(root, book)
}

func write(root string, book Book) error {
	data, err := json.MarshalIndent(book, "", "  ")
	if err != nil {
		return err
	}
	temporary := path(root) + ".part"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, path(root))
}
