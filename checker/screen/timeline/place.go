package timeline

import "slices"

// Label is a text that is to stand beneath its moment. All figures are in one
// unit: columns on a terminal, pixels on a page.
type Label struct{ At, Width int }

// Spot is the place of a label: [From, To) on a line counted from 0. It is
// narrower than the label when there was no room for the whole.
type Spot struct {
	Line     int
	From, To int
	Left     bool // it stands left of its moment, and ends there
}

// gap is what stays free between two labels on a line.
const gap = 2

// Place gives each label a place within room so that none covers another: to
// the right of its moment, or to the left where the right is too narrow, on the
// first line that is free there.
func Place(labels []Label, room int) []Spot {
	spots := make([]Spot, len(labels))
	var lines [][]Spot
	for i, label := range labels {
		spot := beside(label, max(1, room))
		for spot.Line < len(lines) && taken(lines[spot.Line], spot) {
			spot.Line++
		}
		if spot.Line == len(lines) {
			lines = append(lines, nil)
		}
		lines[spot.Line] = append(lines[spot.Line], spot)
		spots[i] = spot
	}
	return spots
}

func beside(label Label, room int) Spot {
	at := min(max(0, label.At), room-1)
	right := Spot{From: at, To: min(room, at+label.Width)}
	left := Spot{From: max(0, at+1-label.Width), To: at + 1, Left: true}
	if right.To-right.From >= left.To-left.From {
		return right
	}
	return left
}

func taken(line []Spot, spot Spot) bool {
	return slices.ContainsFunc(line, func(other Spot) bool { return spot.From < other.To+gap && other.From < spot.To+gap })
}
