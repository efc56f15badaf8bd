package docker

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// This file owns what can be known of an image.

// Image is what an image says of itself.
type Image struct {
	ID     string `json:"Id"`
	Size   int64  // bytes, of all layers
	Config struct {
		User       string
		Entrypoint []string
		Cmd        []string
		Env        []string
		Labels     map[string]string
		StopSignal string
	}
}

// Command is what the image starts: its entrypoint with its arguments.
func (i Image) Command() []string {
	return append(append([]string{}, i.Config.Entrypoint...), i.Config.Cmd...)
}

// Variable is the value of an environment variable of the image; "" when it has
// none.
func (i Image) Variable(name string) string {
	for _, pair := range i.Config.Env {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Layer is a step in an image's history.
type Layer struct {
	By   string // what made it, as the engine writes it
	Size int64  // bytes; 0 for one that only notes something
}

// InspectImage asks what an image says of itself.
func InspectImage(ctx context.Context, image string) (Image, error) {
	var found Image
	lines, err := Run(ctx, "image", "inspect", "--format", "{{json .}}", image)
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal([]byte(strings.Join(lines, "")), &found)
}

// History are an image's layers, the last one first.
func History(ctx context.Context, image string) ([]Layer, error) {
	lines, err := Run(ctx, "history", "--no-trunc", "--human=false", "--format", "{{.Size}}|{{.CreatedBy}}", image)
	if err != nil {
		return nil, err
	}
	var layers []Layer
	for _, line := range lines {
		size, by, _ := strings.Cut(line, "|")
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the size of a layer: %w", err)
		}
		by = strings.TrimSuffix(strings.TrimPrefix(by, "/bin/sh -c #(nop) "), " # buildkit")
		layers = append(layers, Layer{strings.TrimSpace(by), n})
	}
	return layers, nil
}

// File is a file in a layer of an image, also one that a later layer hides.
type File struct {
	Path string // "app/main.go", without a slash before it
	Size int64
	// Content can be read until the next file comes.
	Content io.Reader
}

// Files hands over every regular file of every layer. An error of each ends it
// and is returned.
func Files(ctx context.Context, image string, each func(File) error) error {
	return stream(ctx, call{args: []string{"image", "save", image}}, func(out io.Reader) error {
		return eachEntry(out, func(header *tar.Header, content io.Reader) error {
			return layer(header, content, each)
		})
	})
}

// layer walks through one entry of a saved image, if it is a layer: a tar file
// itself. Newer engines name it blobs/sha256/…, like the JSON files beside it.
func layer(header *tar.Header, content io.Reader, each func(File) error) error {
	if header.Typeflag != tar.TypeReg || strings.HasSuffix(header.Name, ".json") {
		return nil
	}
	first := true
	err := eachEntry(content, func(inner *tar.Header, text io.Reader) error {
		first = false
		if inner.Typeflag != tar.TypeReg {
			return nil
		}
		return each(File{strings.TrimPrefix(strings.TrimPrefix(inner.Name, "./"), "/"), inner.Size, text})
	})
	if first && (errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return nil // no layer
	}
	return err
}

func eachEntry(from io.Reader, do func(*tar.Header, io.Reader) error) error {
	archive := tar.NewReader(from)
	for {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := do(header, archive); err != nil {
			return err
		}
	}
}
