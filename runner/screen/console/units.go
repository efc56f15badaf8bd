package console

import (
	"fmt"
	"strings"
	"time"
)

// This file owns numbers with their units: PM2's short forms, and time spans in words.

// Uptime is a time span in its greatest unit, as PM2's table has it: "3s",
// "2m", "5h", "2D".
func Uptime(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dD", int(d.Hours()/24))
}

// Bytes is an amount of memory as PM2's table has it, in steps of 1024:
// "20.7mb".
func Bytes(n int64) string {
	size := float64(n)
	for _, unit := range []string{"b", "kb", "mb"} {
		if size < 1024 {
			if unit == "b" {
				return fmt.Sprintf("%d%s", n, unit)
			}
			return fmt.Sprintf("%.1f%s", size, unit)
		}
		size /= 1024
	}
	return fmt.Sprintf("%.1fgb", size)
}

// Percent is a share of one processor core: "0%", "12.5%", "180%".
func Percent(p float64) string {
	if p >= 100 || p == float64(int(p)) {
		return fmt.Sprintf("%.0f%%", p)
	}
	return fmt.Sprintf("%.1f%%", p)
}

// Duration is a time span as a person says it: "8 ms", "1.6 s", "2 min 5 s".
func Duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d.Round(100*time.Millisecond) < time.Minute:
		return strings.Replace(fmt.Sprintf("%.1f s", d.Seconds()), ".0 s", " s", 1)
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}
