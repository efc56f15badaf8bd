package monit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ground is what the terminal's letters stand on.
type ground int

const (
	unknownGround ground = iota // it has not answered: its own sixteen colours are safe
	darkGround
	lightGround
)

func groundOf(dark bool) ground {
	if dark {
		return darkGround
	}
	return lightGround
}

// ink is what a piece of text is about, of which its colour follows. Nothing
// is said by ink alone.
type ink int

const (
	normal ink = iota
	good
	bad
	warm  // needs a look
	cool  // titles, and what has the focus
	quiet // frames and labels: still easy to read from the last row
	strong
	inverse // the selection and the bar at the top
	firstApp
)

// inks on a ground that is unknown, dark, or light. The latter two have four
// and a half times its brightness, or less than a quarter: a projector takes
// half of that away.
var inks = map[ink][3]ansi.Color{
	good:         {ansi.Green, ansi.HexColor("#7ee787"), ansi.HexColor("#116329")},
	bad:          {ansi.Red, ansi.HexColor("#ff8f87"), ansi.HexColor("#a40e26")},
	warm:         {ansi.Yellow, ansi.HexColor("#ffd866"), ansi.HexColor("#7d4e00")},
	cool:         {ansi.Cyan, ansi.HexColor("#79d4ff"), ansi.HexColor("#05507a")},
	quiet:        {nil, ansi.HexColor("#b4bcc6"), ansi.HexColor("#515861")},
	firstApp + 0: {ansi.Cyan, ansi.HexColor("#79d4ff"), ansi.HexColor("#05507a")},
	firstApp + 1: {ansi.Magenta, ansi.HexColor("#e2b6ff"), ansi.HexColor("#6f2da8")},
	firstApp + 2: {ansi.Green, ansi.HexColor("#7ee787"), ansi.HexColor("#116329")},
	firstApp + 3: {ansi.Yellow, ansi.HexColor("#ffd866"), ansi.HexColor("#7d4e00")},
	firstApp + 4: {ansi.Blue, ansi.HexColor("#a5c8ff"), ansi.HexColor("#0a3fb0")},
}

const appInks = 5

// appInk tells the n-th app from its neighbours.
func appInk(n int) ink { return firstApp + ink(n%appInks) }

// pen draws: it knows colours, and how many cells a text takes. It does without
// lipgloss, which at its mere import asks the terminal, and inside of tmux runs
// a program: every other command of the runner would wait for that.
type pen struct {
	colour bool
	styles map[ink]ansi.Style
	method ansi.Method // by which the terminal is believed to measure
}

func newPen(colour bool, g ground) pen {
	p := pen{colour: colour, styles: map[ink]ansi.Style{
		bad: ansi.Style{}.Bold(), cool: ansi.Style{}.Bold(), strong: ansi.Style{}.Bold(), inverse: ansi.Style{}.Bold().Reverse(true),
	}}
	for i, of := range inks {
		if colour && of[g] != nil {
			p.styles[i] = p.styles[i].ForegroundColor(of[g])
		}
	}
	return p
}

// on is the same pen for another ground.
func (p pen) on(g ground) pen {
	fresh := newPen(p.colour, g)
	fresh.method = p.method
	return fresh
}

func (p pen) paint(i ink, text string) string {
	if i == normal || text == "" {
		return text
	}
	return p.styles[i].Styled(text)
}

func (p pen) width(text string) int { return p.method.StringWidth(text) }

// fit makes a text exactly so wide: padded, or cut with a "…" that shows it.
func (p pen) fit(text string, width int) string {
	if width <= 0 {
		return ""
	}
	w := p.width(text)
	if w > width {
		text = p.method.Truncate(text, width, "…")
		w = p.width(text)
	}
	return text + strings.Repeat(" ", max(0, width-w))
}

// right is fit for figures.
func (p pen) right(text string, width int) string {
	return strings.Repeat(" ", max(0, width-p.width(text))) + p.fit(text, min(width, p.width(text)))
}

// spread puts one text at the left and one at the right; when there is no room
// for both, the left one is cut.
func (p pen) spread(left, right string, width int) string {
	room := width - p.width(right)
	if room < 1 {
		return p.fit(right, width)
	}
	return p.fit(left, room) + right
}

// titleRoom is what the frame keeps of a title's line.
const titleRoom = 5

// box frames lines, with a title above and a note below; w and h include the
// frame. The frame of what has the focus is heavy, which shows without colours
// too.
func (p pen) box(title, note string, lines []string, w, h int, focused bool) []string {
	sides, frame := []rune("╭─╮│╰╯"), quiet
	if focused {
		sides, frame = []rune("┏━┓┃┗┛"), cool
	}
	side := func(i int) string { return string(sides[i]) }
	edge := func(left int, text string, i ink, right int) string {
		text = p.method.Truncate(text, max(0, w-titleRoom), "…")
		fill := strings.Repeat(side(1), max(0, w-titleRoom-p.width(text)))
		if text == "" {
			return p.paint(frame, side(left)+strings.Repeat(side(1), max(0, w-inFrame))+side(right))
		}
		return p.paint(frame, side(left)+side(1)+" ") + p.paint(i, text) + p.paint(frame, " "+fill+side(right))
	}
	out := []string{edge(0, title, cool, 2)}
	for i := range max(0, h-2) {
		text := ""
		if i < len(lines) {
			text = lines[i]
		}
		out = append(out, p.paint(frame, side(3))+p.fit(text, w-2)+p.paint(frame, side(3)))
	}
	return append(out, edge(4, note, warm, 5))
}

// beside joins blocks of equal height.
func beside(blocks ...[]string) []string {
	out := make([]string, len(blocks[0]))
	for _, block := range blocks {
		for i := range out {
			out[i] += block[i]
		}
	}
	return out
}
