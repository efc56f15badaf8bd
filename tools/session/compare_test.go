package session

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatDiffersFromRunToRunMayDiffer(t *testing.T) {
	for _, c := range []struct{ shown, printed string }{
		{"0|web | started, pid 21367", "0|web | started, pid 9"},
		{"ended after 79 ms", "ended after 1.2 s"},
		{"took=0.1ms", "took=250µs"},
		{"after 2 min 5 s", "after 3 s"},
		{"Date: Mon, 23 Nov 2026 14:57:29 GMT", "Date: Tue, 01 Dec 2026 09:00:00 GMT"},
		{"at 2026-11-23T14:57:29Z", "at 2027-01-02T03:04:05.678+01:00"},
		{"online, port 20568", "online, port 32767"},
		{"│ 0  │ web │ 14594 │ 0s │ 8.5mb │ 0% │", "│ 0 │ web │ 145 │ 3m │ 12.25mb │ 99.5% │"},
		{"┌────┬──┐", "┌──┬────────┐"},
		{"answered 67 of 67 requests", "answered 8 of 8 requests"},
		{"answered 67 of 67 requests", "answered 24810 of 24811 requests"},
		{"it arrives as it is   150 ms", "it arrives as it is 24809 ms"},
		{`  "pid": 21871`, `  "pid": 3`},
		{"a    b", "a b  "},
		{"curl: …: refused", "curl: (7) localhost: refused"},
		{"…", "anything"},
	} {
		assert.True(t, same(c.shown, c.printed, nil), "%s\n%s", c.shown, c.printed)
	}
}

func TestWhatIsPromisedMayNotDiffer(t *testing.T) {
	for _, c := range []struct{ shown, printed string }{
		{"restarting in 100 ms", "restarting in 150 ms"},
		{"online, port 3000", "online, port 3001"},
		{"exit code 78", "exit code 69"},
		{"│ 0  │ online │ ↺ 0", "│ 0  │ online │ ↺ 1"},
		{"X-Instance: 0", "X-Instance: 1"},
		{"a … c", "a b d"},
		{"started, pid 7", "started"},
		{"each within 1 s", "each within 2 s"},
	} {
		assert.False(t, same(c.shown, c.printed, nil), "%s\n%s", c.shown, c.printed)
	}
}

func lines(text string) []string { return strings.Fields(text) }

func TestLinesAreComparedInOrder(t *testing.T) {
	for _, c := range []struct {
		shown, printed string
		whole, want    bool
		used           int
	}{
		{"a b", "a b", true, true, 2},
		{"a b", "a b c", true, false, 0},
		{"a b", "a b c", false, true, 2},
		{"a b", "b a", true, false, 0},
		{"a … d", "a b c d", true, true, 4},
		{"a … d", "a d", true, true, 2},
		{"a …", "a b c", true, true, 3},
		{"a …", "a b c", false, true, 1},
		{"… b … b", "a b c b", true, true, 4},
		{"… x", "a b", true, false, 0},
		{"a", "", false, false, 0},
	} {
		m, ok := compare(lines(c.shown), lines(c.printed), nil, false, c.whole)
		assert.Equal(t, c.want, ok, "%+v", c)
		assert.Equal(t, c.used, m.used, "%+v", c)
	}
}

func TestUnorderedLinesMustAllBeThere(t *testing.T) {
	for _, c := range []struct {
		shown, printed string
		whole, want    bool
		used           int
	}{
		{"a b", "b a", true, true, 2},
		{"a a", "a b", true, false, 0},
		{"a b", "b c a", true, false, 0},
		{"a … b", "b c a", true, true, 3},
		{"a b", "b a c", false, true, 2},
		{"a b", "b c a", false, false, 0},
		{"a …", "b a c", false, true, 2},
		{"a b", "a", false, false, 0},
	} {
		m, ok := compare(lines(c.shown), lines(c.printed), nil, true, c.whole)
		assert.Equal(t, c.want, ok, "%+v", c)
		assert.Equal(t, c.used, m.used, "%+v", c)
	}
}

func TestInstancesMayChangeTheirNumbersTheSameWayThroughout(t *testing.T) {
	shown := []string{"0|web | instance=0 pid=1", "X-Instance: 1", `"instance": "0",`, "instance 1 won"}
	block := &Block{Commands: []Command{{Shown: shown}}}
	all := numberings(block)
	assert.Equal(t, []numbering{{"0": "0", "1": "1"}, {"0": "1", "1": "0"}}, all, "first the one that changes nothing")
	changed := []string{"1|web | instance=1 pid=1", "X-Instance: 0", `"instance": "1",`, "instance 0 won"}
	for i, line := range shown {
		assert.Equal(t, changed[i], all[1].apply(line))
		assert.Equal(t, line, all[0].apply(line))
	}
	mixed := []string{"1|web | instance=1 pid=1", "X-Instance: 1", `"instance": "1",`, "instance 0 won"}
	_, left := judge(Step{Directives: map[string]string{"unordered": ""}}, shown, mixed, all, true)
	assert.Empty(t, left)
}

func TestPidsAndPortsOfAPageStandForThoseOfTheSession(t *testing.T) {
	shown := []string{"started, pid 21843", "…", "online, port 24866", "taken by (pid 21843), … port 20001"}
	printed := []string{"started, pid 77", "x", "online, port 30000", "taken by (pid 77), z port 20002"}
	m, ok := compare(shown, printed, nil, false, true)
	assert.True(t, ok)
	assert.Equal(t, map[string]string{"21843": "77", "24866": "30000", "20001": "20002"}, m.bound)
}
