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

// secretFile is a file that many projects have beside their sources, and that no
// image should contain.
const secretFile = ".env"

// canary is the secret in it. It is the same in every check, so that the engine's
// cache still fits the copied folder, and it looks like no other text.
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
	// Compiling and downloading do not count towards the check's time.
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

// addLine appends a line to a file of the copy, and creates the file if necessary.
// It does not follow a link, which may lead out of the copy.
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

// nonce is a random word.
func nonce() string { return rand.Text()[:8] }
