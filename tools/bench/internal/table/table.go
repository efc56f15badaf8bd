// Package table collects what the benchmark measured and says how it compares:
// for each row and case the least, middle and largest of every manager, and
// how many times ours that is.
package table

import (
	"slices"
	"sync"

	"workshop.example/processes/tools/bench/internal/stats"
)

// Key is what a figure is about.
type Key struct {
	Row  string // such as "start"
	Case string // such as "100 services"; "" where a row has one only
	Unit string // such as "ms"; it begins with "of " or the like where a word is better
}

// Table holds figures in the order in which their keys came first. Its zero
// value is empty and ready.
type Table struct {
	mu    sync.Mutex
	keys  []Key
	cells map[Key]map[string][]float64
	notes []Note
}

// Note is a sentence about a manager in a row, for what is no figure.
type Note struct {
	Row   string `json:"row"`
	Peer  string `json:"peer"`
	Words string `json:"words"`
}

// Add adds one figure.
func (t *Table) Add(key Key, peer string, value float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cells == nil {
		t.cells = map[Key]map[string][]float64{}
	}
	if t.cells[key] == nil {
		t.cells[key] = map[string][]float64{}
		t.keys = append(t.keys, key)
	}
	t.cells[key][peer] = append(t.cells[key][peer], value)
}

// Remark adds a note, once.
func (t *Table) Remark(row, peer, words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := (Note{row, peer, words}); !slices.Contains(t.notes, n) {
		t.notes = append(t.notes, n)
	}
}

// Of sums up a manager's figures; of one that has none, N is 0.
func (t *Table) Of(key Key, peer string) stats.Summary {
	t.mu.Lock()
	defer t.mu.Unlock()
	return stats.Of(t.cells[key][peer])
}

// Peers are those that have a figure under a key.
func (t *Table) Peers(key Key) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for name := range t.cells[key] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
