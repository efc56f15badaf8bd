package clones

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// This file owns what is done to the files of a clone.

// asOnWindows writes every text file as an editor there may: CRLF at the ends of
// lines, and a byte order mark before sources and process files.
func asOnWindows(t *testing.T, _, clone string) {
	texts := []string{".go", ".js", ".mod", ".sum", ".json", ".md"}
	require.NoError(t, filepath.WalkDir(clone, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !slices.Contains(texts, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
		if slices.Contains([]string{".go", ".js"}, filepath.Ext(path)) {
			text = append([]byte("\ufeff"), text...)
		}
		return os.WriteFile(path, text, 0o644)
	}))
}

// editorsFiles lays beside the process file and beside the source what vim,
// Emacs and others leave while somebody edits them.
func editorsFiles(t *testing.T, _, clone string) {
	leaveEditorsFiles(t, filepath.Join(clone, "solutions/01-hello-world/services.config.js"))
	leaveEditorsFiles(t, filepath.Join(clone, "services.config.js"))
	leaveEditorsFiles(t, filepath.Join(clone, "services/hello-world/main.go"))
}

func leaveEditorsFiles(t *testing.T, edited string) {
	t.Helper()
	lock, others := editorsFilesOf(edited)
	_ = os.Remove(lock)
	require.NoError(t, os.Symlink("somebody@somewhere.1234:5678", lock))
	for _, file := range others {
		require.NoError(t, os.WriteFile(file, []byte("half a \x00 text {{{"), 0o600))
	}
}

func removeEditorsFiles(edited string) {
	lock, others := editorsFilesOf(edited)
	for _, file := range append(others, lock) {
		_ = os.Remove(file)
	}
}

// editorsFilesOf are the link, which leads nowhere, by which Emacs locks a file,
// and what others lay beside it.
func editorsFilesOf(edited string) (lock string, others []string) {
	folder, name := filepath.Split(edited)
	for _, left := range []string{"4913", "." + name + ".swp", name + "~", "#" + name + "#", ".goutputstream-7XQ2"} {
		others = append(others, filepath.Join(folder, left))
	}
	return filepath.Join(folder, ".#"+name), others
}
