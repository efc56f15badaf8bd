package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/report"
)

// This file is --junit.

func (o *options) addJUnit(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.JUnit, "junit", "", "write the result as JUnit's XML to this `file`")
}

// checkJUnit says beforehand what would be a pity afterwards. The ending is
// asked for because a process file that was named by mistake would be lost.
func (o *options) checkJUnit(given bool) error {
	if !given {
		return nil
	}
	if !strings.EqualFold(filepath.Ext(o.JUnit), ".xml") {
		return usageError{fmt.Errorf("--junit %s: name a file that ends in .xml, as in --junit result.xml", o.JUnit)}
	}
	if info, err := os.Stat(o.JUnit); err == nil && info.IsDir() {
		return usageError{fmt.Errorf("--junit %s is a folder; name a file in it", o.JUnit)}
	}
	return nil
}

// writeJUnit writes some results, if that is wanted, after the verdict was
// told. A file that cannot be written makes a passed check end with code 1; any
// other code is the verdict's own, and stays.
func (o *options) writeJUnit(verdict error, results ...check.Result) error {
	if o.JUnit == "" {
		return verdict
	}
	text, err := report.JUnit(results)
	if err == nil {
		err = os.WriteFile(o.JUnit, text, 0o644)
	}
	if err != nil {
		o.Streams.Say("checker: the result could not be written for --junit: %s", err)
		if verdict == nil {
			return exit(exitNotPassed)
		}
	}
	return verdict
}
