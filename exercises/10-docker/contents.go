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

// This file owns what may not lie in an image: what was there to build it, and
// what nobody should read.

// shownFiles is how many files are told by name.
const shownFiles = 4

// nothingElse looks at what the image says first: that costs nothing. Then
// through every file of every layer, also those that a later layer hides: they
// are sent along, and can be taken out again.
func nothingElse(ctx context.Context, r *check.Run) *check.Finding {
	n := check.Notes[notes](r)
	if told := n.told(); told != nil {
		return n.toldSecret(*told)
	}
	r.Tell("looking through the image's layers")
	sources, err := sourcesIn(r.Box.Root)
	if err != nil {
		return check.Internal(err)
	}
	found := findings{sources: sources}
	if err := docker.Files(ctx, n.session.Image(appName), found.look); err != nil {
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

// sum256 is a file's content, in short.
type sum256 [sha256.Size]byte

func sumOf(content []byte) sum256 { return sha256.Sum256(content) }

// isSource says whether a file is of the kind that programs are built of.
func isSource(name string) bool { return path.Ext(name) == ".go" || path.Base(name) == "go.mod" }

// sourcesIn are the sources below a folder. By their content alone can they be
// told from what a base image brings along.
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

func (f *findings) look(file docker.File) error {
	content, err := io.ReadAll(file.Content) // the image is small, so its files are
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

// copies is the last stage's line that copies from the kit's folder: the one
// that takes all of it, if there is one.
func (n *notes) copies() string {
	line, whole := 0, false
	for _, each := range check.LastStage(n.file) {
		if each.Word != "COPY" && each.Word != "ADD" {
			continue
		}
		all := slices.Contains(strings.Fields(each.Text), ".")
		if line == 0 || all && !whole {
			line, whole = each.Line, all
		}
	}
	return n.where(line)
}

func (n *notes) secretInside(name string) *check.Finding {
	return &check.Finding{
		ID:       "SECRET-FILE",
		Expected: "no file with secrets in any layer of the image",
		Seen: fmt.Sprintf("/%s is in it, which the check had put beside your Dockerfile with a password in it. Who has the image has the password, also where a later line removes the file",
			strings.TrimPrefix(name, "/")),
		Where: n.copies(),
		Try:   "Write a file .dockerignore with the line .env, and copy into the last stage only the program: COPY --from=build /app /app.",
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
		Expected: "an image with the program alone, without what it was built of",
		Seen:     "the kit's sources are in its layers: " + shown,
		Where:    n.copies(),
		Try:      "Copy the sources into the stage that builds, and from there the program alone: COPY --from=build /app /app. A file that a later line removes is in the layers still.",
	}
}
