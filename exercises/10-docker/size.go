package docker

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
)

// This file owns how large an image may be.

// largest is the limit, in bytes. A static hello-world has 12 MB; with Alpine Linux
// below it the image has 21 MB, so there is room for twice as much. An image with a
// compiler or a whole Debian has 90 MB and more.
const largest = 40_000_000

// shownLayers is how many layers of an image that is too large are shown.
const shownLayers = 3

func small(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	var err error
	if n.layers, err = docker.History(ctx, n.session.Image(appName)); err != nil {
		return trouble(err)
	}
	// Some engines give the compressed size as an image's size.
	if n.size = sum(n.layers); n.size == 0 {
		n.size = n.image.Size
	}
	if n.size <= largest {
		return nil
	}
	return &check.Finding{
		ID:       "TOO-LARGE",
		Expected: fmt.Sprintf("an image of at most %s: it is sent to every machine that runs it, and each program in it may have a security hole", megabytes(largest)),
		Seen:     fmt.Sprintf("it has %s. The largest layers:\n%s", megabytes(n.size), strings.Join(biggest(n.layers), "\n")),
		Where:    n.where(dockerfile.Line(n.text, "FROM")),
		Try:      n.smaller(),
	}
}

func sum(layers []docker.Layer) (bytes int64) {
	for _, l := range layers {
		bytes += l.Size
	}
	return bytes
}

// biggest are the largest layers in words, with what made them.
func biggest(layers []docker.Layer) (lines []string) {
	sorted := slices.Clone(layers)
	slices.SortStableFunc(sorted, func(a, b docker.Layer) int { return int(b.Size - a.Size) })
	for _, l := range sorted[:min(shownLayers, len(sorted))] {
		if l.Size < 1_000_000 && len(lines) > 0 {
			break
		}
		lines = append(lines, fmt.Sprintf("  %9s  %s", megabytes(l.Size), made(l.By)))
	}
	return lines
}

// longestBy is how many characters of what made a layer are shown.
const longestBy = 90

// made is what made a layer, in one line.
func made(by string) string {
	by = strings.Join(strings.Fields(by), " ")
	if by == "" {
		return "the image that FROM names"
	}
	if runes := []rune(by); len(runes) > longestBy {
		return string(runes[:longestBy]) + "…"
	}
	return by
}

// smaller says how to make this image smaller.
func (n *notes) smaller() string {
	stages := 0
	for _, each := range n.file {
		if each.Word == "FROM" {
			stages++
		}
	}
	if stages < 2 {
		return "Begin a second stage below the build, and copy nothing but the program into it: FROM alpine:3.22, then COPY --from=build /app /app."
	}
	return "Begin the last stage with something small, alpine:3.22 or scratch, and copy nothing into it but the program."
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
