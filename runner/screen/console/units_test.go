package console_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/screen/console"
)

func TestNumbersInPM2sShortForms(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 0: "0s", time.Minute - 1: "59s", time.Minute: "1m", time.Hour - 1: "59m", time.Hour: "1h",
		24*time.Hour - 1: "23h", 24 * time.Hour: "1D", 48*time.Hour - 1: "1D", 72 * time.Hour: "3D",
	} {
		assert.Equal(t, want, console.Uptime(d), d)
	}
	for n, want := range map[int64]string{0: "0b", 1023: "1023b", 1024: "1.0kb", 1 << 20: "1.0mb", 1 << 30: "1.0gb", 1 << 40: "1024.0gb"} {
		assert.Equal(t, want, console.Bytes(n))
	}
	for p, want := range map[float64]string{0: "0%", 12.5: "12.5%", 99.5: "99.5%", 100.4: "100%", 180: "180%"} {
		assert.Equal(t, want, console.Percent(p))
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 problems", 1: "1 problem", 2: "2 problems"} {
		assert.Equal(t, want, console.Count(n, "problem"))
	}
}
