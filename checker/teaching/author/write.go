package author

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"
)

// This file owns the writing: all of an exercise, or nothing of it.

//go:embed templates
var templates embed.FS

// Write makes the exercise in a kit's folder and lists it among the others. It
// returns the files that it has made, relative to the folder, with slashes. When
// something fails, what was made before is removed. The error is Wrong when the
// number is taken.
func (e Exercise) Write(kit string) (made []string, err error) {
	if err := e.isFree(kit); err != nil {
		return nil, err
	}
	files, err := e.files()
	if err != nil {
		return nil, err
	}
	list := filepath.Join(kit, filepath.FromSlash(listFile))
	before, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	after, err := e.register(before)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.remove(kit))
		}
	}()
	for _, f := range files {
		if err := writeNew(filepath.Join(kit, filepath.FromSlash(f.name)), f.text); err != nil {
			return nil, err
		}
		made = append(made, f.name)
	}
	return made, os.WriteFile(list, after, 0o644)
}

// remove takes away what Write has made. All of it is this exercise's: its
// number was free.
func (e Exercise) remove(kit string) error {
	return errors.Join(
		os.RemoveAll(filepath.Join(kit, "exercises", e.Folder())),
		os.RemoveAll(filepath.Join(kit, "solutions", e.Folder())),
		os.RemoveAll(filepath.Join(kit, "docs", e.Folder()+".md")),
	)
}

func writeNew(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

// file is one that is to be made.
type file struct {
	name string // relative to the kit, with slashes
	text []byte
}

// files fills in the templates.
func (e Exercise) files() ([]file, error) {
	var all []file
	err := fs.WalkDir(templates, "templates", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		pattern, err := template.ParseFS(templates, name)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := pattern.Execute(&text, e); err != nil {
			return err
		}
		all = append(all, file{e.place(name), text.Bytes()})
		return nil
	})
	return all, err
}

// place is where the file of a template stands in the kit.
func (e Exercise) place(pattern string) string {
	part, inside, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(pattern, ".tmpl"), "templates/"), "/")
	switch part {
	case "exercise":
		return path.Join("exercises", e.Folder(), inside)
	case "solution":
		return path.Join("solutions", e.Folder(), inside)
	}
	return path.Join("docs", e.Folder()+".md")
}
