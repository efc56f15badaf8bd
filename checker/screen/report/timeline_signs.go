package report

import (
	"slices"
	"strings"

	"workshop.example/processes/checker/screen/timeline"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the signs of a timeline on a terminal, and what they mean.
// They are few, one column wide in every font, and differ in shape.

// sign is one of them.
type sign struct {
	letter  rune
	style   console.Style
	meaning string
}

var (
	starting   = &sign{'>', console.Cyan, "starting"}
	online     = &sign{'━', console.Green, "online"}
	stopping   = &sign{'~', console.Yellow, "stopping"}
	stopped    = &sign{'■', console.Yellow, "stopped, as it was asked to"}
	ended      = &sign{'×', console.Red, "ended"}
	waiting    = &sign{'.', console.Yellow, "waits for its restart"}
	errored    = &sign{'!', console.Red, "given up"}
	answered   = &sign{':', console.Dim, "answered"}
	refused    = &sign{'5', console.Yellow, "no, or a 5xx, as it should be"}
	unanswered = &sign{'#', console.Red, "not as it should be"}
	inFlight   = &sign{'-', console.Cyan, "waiting for an answer"}
)

// signs are in the order of the legend.
var signs = []*sign{starting, online, stopping, stopped, ended, waiting, errored, answered, refused, unanswered, inFlight}

var stateSigns = map[supervise.State]*sign{
	supervise.Launching: starting, supervise.Online: online, supervise.Stopping: stopping,
	supervise.Waiting: waiting, supervise.Errored: errored,
}

// eventSign is what is shown for an event in a column where below stands
// already; nil leaves that.
func eventSign(e supervise.Event, below *sign) *sign {
	switch e.Kind {
	case supervise.StartFailed:
		return ended
	case supervise.Exited:
		if !e.Wanted {
			return ended
		}
		if below != online && below != starting { // a reload: another one has taken over
			return stopped
		}
	case supervise.Started:
		if below != ended {
			return starting
		}
	}
	return nil
}

// bucketSign shows the worst that became of a column's requests.
func bucketSign(b timeline.Bucket) *sign {
	switch {
	case b.Failed > 0:
		return unanswered
	case b.Refused > 0:
		return refused
	case b.Answered > 0:
		return answered
	case b.InFlight > 0:
		return inFlight
	}
	return nil
}

// cell is one column of a row. The zero value is empty.
type cell struct {
	sign   *sign
	letter rune // stands in the sign's place, in its style; 0: the sign's own
}

// line prints a row's cells, those of one style painted together.
func (d *drawing) line(cells []cell) {
	end := len(cells)
	for end > 0 && cells[end-1].sign == nil {
		end--
	}
	for i := 0; i < end; {
		style, piece := styleOf(cells[i]), ""
		for ; i < end && styleOf(cells[i]) == style; i++ {
			piece += d.show(cells[i])
		}
		d.text.WriteString(d.streams.Paint(style, piece))
	}
	d.text.WriteString("\n")
}

func styleOf(c cell) console.Style {
	if c.sign == nil {
		return ""
	}
	return c.sign.style
}

func (d *drawing) show(c cell) string {
	if c.sign == nil {
		return " "
	}
	if d.used == nil {
		d.used = map[*sign]bool{}
	}
	d.used[c.sign] = true
	if c.letter != 0 {
		return string(c.letter)
	}
	return string(c.sign.letter)
}

// legend says what the signs mean that were drawn, as many to a line as fit.
func (d *drawing) legend() {
	shown := slices.DeleteFunc(slices.Clone(signs), func(s *sign) bool { return !d.used[s] })
	line, width := "", 0
	for _, s := range shown {
		words := string(s.letter) + " " + s.meaning
		length := len([]rune(words)) + 3
		if width > 0 && width+length > d.margin+d.room {
			d.text.WriteString(strings.TrimRight(line, " ") + "\n")
			line, width = "", 0
		}
		line += d.streams.Paint(s.style, string(s.letter)) + d.streams.Paint(console.Dim, " "+s.meaning) + "   "
		width += length
	}
	if width > 0 {
		d.text.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}
