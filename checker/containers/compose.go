package containers

import (
	"context"
	"os"
	"path/filepath"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/checker/containers/composefile/reader"
)

// This file owns reading compose files for those who must not know the library
// that does it.

// ReadCompose reads a compose file by its path in a folder, as `docker compose` would from
// here.
func (Parts) ReadCompose(ctx context.Context, folder, file string) (composefile.Project, []composefile.Problem) {
	name, err := filepath.Rel(folder, file)
	if err != nil {
		name = file
	}
	read, problems := reader.Read(ctx, folder, filepath.ToSlash(name), os.Environ())
	if len(problems) > 0 {
		return nil, problems // a nil *Project would not be nil
	}
	return read, nil
}
