package table

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"workshop.example/processes/tools/bench/internal/stats"
)

// Ours is the name of the manager that the others are compared with.
const Ours = "ours"

// Report is everything that is said about a run, for people and for programs.
type Report struct {
	Machine Machine   `json:"machine"`
	Blocks  []Block   `json:"rows"`
	Notes   []Note    `json:"notes,omitempty"`
	Goals   []Verdict `json:"goals"`
}

// Machine is where and when it was measured: figures of two machines, or of
// two days, cannot be compared.
type Machine struct {
	System     string            `json:"system"` // such as "linux/amd64"
	Processors int               `json:"processors"`
	Go         string            `json:"go"`
	Date       string            `json:"date"`
	Load       string            `json:"load,omitempty"` // the load averages at the start and at the end
	Rounds     int               `json:"rounds"`
	Peers      map[string]string `json:"peers,omitempty"` // versions, as far as known
}

// Block is one key with a line for each manager.
type Block struct {
	Row   string `json:"row"`
	Title string `json:"title"`
	Case  string `json:"case,omitempty"`
	Unit  string `json:"unit"`
	Lines []Line `json:"peers"`
}

// Line is one manager's figures. Without any, N is 0 and the rest is NaN, which
// JSON leaves out.
type Line struct {
	Peer   string
	Values []float64
	stats.Summary
	TimesMedian, TimesMin float64 // of ours
}

// MarshalJSON leaves out what is no number.
func (l Line) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"peer": l.Peer, "n": l.N, "values": l.Values}
	for name, v := range map[string]float64{
		"min": l.Min, "median": l.Median, "max": l.Max, "times_ours_median": l.TimesMedian, "times_ours_min": l.TimesMin,
	} {
		if !math.IsNaN(v) {
			fields[name] = v
		}
	}
	return json.Marshal(fields)
}

// Blocks are the table's keys of some rows, in the rows' order, with a line for
// every one of the peers: one that has no figure anywhere in a row is left out
// of it. What is no manager, only a measure, stands where it has figures.
func (t *Table) Blocks(rows []string, title func(row string) string, peers []string) []Block {
	t.mu.Lock()
	defer t.mu.Unlock()
	var blocks []Block
	for _, row := range rows {
		for _, key := range t.keys {
			if key.Row == row {
				blocks = append(blocks, t.block(key, title(row), peers))
			}
		}
	}
	return blocks
}

func (t *Table) block(key Key, title string, peers []string) Block {
	b := Block{Row: key.Row, Title: title, Case: key.Case, Unit: key.Unit}
	ours := stats.Of(t.cells[key][Ours])
	for _, peer := range peers {
		values := t.cells[key][peer]
		if len(values) == 0 && (strings.HasPrefix(peer, "(") || !t.plays(key.Row, peer)) {
			continue
		}
		s := stats.Of(values)
		b.Lines = append(b.Lines, Line{
			Peer: peer, Values: values, Summary: s,
			TimesMedian: stats.Ratio(s.Median, ours.Median), TimesMin: stats.Ratio(s.Min, ours.Min),
		})
	}
	return b
}

// plays says whether a manager has a figure in a row.
func (t *Table) plays(row, peer string) bool {
	return slices.ContainsFunc(t.keys, func(k Key) bool { return k.Row == row && len(t.cells[k][peer]) > 0 })
}

// NotesOf are the notes about some rows.
func (t *Table) NotesOf(rows []string) []Note {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(t.notes), func(n Note) bool { return !slices.Contains(rows, n.Row) })
}
