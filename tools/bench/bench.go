package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/table"
)

// bench is one run.
type bench struct {
	plan
	tools    peer.Tools
	work     string // the temporary folder of the run
	table    table.Table
	messages io.Writer
	load     string // at the beginning
}

// newBench builds what is measured. done removes it, and ends whatever was
// started and is still there.
func newBench(ctx context.Context, p plan, messages io.Writer) (b *bench, done func(), err error) {
	if p.folder != "" {
		// The folder is in the guardian's book only when it is where temporary
		// folders are.
		if err := os.Setenv("TMPDIR", p.folder); err != nil {
			return nil, nil, err
		}
	}
	work, remove, err := platform.TempFolder()
	if err != nil {
		return nil, nil, err
	}
	done = func() {
		platform.SweepOwn()
		_ = remove()
	}
	b = &bench{plan: p, work: work, messages: messages, load: loadAverage()}
	if err := b.build(ctx); err != nil {
		done()
		return nil, nil, err
	}
	return b, done, nil
}

// build builds the runner, the service and the floor with the go command.
func (b *bench) build(ctx context.Context) error {
	b.say("building the runner, the service and the floor")
	b.tools = peer.Tools{Go: "go", Managers: b.found}
	for _, t := range []struct {
		pkg string
		to  *string
	}{
		{"runner", &b.tools.Runner},
		{"tools/bench/internal/programs/service", &b.tools.Service},
		{"tools/bench/internal/programs/floor", &b.tools.Floor},
	} {
		*t.to = filepath.Join(b.work, filepath.Base(t.pkg)+exeSuffix())
		cmd := exec.CommandContext(ctx, "go", "build", "-o", *t.to, module()+"/"+t.pkg)
		if words, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", t.pkg, err, words)
		}
	}
	b.tools.Node, _ = exec.LookPath("node")
	b.tools.Wrk, _ = exec.LookPath("wrk")
	return nil
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// module is the path of the module that this program was built from; a test
// binary, too, has it.
func module() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path != "" {
		return info.Main.Path
	}
	return "workshop.example/processes"
}

// measure runs all rounds; false when something could not be measured. The
// managers take turns, and another one begins in each round.
func (b *bench) measure(ctx context.Context) bool {
	complete := true
	for round := range b.rounds {
		for _, p := range probes(b.quick) {
			if !slices.ContainsFunc(p.rows, func(r string) bool { return slices.Contains(b.rows, r) }) {
				continue
			}
			for i := range b.kinds {
				kind := b.kinds[(i+round)%len(b.kinds)]
				if !p.suits(kind) || ctx.Err() != nil {
					continue
				}
				b.say("round %d of %d: %s, %s", round+1, b.rounds, strings.Join(p.rows, " "), kind.Name)
				complete = b.try(ctx, p, kind, round) && complete
			}
		}
	}
	return complete
}

// patience is for one probe of one manager. Some need minutes to stop a hundred
// apps; the others must not wait for that for ever.
const patience = 3 * time.Minute

func (b *bench) try(ctx context.Context, p probe, kind peer.Kind, round int) bool {
	bound, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	room, err := peer.NewRoom(b.work, b.tools)
	if err != nil {
		b.say("%s", err)
		return false
	}
	t := &trial{bench: b, ctx: bound, kind: kind, room: room, manager: kind.Open(room), round: round}
	err = p.measure(t)
	t.manager.Close()
	for _, left := range room.Leave() {
		b.say("  left by %s: %s", kind.Name, left)
	}
	if err == nil || errors.Is(err, peer.ErrCannot) || ctx.Err() != nil {
		return true
	}
	b.say("  %s: %s", kind.Name, err)
	b.table.Remark(p.rows[0], kind.Name, "in a round it failed: "+firstLine(err.Error()))
	return false
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.messages, format+"\n", args...) }

// wants says whether a row was asked for.
func (b *bench) wants(row string) bool { return slices.Contains(b.rows, row) }

func (b *bench) report() table.Report {
	var peers []string
	for _, k := range b.kinds {
		peers = append(peers, k.Name)
	}
	peers = append(peers, bare, ownStart, buildAlone, plainFile)
	return table.Report{
		Machine: table.Machine{
			System: runtime.GOOS + "/" + runtime.GOARCH, Processors: runtime.NumCPU(), Go: runtime.Version(),
			Date: time.Now().Format("2006-01-02 15:04"), Load: strings.Trim(b.load+" → "+loadAverage(), " →"), Rounds: b.rounds,
		},
		Blocks: b.table.Blocks(b.rows, titleOf, peers),
		Notes:  b.table.NotesOf(b.rows),
		Goals:  b.table.Verdicts(b.rows, goals()),
	}
}

// loadAverage is how busy the machine has been, where that is shown.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
