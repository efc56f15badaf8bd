package processfile_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

var update = flag.Bool("update", false, "write the table of fields into docs/process-file.md")

const (
	docsPage   = "../../docs/process-file.md"
	tableBegin = "<!-- fields: written by go test ./runner/processfile -run Docs -update -->\n"
	tableEnd   = "<!-- end of fields -->\n"
)

// The page shows the table from which files are read: a field that comes to
// life, or is added, is in the docs or this fails.
func TestDocsShowEveryField(t *testing.T) {
	platformtest.DocsTable(t, docsPage, tableBegin, tableEnd, fieldTables(), *update, "go test ./runner/processfile -run Docs -update")
}

func fieldTables() string {
	var b strings.Builder
	b.WriteString("\n| field | what may stand there | default | meaning |\n|---|---|---|---|\n")
	var none []string
	for _, f := range processfile.Fields() {
		name := "`" + f.Name + "`"
		if f.Effect == processfile.None {
			none = append(none, name)
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, cell(f.Expects), cell(f.Default), cell(f.Meaning))
	}
	fmt.Fprintf(&b, "\nPM2's other fields are accepted with a note that they have no effect here: %s.\n\n", strings.Join(none, ", "))
	return b.String()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
