package main

import (
	"fmt"
	"os"
	"path/filepath"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/kit"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/runner/screen/console"
)

// This file owns the advice for somebody who writes in one folder and has the
// checker look in another.

// sayElsewhere names a process file that was probably meant, where there is
// none in the kit's folder: one in the folder that the learner is in, or in
// another copy of the kit around this one or inside it.
func (o *options) sayElsewhere(e *check.Exercise) {
	if o.Config != "" || len(e.Answers) > 0 {
		return
	}
	if _, err := processfile.Find(o.Kit); err == nil {
		return
	}
	if working, err := os.Getwd(); err == nil && o.offer(working, "the checker looks for one in "+o.Kit+"; move it there, or name it with --config.") {
		return
	}
	if other := kit.Other(o.Kit); other != "" {
		o.offer(other, "that is another copy of the kit; go there, and try again: cd "+other)
	}
}

// offer names the process file of a folder, if there is one, and what to do.
func (o *options) offer(folder, do string) bool {
	found, err := processfile.Find(folder)
	if err == nil {
		o.Streams.Say("%s", console.Harmless(fmt.Sprintf("There is a %s in %s: %s", filepath.Base(found), folder, do)))
	}
	return err == nil
}
