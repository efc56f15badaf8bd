package docker

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns building the image.

// secretFile is what a project has beside its sources and no image should.
const secretFile = ".env"

// canary is the secret in it. It is the same at every check, so that a copied
// folder is known to the engine's cache; it looks like no other text.
const canary = "WORKSHOP_CANARY_PASSWORD=kept-out-of-every-image-4f1d7a90"

func builds(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	session, err := r.Box.Docker()
	if err != nil {
		return check.Internal(err)
	}
	n.session = session
	if err := addLine(filepath.Join(r.Box.Root, secretFile), canary); err != nil {
		return check.Internal(err)
	}
	image := session.Image("hello-world")
	r.Tell("building the image")
	if _, finding := build(ctx, r, image); finding != nil {
		return finding
	}
	if n.image, err = docker.InspectImage(ctx, image); err != nil {
		return trouble(err)
	}
	return nil
}

// build builds the Dockerfile as it stands in the copy now.
func build(ctx context.Context, r *check.Run, image string) (docker.Built, *check.Finding) {
	n := check.Notes[notes](r)
	// What an image is made of is compiled and fetched: that is no part of the
	// check's time.
	defer r.Box.Clock().Building()()
	built, err := n.session.Build(ctx, docker.Build{
		Context: r.Box.Root, File: n.dockerfile, Tag: image,
		Progress: func(step string) { r.Tell("building: " + step) },
	})
	if err != nil {
		return built, r.ImageNotBuilt(ctx, n.dockerfile, built, err)
	}
	return built, nil
}

// addLine adds a line at the end of a file of the copy; one that is not there
// is made. A link is not followed: it may lead out of the copy.
func addLine(path, line string) error {
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	return os.WriteFile(path, fmt.Appendf(text, "%s\n", line), 0o644)
}

// nonce is a word that nobody has seen before.
func nonce() string { return rand.Text()[:8] }
