package ready

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/docker"
)

// registry gives one image of two layers, to whoever asks for any name; for
// names with a word in it, it answers as a registry does that has a reason.
func registry(t *testing.T) *httptest.Server {
	t.Helper()
	blobs := map[string][]byte{}
	keep := func(kind string, blob []byte) map[string]any {
		digest := fmt.Sprintf("sha256:%x", sha256.Sum256(blob))
		blobs[digest] = blob
		return map[string]any{"mediaType": "application/vnd.docker." + kind, "size": len(blob), "digest": digest}
	}
	var layers []any
	var ids []string
	for _, name := range []string{"one", t.Name()} {
		var layer bytes.Buffer
		out := tar.NewWriter(&layer)
		require.NoError(t, out.WriteHeader(&tar.Header{Name: name, Size: 3, Mode: 0o644}))
		_, _ = out.Write([]byte("abc"))
		require.NoError(t, out.Close())
		entry := keep("image.rootfs.diff.tar", layer.Bytes())
		layers, ids = append(layers, entry), append(ids, entry["digest"].(string))
	}
	config, _ := json.Marshal(map[string]any{"os": "linux", "architecture": "amd64", "rootfs": map[string]any{"type": "layers", "diff_ids": ids}})
	const kind = "distribution.manifest.v2+json"
	manifest, _ := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.docker." + kind,
		"config": keep("container.image.v1+json", config), "layers": layers})
	head := keep(kind, manifest)
	reasons := map[string]struct {
		code int
		name string
	}{"/v2/limited/": {429, "TOOMANYREQUESTS"}, "/v2/unknown/": {404, "MANIFEST_UNKNOWN"}, "/v2/broken/": {503, "UNAVAILABLE"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for path, reason := range reasons {
			if strings.HasPrefix(r.URL.Path, path) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(reason.code)
				fmt.Fprintf(w, `{"errors":[{"code":%q,"message":"said by the test"}]}`, reason.name)
				return
			}
		}
		_, name, _ := strings.Cut(r.URL.Path, "/blobs/")
		if strings.Contains(r.URL.Path, "/manifests/") {
			name = head["digest"].(string)
			w.Header().Set("Content-Type", head["mediaType"].(string))
			w.Header().Set("Docker-Content-Digest", name)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(blobs[name])))
		_, _ = w.Write(blobs[name])
	}))
	t.Cleanup(server.Close)
	return server
}

// withEngine skips a test where no engine runs that can ask a server of ours.
func withEngine(t *testing.T) {
	t.Helper()
	if _, problem := Look(t.Context(), Need{}); problem != nil {
		t.Skip(problem.Seen)
	}
	if DataRoot(t.Context()) == "" {
		t.Skip("the engine is in a virtual machine, where this machine is not 127.0.0.1")
	}
}

func TestRealEnginePulls(t *testing.T) {
	withEngine(t)
	image := strings.TrimPrefix(registry(t).URL, "http://") + "/workshop-test:1"
	t.Cleanup(func() { _, _ = docker.Run(context.WithoutCancel(t.Context()), "image", "rm", "--force", image) })
	missing, err := Present(t.Context(), []string{image})
	require.NoError(t, err)
	require.Equal(t, []string{image}, missing)

	var done, layers int
	require.NoError(t, Pull(t.Context(), image, func(d, l int) { done, layers = d, l }))
	assert.Equal(t, [2]int{2, 2}, [2]int{done, layers})
	missing, err = Present(t.Context(), []string{image})
	require.NoError(t, err)
	assert.Empty(t, missing)
}

func TestRealEngineSaysWhyItCannotPull(t *testing.T) {
	withEngine(t)
	host := strings.TrimPrefix(registry(t).URL, "http://")
	for image, want := range map[string]struct {
		kind Kind
		seen string
	}{
		host + "/limited/a:1": {CannotPull, "no more pulls"},
		host + "/unknown/a:1": {UnknownImage, "no registry has the image " + host},
		host + "/broken/a:1":  {CannotPull, "does not answer"},
		"127.0.0.1:1/a:1":     {CannotPull, "does not answer"},
	} {
		var problem *Problem
		if assert.ErrorAs(t, Pull(t.Context(), image, nil), &problem, image) {
			assert.Equal(t, want.kind, problem.Kind, image)
			assert.Contains(t, problem.Seen, want.seen)
		}
	}
}
