package console

import (
	"fmt"
	"time"
)

// This file owns numbers in PM2's short forms.

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
