package supervise_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/logs"
	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// These tests are about the whole way of a line: from a real program through
// its pipe into the file, and to whoever follows.

func init() { selfexec.Register("prints", prints) }

// prints is a program that prints: HOW N NAME.
func prints(words []string) int {
	n, err := strconv.Atoi(words[1])
	if err != nil {
		return 98
	}
	switch words[0] {
	case "lines": // one write(2) for each
		for line := range numberedLines(words[2], n) {
			os.Stdout.Write(line)
		}
	case "buffered":
		w := bufio.NewWriterSize(os.Stdout, 64<<10)
		for line := range numberedLines(words[2], n) {
			w.Write(line)
		}
		w.Flush()
	case "bytes":
		os.Stdout.Write(noise(n))
	case "killed":
		os.Stdout.Write(numberedLine(words[2], 0)[:n])
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	case "asks":
		fmt.Print("Name? ")
		_, _ = io.Copy(os.Stdout, os.Stdin)
	}
	return 0
}

// numberedLine has 100 bytes.
func numberedLine(name string, i int) []byte {
	line := fmt.Appendf(make([]byte, 0, 100), "%s %09d ", name, i)
	return append(append(line, bytes.Repeat([]byte("x"), 99-len(line))...), '\n')
}

// numberedLines counts within the text: what the program itself needs must not
// hide what its reader does.
func numberedLines(name string, n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		line := numberedLine(name, 0)
		for range n {
			if !yield(line) {
				return
			}
			for i := len(name) + 9; ; i-- {
				if line[i]++; line[i] <= '9' {
					break
				}
				line[i] = '0'
			}
		}
	}
}

// noise is every byte there is, line ends among them, n in all.
func noise(n int) []byte {
	all := make([]byte, n)
	for i := range all {
		all[i] = byte(i * i >> 3)
	}
	return all
}

func printing(tb testing.TB, words ...string) *exec.Cmd {
	cmd, err := selfexec.Command(tb.Context(), "prints", words...)
	require.NoError(tb, err)
	return cmd
}

func noop() {}

// recorded is a store whose files are never rotated, and where the output of
// the app "web" is.
func recorded(tb testing.TB) (store *logs.Store, out string) {
	tb.Helper()
	home := tb.TempDir()
	store = logs.Open(logs.Options{Home: home, MaxBytes: 1 << 40, Say: func(text string) { tb.Error(text) }})
	tb.Cleanup(store.Close)
	return store, filepath.Join(home, "logs", "web-out.log")
}

func web(n int) *processfile.App {
	return &processfile.App{Name: "web", Instances: n, MergeLogs: true}
}

func TestTwoHundredThousandLinesAreInTheFileAsTheyWerePrinted(t *testing.T) {
	const lines = 200_000
	for _, how := range []string{"lines", "buffered"} {
		t.Run(how, func(t *testing.T) {
			store, out := recorded(t)
			require.NoError(t, supervise.Captured(printing(t, how, fmt.Sprint(lines), "web"), store.Sink(web(1), 0), noop))
			assertNumbered(t, out, lines)
		})
	}
}

func assertNumbered(t *testing.T, path string, lines int) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Len(t, got, lines*100)
	for i := range lines {
		if line := got[i*100 : i*100+100]; !bytes.Equal(line, numberedLine("web", i)) {
			require.Fail(t, "lost, torn or reordered", "line %d is %q", i, line)
		}
	}
}

func TestEveryByteIsInTheFileAndALineEndAfterTheLast(t *testing.T) {
	for _, c := range []struct {
		name  string
		words []string
		want  string
	}{
		{"binary, with a line of a megabyte", []string{"bytes", "3000000", "web"}, string(noise(3_000_000))},
		{"killed in the middle of a line", []string{"killed", "50", "web"}, string(numberedLine("web", 0)[:50])},
		{"nothing", []string{"lines", "0", "web"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, out := recorded(t)
			_ = supervise.Captured(printing(t, c.words...), store.Sink(web(1), 0), noop)
			got, err := os.ReadFile(out)
			if c.want == "" {
				require.ErrorIs(t, err, os.ErrNotExist)
				return
			}
			require.NoError(t, err)
			assert.True(t, string(got) == strings.TrimSuffix(c.want, "\n")+"\n", "%d bytes", len(got))
		})
	}
}

func TestALineOfAMegabyteComesInPieces(t *testing.T) {
	store, out := recorded(t)
	program := printing(t, "asks", "0", "web")
	program.Stdin = strings.NewReader(strings.Repeat("é", 1<<19))
	follower := store.Follow(logs.Filter{}, 0)
	require.NoError(t, supervise.Captured(program, store.Sink(web(1), 0), noop))
	store.Close()
	want := "Name? " + strings.Repeat("é", 1<<19)
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.True(t, string(got) == want+"\n", "%d bytes in the file", len(got))
	text, missed := "", 0
	for r := range follower.Records(t.Context()) {
		assert.LessOrEqual(t, len(r.Text), 64<<10)
		assert.True(t, strings.HasPrefix(want, text+r.Text), "no character is cut in two")
		text += r.Text
		missed += r.Dropped
	}
	assert.True(t, text == want || missed > 0, "%d characters", len(text))
}

func TestLinesOfTwoProgramsInOneFileNeverMix(t *testing.T) {
	const lines = 50_000
	store, out := recorded(t)
	var both sync.WaitGroup
	for i, name := range []string{"one", "two"} {
		both.Go(func() {
			assert.NoError(t, supervise.Captured(printing(t, []string{"lines", "buffered"}[i], fmt.Sprint(lines), name), store.Sink(web(2), i), noop))
		})
	}
	both.Wait()
	file, err := os.Open(out)
	require.NoError(t, err)
	defer file.Close()
	next := map[string]int{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		name, _, _ := strings.Cut(scanner.Text(), " ")
		require.Equal(t, string(numberedLine(name, next[name])), scanner.Text()+"\n")
		next[name]++
	}
	assert.Equal(t, map[string]int{"one": lines, "two": lines}, next)
}

func TestAPromptIsShownWhileTheProgramWaits(t *testing.T) {
	store, out := recorded(t)
	program := printing(t, "asks", "0", "web")
	answer, err := program.StdinPipe()
	require.NoError(t, err)
	follower := store.Follow(logs.Filter{}, 0)
	ended := make(chan error, 1)
	go func() { ended <- supervise.Captured(program, store.Sink(web(1), 0), noop) }()
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Patience(t))
	defer cancel()
	var got []logs.Record
	for r := range follower.Records(ctx) {
		r.At = time.Time{}
		if got = append(got, r); len(got) == 1 {
			assert.NoFileExists(t, out, "it is not broken in the file")
			_, err := io.WriteString(answer, "Ada\n")
			require.NoError(t, err)
			require.NoError(t, answer.Close())
			continue
		}
		break
	}
	require.NoError(t, <-ended)
	assert.Equal(t, []logs.Record{{App: "web", Text: "Name? ", Continued: true}, {App: "web", Text: "Ada"}}, got)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, "Name? Ada\n", string(text))
}

// BenchmarkAMillionLines compares a program that prints into a plain file with
// one whose output goes through the runner into a log file of the same disk.
// Each round does both; the ratio is that of the medians.
func BenchmarkAMillionLines(b *testing.B) {
	const lines = 1_000_000
	for _, how := range []string{"lines", "buffered"} {
		b.Run(how, func(b *testing.B) {
			var plain, captured []time.Duration
			for b.Loop() {
				plain = append(plain, printPlain(b, how, lines))
				captured = append(captured, printCaptured(b, how, lines))
			}
			slices.Sort(plain)
			slices.Sort(captured)
			middle := len(plain) / 2
			b.ReportMetric(float64(captured[middle].Nanoseconds())/lines, "ns/line")
			b.ReportMetric(lines/captured[middle].Seconds(), "lines/s")
			b.ReportMetric(captured[middle].Seconds()/plain[middle].Seconds(), "of-plain-file")
			b.ReportMetric(captured[0].Seconds()/plain[0].Seconds(), "of-plain-file(best)")
		})
	}
}

func printPlain(b *testing.B, how string, lines int) time.Duration {
	file, err := os.OpenFile(filepath.Join(b.TempDir(), "plain.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(b, err)
	defer os.Remove(file.Name())
	defer file.Close()
	cmd := printing(b, how, fmt.Sprint(lines), "web")
	cmd.Stdout = file
	began := time.Now()
	require.NoError(b, cmd.Run())
	return time.Since(began)
}

func printCaptured(b *testing.B, how string, lines int) (took time.Duration) {
	store, out := recorded(b)
	defer os.Remove(out)
	began := time.Now()
	err := supervise.Captured(printing(b, how, fmt.Sprint(lines), "web"), store.Sink(web(1), 0), func() { took = time.Since(began) })
	require.NoError(b, err)
	info, err := os.Stat(out)
	require.NoError(b, err)
	require.EqualValues(b, lines*100, info.Size(), "all are in the file")
	return took
}
