package report

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
)

// This file owns the XML form of results that build servers read: a suite for
// each exercise, a case for each promise.

type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		junitCounts
		Cases []junitCase `xml:"testcase"`
	}
	junitCounts struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"`
	}
	junitCase struct {
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		File    string      `xml:"file,attr,omitempty"`
		Time    string      `xml:"time,attr"`
		Failure *junitWords `xml:"failure"`
		Error   *junitWords `xml:"error"`
		Skipped *junitWords `xml:"skipped"`
	}
	junitWords struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"` // the id
		Text    string `xml:",chardata"`
	}
)

// JUnit is results as JUnit's XML. A promise that is not kept is a failure,
// trouble an error; what was not reached, and what this machine is missing, is
// skipped.
func JUnit(results []check.Result) ([]byte, error) {
	all := junitSuites{junitCounts: junitCounts{Name: "checker"}}
	var took time.Duration
	for _, r := range results {
		suite := junitOf(r)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		all.Skipped += suite.Skipped
		took += r.Duration
		all.Suites = append(all.Suites, suite)
	}
	all.Time = seconds(took)
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

func junitOf(r check.Result) junitSuite {
	suite := junitSuite{junitCounts: junitCounts{Name: r.Exercise.Folder(), Tests: len(r.Steps), Time: seconds(r.Duration)}}
	for _, s := range r.Steps {
		c := junitCase{Name: s.Name, Class: "exercises." + r.Exercise.Folder(), Time: seconds(s.Duration)}
		words := junitFinding(s)
		if s.Finding != nil {
			c.File, _, _ = strings.Cut(s.Finding.Where, ":")
		}
		switch s.Status {
		case check.Failed:
			suite.Failures++
			c.Failure = words
		case check.Trouble:
			suite.Errors++
			c.Error = words
		case check.Skipped, check.NotReached:
			suite.Skipped++
			c.Skipped = words
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite
}

// junitFinding are the words of a step that was not passed.
func junitFinding(s check.Step) *junitWords {
	f := s.Finding
	if f == nil {
		return &junitWords{Message: "not reached: an earlier promise is not kept"}
	}
	lines := []string{"expected: " + f.Expected, "seen: " + f.Seen}
	if f.Where != "" {
		lines = append(lines, "where: "+f.Where)
	}
	lines = append(lines, "try: "+f.Try)
	return &junitWords{Message: "expected " + Clean(f.Expected), Type: s.ID, Text: Clean(strings.Join(lines, "\n"))}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
