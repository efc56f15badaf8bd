package docker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns what must not be in an image: what it was built from, and what
// nobody should read.

// shownFiles is how many files a message names.
const shownFiles = 4

// nothingElse first looks at what the image says of itself: that costs nothing.
// Then it reads every file of every layer, even those that a later layer hides:
// they are still sent along, and anybody can get them out.
func nothingElse(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if secret := n.visibleSecret(); secret != nil {
		return n.secretTold(*secret)
	}
	r.Tell("looking through the image's layers")
	sources, err := sourcesIn(r.Box.Root)
	if err != nil {
		return check.Internal(err)
	}
	found := findings{sources: sources}
	if err := docker.Files(ctx, n.session.Image(appName), found.inspect); err != nil {
		return trouble(err)
	}
	switch {
	case len(found.secret) > 0:
		return n.secretInside(found.secret[0])
	case len(found.source) > 0:
		return n.sourceInside(found.source)
	}
	return nil
}

// sum256 is a checksum of a file's content.
type sum256 [sha256.Size]byte

func sumOf(content []byte) sum256 { return sha256.Sum256(content) }

// isSource says whether a program may be built from a file.
func isSource(name string) bool { return path.Ext(name) == ".go" || path.Base(name) == "go.mod" }

// sourcesIn are the sources below a folder. Only their content distinguishes them
// from the sources that a base image brings along.
func sourcesIn(root string) (map[sum256]bool, error) {
	all := map[sum256]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !isSource(filepath.ToSlash(name)) {
			return err
		}
		text, err := os.ReadFile(name)
		if err == nil && len(text) > 0 {
			all[sumOf(text)] = true
		}
		return err
	})
	return all, err
}

// findings are the files of an image that should not be there.
type findings struct {
	sources map[sum256]bool
	source  []string
	secret  []string
}

func (f *findings) inspect(file docker.File) error {
	content, err := io.ReadAll(file.Content) // an earlier promise has made sure that the image is small
	if err != nil {
		return err
	}
	if bytes.Contains(content, []byte(canary)) {
		f.secret = append(f.secret, file.Path)
	}
	isHistory := slices.Contains(strings.Split(path.Dir(file.Path), "/"), ".git")
	if isHistory || isSource(file.Path) && f.sources[sumOf(content)] {
		f.source = append(f.source, file.Path)
	}
	return nil
}

// copyLine is the line of the last stage that copies from the kit's folder: the one
// that copies all of it, if there is one.
func (n *notes) copyLine() string {
	line, copiesAll := 0, false
	for _, each := range check.LastStage(n.file) {
		if each.Word != "COPY" && each.Word != "ADD" {
			continue
		}
		all := slices.Contains(strings.Fields(each.Text), ".")
		if line == 0 || all && !copiesAll {
			line, copiesAll = each.Line, all
		}
	}
	return n.where(line)
}

func (n *notes) secretInside(name string) *check.Finding {
	return &check.Finding{
		ID:       "SECRET-FILE",
		Expected: "no file with secrets in any layer of the image",
		Seen: fmt.Sprintf("/%s is in it: the check had put that file, with a password, beside your Dockerfile. Anyone who has the image has the password, even if a later line removes the file",
			strings.TrimPrefix(name, "/")),
		Where: n.copyLine(),
		Try:   "Write a file .dockerignore with the line .env, and copy only the program into the last stage: COPY --from=build /app /app.",
	}
}

func (n *notes) sourceInside(names []string) *check.Finding {
	slices.Sort(names)
	names = slices.Compact(names)
	shown := "/" + strings.Join(names[:min(shownFiles, len(names))], ", /")
	if more := len(names) - shownFiles; more > 0 {
		shown += fmt.Sprintf(" and %d more", more)
	}
	return &check.Finding{
		ID:       "SOURCE-INSIDE",
		Expected: "an image with only the program, without the sources it was built from",
		Seen:     "the kit's sources are in its layers: " + shown,
		Where:    n.copyLine(),
		Try:      "Copy the sources into the stage that builds, and from there only the program: COPY --from=build /app /app. A file that a later line removes is in the layers still.",
	}
}
