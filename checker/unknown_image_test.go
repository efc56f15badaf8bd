package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker/dockertest"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/exercises"
)

// A name that no registry knows is in the learner's file; a registry that
// cannot be reached is not. Only a registry can tell, so here is one that knows
// no image.
func TestAnImageThatNoRegistryHasIsNamedWithItsLine(t *testing.T) {
	dockertest.Needs(t)
	registry := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v2/" {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}`))
	}))
	defer registry.Close()
	host := strings.TrimPrefix(registry.URL, "http://")
	kit, err := filepath.Abs("..")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		exercise       int
		image, mistake string
		where, id      string
	}{
		"Dockerfile":         {10, "golang:1.26-alpine", "golang:1.62-alpine", "Dockerfile:2", "E10-UNKNOWN-IMAGE"},
		"docker-compose.yml": {11, "redis:7-alpine", "redis:7-alpin", "docker-compose.yml:43:5", "E11-UNKNOWN-IMAGE"},
	} {
		t.Run(name, func(t *testing.T) {
			e := exercises.Numbered(test.exercise)
			folder := t.TempDir()
			require.NoError(t, os.CopyFS(folder, os.DirFS(filepath.Join(kit, "solutions", e.Folder()))))
			file := filepath.Join(folder, name)
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(text), test.image)
			text = []byte(strings.ReplaceAll(string(text), test.image, host+"/"+test.mistake))
			require.NoError(t, os.WriteFile(file, text, 0o644))

			result, err := checkInEngine(t.Context(), e, sandbox.Config{Kit: kit, File: file}, e.Time, nil)
			require.NoError(t, err)
			require.Equal(t, check.Failed, result.Status, "%+v", result.Steps)
			at := slices.IndexFunc(result.Steps, func(s check.Step) bool { return s.Finding != nil })
			step := result.Steps[at]
			assert.Equal(t, test.id, step.ID)
			assert.Contains(t, step.Finding.Seen, test.mistake)
			assert.Contains(t, step.Finding.Where, test.where)
		})
	}
}
