package monit

import (
	"fmt"
	"math"
	"time"
)

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20
	gigabyte = 1 << 30
)

// size is bytes as PM2 counts them, in steps of 1024; at most eight characters.
func size(bytes float64) string {
	switch {
	case bytes < megabyte:
		return fmt.Sprintf("%.0f kB", bytes/kilobyte)
	case bytes < 100*megabyte:
		return fmt.Sprintf("%.1f MB", bytes/megabyte)
	case bytes < gigabyte:
		return fmt.Sprintf("%.0f MB", bytes/megabyte)
	}
	return fmt.Sprintf("%.1f GB", bytes/gigabyte)
}

// percent of one core, so it passes 100 on several; at most six characters.
func percent(p float64) string {
	if p < 99.95 {
		return fmt.Sprintf("%.1f%%", p)
	}
	return fmt.Sprintf("%.0f%%", p)
}

// uptime in its two greatest units; at most six characters for a century.
func uptime(d time.Duration) string {
	switch days := int(d.Hours()) / 24; {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	case days < 1:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	case days < 100:
		return fmt.Sprintf("%dd%02dh", days, int(d.Hours())%24)
	default:
		return fmt.Sprintf("%dd", days)
	}
}

// roundPercent and roundSize are the top of a scale on which value fits: a
// figure that is easy to halve in one's head. Scales have a least top, so that
// an idle program is not drawn as a mountain range.

func roundPercent(value float64) float64 {
	for top := 10.0; ; top *= 10 {
		for _, step := range []float64{1, 2, 5} {
			if value <= top*step {
				return top * step
			}
		}
	}
}

func roundSize(value float64) float64 {
	return math.Exp2(math.Ceil(math.Log2(max(value, 8*megabyte))))
}

// roundLabel is a scale's top without decimals.
func roundLabel(bytes float64) string {
	if bytes < gigabyte {
		return fmt.Sprintf("%.0f MB", bytes/megabyte)
	}
	return fmt.Sprintf("%.0f GB", bytes/gigabyte)
}
