package report

import (
	"time"

	"github.com/charmbracelet/x/ansi"

	"workshop.example/processes/runner/screen/console"
)

// This file owns the line on a terminal that says what is being waited for. It
// is overwritten by the next one, and taken away by what is said for good.

// live is that line.
type live struct {
	shown bool        // it stands on the terminal
	words string      // the newest, perhaps not shown yet
	last  time.Time   // when it was last written
	next  *time.Timer // writes the newest words; nil when they are written
}

// pace is the shortest time between two lines: more often nobody can read, and a
// terminal over a slow line cannot follow.
const pace = 100 * time.Millisecond

// wait shows what is being waited for, until erase.
func (p *Report) wait(words string) {
	p.live.words = words
	if left := pace - time.Since(p.live.last); p.live.shown && left > 0 {
		if p.live.next == nil {
			p.live.next = time.AfterFunc(left, func() {
				p.mu.Lock()
				defer p.mu.Unlock()
				if p.live.next != nil {
					p.show()
				}
			})
		}
		return
	}
	p.show()
}

// show writes the newest words.
func (p *Report) show() {
	p.stopTimer()
	if p.live.shown {
		p.Streams.Printf("\r\x1b[K")
	}
	p.Streams.Printf("%s", p.fitting("  … "+p.live.words))
	p.live.shown, p.live.last = true, time.Now()
}

// fitting is a text cut so that it ends before the last column: a line that
// wraps cannot be written over.
func (p *Report) fitting(text string) string {
	text = console.Harmless(text)
	if p.Streams.Width < 2 {
		return text
	}
	return ansi.Truncate(text, p.Streams.Width-1, "…")
}

// erase takes back the line that says what is being waited for.
func (p *Report) erase() {
	p.stopTimer()
	if p.live.shown {
		p.Streams.Printf("\r\x1b[K")
		p.live.shown = false
	}
}

// Break ends the printing of a check that was interrupted: nothing is waited for
// any more.
func (p *Report) Break() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

func (p *Report) stopTimer() {
	if p.live.next != nil {
		p.live.next.Stop()
		p.live.next = nil
	}
}
