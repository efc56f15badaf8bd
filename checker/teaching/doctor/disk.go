package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// This file owns the question about free space.

// room is how much is free at one place.
type room struct {
	what string // what the place is for
	free uint64 // bytes that this user may take
	err  error
}

const (
	// enough is what the compiler's cache and everything that the exercises
	// write have room in, many times over.
	enough = 1 << 30
	// tooLittle is less than one build of the kit takes.
	tooLittle = 200 << 20
)

func lookAtDisk(ctx context.Context, kit string) []room {
	type place struct{ what, path string }
	places := []place{{"temporary files", os.TempDir()}, {"the kit's folder", kit}}
	if lines, err := (command{dir: kit}).run(ctx, "go", "env", "GOMODCACHE", "GOCACHE"); err == nil && len(lines) == 2 {
		places = append(places, place{"libraries", lines[0]}, place{"the compiler's cache", lines[1]})
	}
	var rooms []room
	for _, p := range places {
		free, err := freeSpace(existing(p.path))
		rooms = append(rooms, room{p.what, free, err})
	}
	return rooms
}

// existing is the folder itself, or the nearest above it that is there: a
// cache that was never used is not.
func existing(path string) string {
	for path != filepath.Dir(path) {
		if _, err := os.Stat(path); err == nil {
			return path
		}
		path = filepath.Dir(path)
	}
	return path
}

func judgeDisk(rooms []room) finding {
	least := uint64(enough)
	for _, r := range rooms {
		if r.err == nil {
			least = min(least, r.free)
		}
	}
	seen := grouped(rooms)
	const tidy = "make room; this empties a Go cache that has grown large, and the next build takes minutes:\ngo clean -cache"
	switch {
	case seen == "":
		return warn("the free space cannot be seen", "")
	case least < tooLittle:
		return missing(seen, tidy)
	case least < enough:
		return warn(seen, tidy)
	}
	return ok("%s", seen)
}

// grouped names an amount once for all places that have it: most often they
// are on one disk.
func grouped(rooms []room) string {
	var amounts []string
	places := map[string][]string{}
	for _, r := range rooms {
		if r.err != nil {
			continue
		}
		amount := gigabytes(r.free)
		if places[amount] == nil {
			amounts = append(amounts, amount)
		}
		places[amount] = append(places[amount], r.what)
	}
	for i, amount := range amounts {
		amounts[i] = amount + " free for " + strings.Join(places[amount], ", ")
	}
	return strings.Join(amounts, "; ")
}

func gigabytes(bytes uint64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30)) }
