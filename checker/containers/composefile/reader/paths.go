package reader

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the paths of this machine that a service names: none may lead
// out of the project's folder.

// askServicePaths looks at what is mounted, and at files that are read.
func (r *reading) askServicePaths(s types.ServiceConfig) {
	for i, v := range s.Volumes {
		at := whereItem(r.layers, []string{v.Target}, "services", s.Name, "volumes")
		switch v.Type {
		case types.VolumeTypeBind:
			r.askPath(v.Source, "a mount of the service "+s.Name, at)
			r.askFolder(v, at)
			if v.Bind != nil && !slices.Contains(ownMounts, v.Bind.Propagation) {
				r.add(r.notRun(refuseShared, []string{"services", s.Name, "volumes", strconv.Itoa(i), "bind", "propagation"}))
			}
		case types.VolumeTypeVolume, types.VolumeTypeTmpfs, types.VolumeTypeImage:
		default:
			r.add(r.notRun(refuseKernel, []string{"services", s.Name, "volumes", "type"}).At(at))
		}
	}
	for _, f := range s.EnvFiles {
		r.askFile(f.Path, "env_file", s.Name, bool(f.Required))
	}
	for _, f := range s.LabelFiles {
		r.askFile(f, "label_file", s.Name, true)
	}
}

// ownMounts are the sorts of propagation that show this machine nothing.
var ownMounts = []string{"", types.PropagationPrivate, types.PropagationRPrivate}

// askFile reads a file that is read for a service later, so that what is wrong
// with it has its place; and so that a pipe is not read for ever.
func (r *reading) askFile(path, field, service string, required bool) {
	at := whereItem(r.layers, []string{filepath.Base(path)}, "services", service, field)
	r.askPath(path, "`"+field+"` of the service "+service, at)
	if !inside(r.folder, path) {
		return
	}
	_, err := readInside(r.folder, path)
	if err == nil || errors.Is(err, fs.ErrNotExist) && !required {
		return
	}
	r.add(sayFileMissing.of(asWritten(r.folder, path), field, reason(err)).At(at))
}

// askBuildPaths looks at what a build may read.
func (r *reading) askBuildPaths(s types.ServiceConfig) {
	path := []string{"services", s.Name, "build"}
	what := "`build` of the service " + s.Name
	at := r.whereContext(s)
	r.askPath(s.Build.Context, what, at)
	if inside(r.folder, s.Build.Context) && !remote(s.Build.Context) {
		r.askPath(dockerfilePath(s.Build), what, where(r.layers, below(path, "dockerfile")...))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Build.AdditionalContexts)) {
		context := s.Build.AdditionalContexts[name]
		if !strings.HasPrefix(context, "service:") && !strings.HasPrefix(context, "docker-image://") {
			r.askPath(context, what, where(r.layers, below(below(path, "additional_contexts"), name)...))
		}
	}
}

// askPath refuses a path that leads out of the folder, into a network or to the
// engine. The library has made paths of this machine absolute.
func (r *reading) askPath(path, what string, at composefile.Place) {
	switch {
	case path == "":
	case remote(path):
		r.add(sayRemote.of(what, short(path)).At(at))
	case engineSocket(path) || engineSocket(followed(path, maxMerges)):
		r.add(sayDockerSocket.of(what, short(path), refuseAPISocket.why).At(at))
	case !inside(r.folder, path):
		r.add(sayOutside.of(what, short(path)).At(at))
	}
}

// engineSocket says whether a path is where an engine listens.
func engineSocket(path string) bool {
	path = filepath.ToSlash(path)
	if strings.HasPrefix(path, "/run/docker") || strings.HasPrefix(path, "/var/run/docker") {
		return true
	}
	return slices.Contains([]string{"docker.sock", "containerd.sock", "podman.sock"}, filepath.Base(path)) ||
		strings.Contains(path, `\pipe\docker`) || strings.Contains(path, "/pipe/docker")
}
