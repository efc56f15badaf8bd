package ready

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"

	"workshop.example/processes/checker/containers/docker"
)

// This file owns which images the exercises begin with, and whether they are
// on this machine.

// BaseImages are what the solutions of exercises 10 and 11 name, and most
// answers with them. They are what a room without a network needs beforehand.
var BaseImages = []string{"golang:1.26-alpine", "alpine:3.22", "redis:7-alpine"}

// Present says which of some images are not on this machine. The error is a
// *Problem when it is known what is wrong.
func Present(ctx context.Context, images []string) (missing []string, err error) {
	for _, image := range images {
		_, err := briefly(ctx, "image", "inspect", "--format", "{{.Id}}", image)
		failed, ok := errors.AsType[*docker.Failed](err)
		switch {
		case err == nil:
		case ok && strings.Contains(strings.ToLower(strings.Join(failed.Said, "\n")), "no such image"):
			missing = append(missing, image)
		default:
			return nil, surroundings().why(err, "image inspect")
		}
	}
	return missing, nil
}

// DataRoot is the folder in which the engine keeps images and containers; ""
// when it is in a virtual machine or cannot be asked.
func DataRoot(ctx context.Context) string {
	lines, err := briefly(ctx, "info", "--format", "{{.Name}}\n{{.DockerRootDir}}")
	name, _ := os.Hostname()
	// An engine in a virtual machine has that one's name.
	if err != nil || len(lines) != 2 || runtime.GOOS != "linux" || lines[0] != name {
		return ""
	}
	return lines[1]
}
