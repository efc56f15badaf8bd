package ready

import (
	"context"
	"strings"

	"workshop.example/processes/checker/containers/docker"
)

// This file owns pulling an image, with how far it is.

// Pull pulls an image. Progress is told how many of its layers are here, of
// those that are known so far; it may be nil. The error is a *Problem when it
// is known what is wrong; when ctx ends, it is ctx's cause, and the engine
// keeps the layers that are whole.
func Pull(ctx context.Context, image string, progress func(done, layers int)) error {
	layers := pulledLayers{done: map[string]bool{}}
	err := docker.Each(ctx, func(line string) {
		if layers.line(line) && progress != nil {
			progress(layers.count())
		}
	}, "pull", image)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return problemOr(err, image)
}

// pulledLayers counts by what `docker pull` prints when nobody looks: a line
// for each layer and each change of it.
type pulledLayers struct {
	done map[string]bool // by the layer's name: is it whole?
}

// line takes a line, and says whether it changed anything.
func (p *pulledLayers) line(text string) bool {
	layer, state, ok := strings.Cut(strings.TrimSpace(text), ": ")
	if !ok || len(layer) != 12 { // a layer's name is the beginning of its checksum
		return false
	}
	was, known := p.done[layer]
	switch state {
	case "Pull complete", "Already exists":
		p.done[layer] = true
	case "Pulling fs layer", "Waiting", "Downloading", "Verifying Checksum", "Download complete":
		p.done[layer] = was
	default:
		return false
	}
	return !known || p.done[layer] != was
}

func (p *pulledLayers) count() (done, layers int) {
	for _, whole := range p.done {
		if whole {
			done++
		}
	}
	return done, len(p.done)
}
