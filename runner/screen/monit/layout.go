package monit

const (
	leastWidth, leastHeight = 40, 12
	sideBySide              = 72 // columns from which the list stands beside the logs
	detailsFrom             = 20 // lines from which there is room for graphs below
	detailsWidth            = 30
	inFrame                 = 2 // a frame takes so much of each direction
)

// rect is a size, frame included.
type rect struct{ w, h int }

// layout is where everything goes on a window of a certain size. A part
// without height is left out.
type layout struct {
	tooSmall bool
	stacked  bool // the logs are below the list
	list     rect
	logs     rect
	details  rect
	graphs   [2]rect // processor and memory; beside the details
	strip    rect    // two lines in the place of details and graphs
}

// arrange shares out a window. footer is the number of its lines, banner too;
// names is the width of the widest name in the list of items lines.
func arrange(w, h, footer, banner, names, items int) layout {
	if w < leastWidth || h < leastHeight {
		return layout{tooSmall: true}
	}
	var l layout
	body := h - 1 - footer - banner // 1: the header
	if w >= sideBySide && h >= detailsFrom {
		bottom := min(12, 8+max(0, h-24)/6)
		l.details = rect{detailsWidth, bottom}
		half := (w - detailsWidth) / 2
		l.graphs = [2]rect{{half, bottom}, {w - detailsWidth - half, bottom}}
		body -= bottom
	} else {
		l.strip = rect{w, 2}
		body -= 2
	}
	if w >= sideBySide {
		side := listWidth(names, w)
		l.list, l.logs = rect{side, body}, rect{w - side, body}
		return l
	}
	l.stacked = true
	upper := max(4, min(items+inFrame, body*2/5))
	l.list, l.logs = rect{w, upper}, rect{w, body - upper}
	return l
}

// listWidth gives the list all its columns if it leaves three fifths to the
// logs, else names and usage in up to half the window.
func listWidth(names, window int) int {
	need := names + fixedColumns + inFrame
	all := need + restartsColumn + uptimeColumn
	if all <= window*2/5 {
		return all
	}
	return max(30, min(need, window/2))
}
