package reader

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns folders of the project that a check does not mount: a
// container would write into them, as another user, and whoever checks could
// not remove that.

// sandboxVolumes has an empty volume in the place of each folder that would be
// empty: one that is not there, which Compose has the engine make, and one with
// nothing in it but data of an earlier run. It is as empty, and lives as long.
func sandboxVolumes(project *types.Project, s *types.ServiceConfig, box composefile.Sandbox) {
	for i := range s.Volumes {
		v := &s.Volumes[i]
		if v.Volume != nil {
			v.Volume.Labels = nil // only the newest Compose knows them
		}
		if !isEmptyFolder(*v, s.User, box) {
			continue
		}
		name := folderVolume(v.Source)
		project.Volumes[name] = types.VolumeConfig{Labels: labelled(nil, box.Labels)}
		*v = types.ServiceVolumeConfig{
			Type: types.VolumeTypeVolume, Source: name, Target: v.Target, ReadOnly: v.ReadOnly,
			Volume: &types.ServiceVolumeVolume{NoCopy: true}, // a folder hides what the image has there
		}
	}
}

// folderVolume names the volume that stands for a folder, the same for all who
// mount it.
func folderVolume(path string) string {
	sum := sha256.Sum256([]byte(path))
	return "folder-" + hex.EncodeToString(sum[:5])
}

func isEmptyFolder(v types.ServiceVolumeConfig, user string, box composefile.Sandbox) bool {
	if v.Type != types.VolumeTypeBind {
		return false
	}
	if _, err := os.Lstat(v.Source); err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	// A container that runs as somebody in particular may be made for the owner
	// of a folder that is there; a volume belongs to root.
	return user == "" && box.IsData != nil && box.IsData(v.Source)
}

// askFolder is about a folder that is not there and that the file forbids the
// engine to make.
func (r *reading) askFolder(v types.ServiceVolumeConfig, at composefile.Place) {
	if v.Bind == nil || bool(v.Bind.CreateHostPath) || !inside(r.folder, v.Source) {
		return
	}
	if _, err := os.Lstat(v.Source); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	r.add(sayFolderMissing.of(asWritten(r.folder, v.Source)).At(at))
}
