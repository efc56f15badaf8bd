package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/page"
	"workshop.example/processes/checker/screen/report"
)

// This file owns --timeline, and the files of --report and --junit.

// reporting is how a check is shown beyond its words.
type reporting struct {
	Timeline bool
	Report   string // where to write the page, as typed; "": nowhere
	JUnit    string // where to write JUnit's XML, as typed; "": nowhere
}

func (o *options) addReporting(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.Timeline, "timeline", false, "draw the timeline after a pass too")
	cmd.Flags().StringVar(&o.Report, "report", "", "write the result with its timeline to this HTML `file`")
	cmd.Flags().StringVar(&o.JUnit, "junit", "", "write the result as JUnit's XML to this `file`")
}

// checkOutput refuses, before the check runs, a file that could not be written
// after it. The file must have the right ending: a process file that was named
// by mistake would be lost.
func checkOutput(cmd *cobra.Command, flag, file, example string, endings ...string) error {
	if !cmd.Flags().Changed(flag) {
		return nil
	}
	if !slices.Contains(endings, strings.ToLower(filepath.Ext(file))) {
		return usageError{fmt.Errorf("--%s %s: name a file that ends in %s, as in --%s %s", flag, file, endings[0], flag, example)}
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return usageError{fmt.Errorf("--%s %s is a folder; name a file in it", flag, file)}
	}
	return nil
}

// writeReport writes the page of some results, if one is wanted, after the
// verdict was told. A page that cannot be written makes a passed check end with
// code 1; any other code is the verdict's own, and stays.
func (o *options) writeReport(verdict error, results ...check.Result) error {
	if o.Report == "" {
		return verdict
	}
	if err := o.tryReport(results); err != nil {
		var why *fs.PathError
		if errors.As(err, &why) {
			err = why.Err
		}
		o.Streams.Say("checker: the report could not be written to %s: %s", o.Report, err)
		o.Streams.Say("Try: --report with a file in a folder that is there, and that you may write to.")
		if verdict == nil {
			return exit(exitNotPassed)
		}
		return verdict
	}
	o.Streams.Say("The report is in %s", o.Report)
	return verdict
}

func (o *options) tryReport(results []check.Result) error {
	made := page.Page{Made: time.Now()}
	for _, r := range results {
		made.Sheets = append(made.Sheets, page.Sheet{Result: r, File: o.processFile(r)})
	}
	html, err := made.Render()
	if err != nil {
		return err
	}
	return os.WriteFile(o.Report, html, 0o644)
}

// mostShown bounds what of a process file a page is given.
const mostShown = 256 << 10

// processFile is the text of the file that a result is about; "" when it cannot
// be read, of which the result speaks itself.
func (o *options) processFile(r check.Result) string {
	path := o.Config
	if path == "" {
		path = filepath.Join(o.Kit, r.Config)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text[:min(len(text), mostShown)])
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
