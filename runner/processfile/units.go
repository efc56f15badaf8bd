package processfile

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// This file owns what PM2 writes as text with a unit, and command lines.

// parseDuration reads PM2's durations: milliseconds as a number, or a number
// with ms, s, m or h. ok is false for anything else.
func parseDuration(text string) (d time.Duration, ok bool) {
	text = strings.TrimSpace(text)
	unit := time.Millisecond
	for _, known := range []struct {
		suffix string
		unit   time.Duration
	}{{"ms", time.Millisecond}, {"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}} {
		if rest, found := strings.CutSuffix(text, known.suffix); found {
			text, unit = strings.TrimSpace(rest), known.unit
			break
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.Abs(number)*float64(unit) > float64(maxDuration)*2 {
		return 0, false
	}
	return time.Duration(number * float64(unit)), true
}

// maxDuration is more than anybody waits for a process.
const maxDuration = 30 * 24 * time.Hour

// parseSize reads PM2's sizes: bytes as a number, or a number with K, M or G.
func parseSize(text string) (bytes int64, ok bool) {
	text = strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(text)), "B")
	unit := 1.0
	for i, suffix := range []string{"K", "M", "G"} {
		if rest, found := strings.CutSuffix(text, suffix); found {
			text, unit = strings.TrimSpace(rest), math.Pow(1024, float64(i+1))
			break
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.Abs(number)*unit > 1<<50 {
		return 0, false
	}
	return int64(number * unit), true
}

// splitArgs splits a command line: at white space, except inside
// quotation marks, which are taken off.
func splitArgs(line string) []string {
	var args []string
	var current strings.Builder
	inside, started := rune(0), false
	for _, r := range line {
		switch {
		case inside != 0 && r == inside:
			inside = 0
		case inside != 0:
			current.WriteRune(r)
		case r == '\'' || r == '"':
			inside, started = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if started {
				args = append(args, current.String())
				current.Reset()
				started = false
			}
		default:
			current.WriteRune(r)
			started = true
		}
	}
	if started {
		args = append(args, current.String())
	}
	return args
}
