package report

import (
	"fmt"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/runner/screen/console"
)

// Watching prints what stands between the checks of `checker watch`. It is for
// one goroutine; a check in between is printed by a Report.
type Watching struct {
	Streams *console.Streams
	Keys    bool // somebody can press a key
	Now     func() time.Time

	bottom int // how many characters the line of keys on the screen has; 0: there is none
}

// Begin says what is watched.
func (w *Watching) Begin() {
	words := "Watching your process file, services/ and your other files: each save is checked."
	if !w.Keys {
		words += " Ctrl-C ends it."
	}
	w.sentence(words)
}

// Round begins a check with a rule across the screen, so that one verdict is
// told from the last. It names the files that were saved; without any it names
// the exercise.
func (w *Watching) Round(e *check.Exercise, files []string) {
	words := fmt.Sprintf("exercise %d", e.Number)
	if len(files) > 0 {
		words = changed(files)
	}
	line := fmt.Sprintf("── %s · %s ", w.Now().Format("15:04:05"), console.Harmless(words))
	line += strings.Repeat("─", max(2, w.width()-len([]rune(line))))
	w.Streams.Printf("\n%s\n", w.Streams.Paint(console.Dim, line))
}

// changed says which files have changed: the first one, and how many more.
func changed(files []string) string {
	switch len(files) {
	case 1:
		return files[0] + " changed"
	case 2:
		return files[0] + " and " + files[1] + " changed"
	}
	return fmt.Sprintf("%s and %d other files changed", files[0], len(files)-1)
}

// width is where a line ends: before the last column, which some terminals
// take for the beginning of the next line.
func (w *Watching) width() int {
	if w.Streams.Width > 0 {
		return w.Streams.Width - 1
	}
	return 79
}

// Introduce names the exercise that is next.
func (w *Watching) Introduce(e *check.Exercise) {
	how := "It is checked at your next save."
	if w.Keys {
		how = "It is checked at your next save, or when you press Enter."
	}
	w.Streams.Printf("\n%s\n", w.Streams.Paint(console.Bold, heading(e)))
	w.sentence(fmt.Sprintf("Its page is docs/%s.md. %s", e.Folder(), how))
}

// Unavailable names the exercise that is next, and says that this machine is missing
// what it needs: what was seen, and what can be done about it.
func (w *Watching) Unavailable(e *check.Exercise, seen, do string) {
	w.Streams.Printf("\n%s\n", w.Streams.Paint(console.Bold, heading(e)))
	w.sentence("This exercise needs Docker, and it cannot be checked here: " + console.Harmless(seen) + ".")
	for line := range strings.SplitSeq(do, "\n") {
		w.sentence(console.Harmless(line))
	}
}

// End says that this machine can check nothing from an exercise on.
func (w *Watching) End(exercise int) {
	w.Gap()
	w.sentence(fmt.Sprintf("From exercise %d on, the exercises need Docker: on this machine, this is the end.", exercise))
	w.sentence(fmt.Sprintf("Once Docker is there: go run ./checker watch %d", exercise))
}

// sentence is broken where the screen ends; elsewhere it stays one line.
func (w *Watching) sentence(words string) {
	width := 0
	if w.Streams.Width > 0 {
		width = w.width()
	}
	w.Streams.Printf("%s\n", strings.Join(console.Wrap(words, width), "\n"))
}

func heading(e *check.Exercise) string { return fmt.Sprintf("Exercise %d · %s", e.Number, e.Title) }

// Gap sets what a key has shown apart from what stands above it.
func (w *Watching) Gap() { w.Streams.Printf("\n") }

// keyWords are the line of keys, the most wanted first.
var keyWords = []string{"Enter check again", "h hint", "l list", "n next", "r reset", "q quit"}

// ShowKeys prints the line of keys, as the last one on the screen. On a narrow
// screen the words are left out.
func (w *Watching) ShowKeys() {
	if !w.Keys || w.bottom > 0 {
		return
	}
	line := strings.Join(keyWords, " · ")
	if len([]rune(line)) > w.width() {
		line = "Enter h l n r q"
	}
	w.bottom = len([]rune(line))
	w.Streams.Printf("%s", w.Streams.Paint(console.Dim, line))
}

// HideKeys takes the line of keys away again. When the screen has become
// narrower meanwhile, it stands on several lines.
func (w *Watching) HideKeys() {
	if w.bottom == 0 {
		return
	}
	up := ""
	if n := (w.bottom - 1) / (w.width() + 1); n > 0 {
		up = fmt.Sprintf("\x1b[%dA", n)
	}
	w.Streams.Printf("\r%s\x1b[J", up)
	w.bottom = 0
}

// CallOff ends the printing of a check that goes no further, and says why:
// because of files that were saved meanwhile, if there are any.
func (p *Report) CallOff(files []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	words := "called off"
	if len(files) > 0 {
		words += ": " + changed(files) + " meanwhile"
	}
	p.Streams.Printf("%s\n", p.Streams.Paint(console.Dim, "  · "+console.Harmless(words)))
}
