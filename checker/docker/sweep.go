package docker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"workshop.example/processes/runner/platform"
)

// This file owns removing what checks have made: at their end, and what a
// killed one has left.

// Sweep removes what checks have left that were killed: all whose owner lives
// no more. It says what it removed, a word each: "container 4f5a1c".
func Sweep(ctx context.Context) (removed []string, err error) {
	err = untilSettled(ctx, func() error {
		more, err := sweepOnce(ctx)
		removed = append(removed, more...)
		return err
	})
	return removed, err
}

func sweepOnce(ctx context.Context) (removed []string, err error) {
	found, err := listAll(ctx, "label="+LabelRun)
	if err != nil {
		return nil, err
	}
	dead := map[string]bool{}
	for i, things := range found {
		for _, t := range things {
			if t.abandoned() {
				dead[t.run] = true
				removed = append(removed, kinds[i].name+" "+t.id)
			}
		}
	}
	var errs []error
	for run := range dead {
		errs = append(errs, remove(ctx, "label="+LabelRun+"="+run))
	}
	return removed, errors.Join(errs...)
}

// settling is how long the engine may go on with what it was asked for after
// the asking command has ended: it still makes the container, or names the
// image, and nobody is there to remove it.
const settling = time.Second

// between is the time between two looks while the engine settles.
const between = 250 * time.Millisecond

// calledOff is when something that was asked of the engine was last called
// off, in nanoseconds of Unix time.
var calledOff atomic.Int64

// CalledOff notes that something which was asked of the engine has been called
// off, or that a process ended which had asked for something: for a moment,
// Close and Sweep look again and again.
func CalledOff() { calledOff.Store(time.Now().UnixNano()) }

// untilSettled looks once, and again until a look began when the engine had
// had the time to settle.
func untilSettled(ctx context.Context, look func() error) error {
	for {
		begun := time.Now()
		if err := look(); err != nil {
			return err
		}
		if begun.Sub(time.Unix(0, calledOff.Load())) > settling {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(between):
		}
	}
}

// kind is a kind of thing that an engine keeps.
type kind struct {
	name   string
	list   []string // with the format of its own behind it
	id     string   // the template of its id
	remove []string
}

// kinds are in the order in which they can be removed: a network and a volume
// cannot go while a container uses them.
var kinds = [...]kind{
	{"container", []string{"container", "ls", "--all"}, "{{.ID}}", []string{"container", "rm", "--force", "--volumes"}},
	{"network", []string{"network", "ls"}, "{{.ID}}", []string{"network", "rm"}},
	{"volume", []string{"volume", "ls"}, "{{.Name}}", []string{"volume", "rm", "--force"}},
	{"image", []string{"image", "ls", "--all"}, "{{.ID}}", []string{"image", "rm", "--force"}},
}

// thing is one that an engine keeps for a session. The labels of an image are
// not known before labelled has asked for them.
type thing struct{ id, run, lock, host string }

// abandoned says whether the owner is certainly gone.
func (t thing) abandoned() bool {
	host, _ := os.Hostname()
	if t.run == "" || t.lock == "" || t.host != host {
		return false
	}
	if _, err := os.Stat(t.lock); err != nil {
		return os.IsNotExist(err)
	}
	release, free := platform.TryLockFile(t.lock)
	if free {
		release()
	}
	return free
}

// listAll lists what passes a filter, by kind, with its labels. It asks for
// all kinds at once: most of the time goes into starting the docker command.
func listAll(ctx context.Context, filter string) (found [len(kinds)][]thing, err error) {
	var errs [len(kinds)]error
	var asking sync.WaitGroup
	for i, k := range kinds {
		asking.Go(func() {
			if found[i], errs[i] = list(ctx, k, filter); k.name == "image" && errs[i] == nil {
				found[i] = labelled(ctx, found[i])
			}
		})
	}
	asking.Wait()
	return found, errors.Join(errs[:]...)
}

func list(ctx context.Context, k kind, filter string) ([]thing, error) {
	format := k.id
	if k.name != "image" { // images show no labels in a list
		format = fmt.Sprintf(`%s|{{.Label %q}}|{{.Label %q}}|{{.Label %q}}`, k.id, LabelRun, LabelLock, LabelHost)
	}
	lines, err := Run(ctx, append(k.list[:len(k.list):len(k.list)], "--filter", filter, "--format", format)...)
	if err != nil {
		return nil, fmt.Errorf("list what is there of the kind %s: %w", k.name, err)
	}
	seen := map[string]bool{} // an image with two names is listed twice
	var things []thing
	for _, line := range lines {
		parts := strings.Split(line+"|||", "|")
		if id := strings.TrimSpace(parts[0]); id != "" && !seen[id] {
			seen[id] = true
			things = append(things, thing{id, parts[1], parts[2], parts[3]})
		}
	}
	return things, nil
}

// labelled are images with their labels, which no list shows. One that was
// removed meanwhile is left out, and makes the command fail.
func labelled(ctx context.Context, images []thing) []thing {
	if len(images) == 0 {
		return nil
	}
	args := []string{"image", "inspect", "--format",
		fmt.Sprintf(`{{.Id}}|{{index .Config.Labels %q}}|{{index .Config.Labels %q}}|{{index .Config.Labels %q}}`, LabelRun, LabelLock, LabelHost)}
	for _, t := range images {
		args = append(args, t.id)
	}
	lines, _ := Run(ctx, args...)
	var known []thing
	for _, line := range lines {
		if parts := strings.Split(line, "|"); len(parts) == 4 {
			known = append(known, thing{parts[0], parts[1], parts[2], parts[3]})
		}
	}
	return known
}

// remove removes everything that passes a filter. What is gone already is no
// error.
func remove(ctx context.Context, filter string) error {
	var found [len(kinds)][]thing
	var errs [len(kinds)]error
	var asking sync.WaitGroup
	for i, k := range kinds {
		asking.Go(func() { found[i], errs[i] = list(ctx, k, filter) })
	}
	asking.Wait()
	all := errs[:]
	for i, things := range found {
		for _, t := range things {
			// One by one: a command that fails at one of several says so of all.
			if _, err := Run(ctx, append(kinds[i].remove[:len(kinds[i].remove):len(kinds[i].remove)], t.id)...); err != nil && !isGone(err) {
				all = append(all, err)
			}
		}
	}
	return errors.Join(all...)
}

// isGone recognises the engine's words for what is not there any more.
func isGone(err error) bool {
	words := strings.ToLower(err.Error())
	return strings.Contains(words, "no such") || strings.Contains(words, "not found") || strings.Contains(words, "already in progress")
}
