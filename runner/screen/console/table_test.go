package console_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/screen/console"
)

func TestNamesOfAnySortKeepTheTableStraight(t *testing.T) {
	s := &console.Streams{Width: 60}
	table := s.Table([]console.Column{{Title: "name", Cut: true}, {Title: "b"}}, [][]console.Cell{
		{{Text: "日本語のアプリ"}, {Text: "1"}}, {{Text: "\x1b[31mred\n"}, {Text: "2"}}, {{Text: strings.Repeat("long", 30)}, {Text: "3"}},
	})
	assert.NotContains(t, table, "\x1b")
	for line := range strings.Lines(table) {
		assert.Equal(t, 60, ansi.StringWidth(strings.TrimSuffix(line, "\n")), "%s", line)
	}
}

func TestShortFormsArePM2s(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", -time.Second: "0s", 59 * time.Second: "59s", time.Minute: "1m", 119 * time.Minute: "1h", 49 * time.Hour: "2D",
	} {
		assert.Equal(t, want, console.Uptime(d), "%s", d)
	}
	for n, want := range map[int64]string{0: "0b", 1023: "1023b", 1024: "1.0kb", 21705523: "20.7mb", 3 << 30: "3.0gb", 5 << 40: "5120.0gb"} {
		assert.Equal(t, want, console.Bytes(n), "%d", n)
	}
	for p, want := range map[float64]string{0: "0%", 12.5: "12.5%", 100: "100%", 180.4: "180%"} {
		assert.Equal(t, want, console.Percent(p), "%g", p)
	}
}
