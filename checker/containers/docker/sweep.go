package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
)

// This file owns finding what checks have made, and what a killed one has left.

// Sweep removes what checks have left that were killed: all whose owner lives
// no more. It says what it removed, a word each: "container 4f5a1c".
func Sweep(ctx context.Context) (removed []string, err error) {
	swept := &removal{settling: patience.Settling.Time, stuck: patience.Stuck.Time}
	for {
		begun := time.Now()
		found, err := listAll(ctx, "label="+LabelRun)
		if err != nil {
			return removed, err
		}
		found[len(kinds)-1] = labelled(ctx, found[len(kinds)-1])
		words, dead := abandoned(found)
		removed = append(removed, words...)
		if len(dead) == 0 && swept.isSettled(begun) {
			return removed, nil
		}
		for _, run := range dead {
			if err := swept.of(ctx, run); err != nil {
				return removed, err
			}
		}
		select {
		case <-ctx.Done():
			return removed, context.Cause(ctx)
		case <-time.After(patience.Between.Time):
		}
	}
}

// abandoned are the sessions of what was found whose owner lives no more, and a
// word for each of their things.
func abandoned(found [len(kinds)][]thing) (words, runs []string) {
	dead := map[string]bool{}
	for i, things := range found {
		for _, t := range things {
			if t.abandoned() {
				dead[t.run] = true
				words = append(words, kinds[i].name+" "+t.id)
			}
		}
	}
	return words, slices.Sorted(maps.Keys(dead))
}

// kind is a kind of thing that an engine keeps.
type kind struct {
	name   string
	list   []string // with the format of its own behind it
	id     string   // the template of its id
	remove []string
}

// kinds are in the order in which they can be removed: a network and a volume
// cannot go while a container uses them. Images come last.
var kinds = [...]kind{
	{"container", []string{"container", "ls", "--all"}, "{{.ID}}", []string{"container", "rm", "--force", "--volumes"}},
	{"network", []string{"network", "ls"}, "{{.ID}}", []string{"network", "rm"}},
	{"volume", []string{"volume", "ls"}, "{{.Name}}", []string{"volume", "rm", "--force"}},
	{"image", []string{"image", "ls", "--all"}, "{{.ID}}", []string{"image", "rm", "--force"}},
}

// thing is one that an engine keeps for a session. The labels of an image are
// not known before labelled has asked for them.
type thing struct{ id, run, lock, host string }

// thisHost is this machine's name: whether an owner lives can be seen only here.
var thisHost = func() string {
	name, _ := os.Hostname()
	return name
}

// abandoned says whether the owner is certainly gone.
func (t thing) abandoned() bool {
	if t.run == "" || t.lock == "" || t.host != thisHost() {
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

// listAll lists what passes a filter, by kind; images without their labels. It
// asks for all kinds at once: most of the time goes into starting the docker
// command.
func listAll(ctx context.Context, filter string) (found [len(kinds)][]thing, err error) {
	var errs [len(kinds)]error
	var asking sync.WaitGroup
	for i, k := range kinds {
		asking.Go(func() { found[i], errs[i] = list(ctx, k, filter) })
	}
	asking.Wait()
	return found, errors.Join(errs[:]...)
}

func list(ctx context.Context, k kind, filter string) ([]thing, error) {
	format := k.id
	if k.name != "image" { // images show no labels in a list
		format = fmt.Sprintf(`%s|{{.Label %q}}|{{.Label %q}}|{{.Label %q}}`, k.id, LabelRun, LabelLock, labelHost)
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
		fmt.Sprintf(`{{.Id}}|{{index .Config.Labels %q}}|{{index .Config.Labels %q}}|{{index .Config.Labels %q}}`, LabelRun, LabelLock, labelHost)}
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
