package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// This file owns what may be asked of /fixtures?…

// filter narrows the matches down. An empty field lets everything through;
// fields that are set must all agree.
type filter struct {
	team  string // FIFA's code
	group string // A to H
	stage string // one of stages
	date  string // the day of the kick-off in UTC, as 2018-06-14
}

// missedChoice says that a value is not one of the choices.
type missedChoice struct {
	detail  string
	allowed []string
}

func (m *missedChoice) Error() string { return m.detail }

// parseFilter reads a query. Case does not matter, a parameter without a value
// counts as not given. Every error is a [*missedChoice]: a question that is
// misspelt should not be answered with "no such match".
func parseFilter(query string, matches []Match) (filter, error) {
	var f filter
	values, err := url.ParseQuery(query)
	if err != nil {
		return f, &missedChoice{"The query cannot be read; special characters must be percent-encoded.", nil}
	}
	for name, given := range values {
		if len(given) > 1 {
			return f, &missedChoice{fmt.Sprintf("The filter '%.40s' is given %d times; give it once.", name, len(given)), nil}
		}
		if err := f.set(name, strings.TrimSpace(given[0]), matches); err != nil {
			return f, err
		}
	}
	return f, nil
}

// set takes one parameter.
func (f *filter) set(name, value string, matches []Match) (err error) {
	switch name {
	case "team":
		f.team, err = findTeam(value, matches)
	case "group":
		f.group, err = choose("group", value, groups)
	case "stage":
		f.stage, err = choose("stage", value, stages)
	case "date":
		f.date, err = value, checkDate(value)
	default:
		err = &missedChoice{fmt.Sprintf("There is no filter '%.40s'.", name), []string{"team", "group", "stage", "date"}}
	}
	return err
}

// choose finds a value among the choices, in any case.
func choose(what, value string, from []string) (string, error) {
	if value == "" {
		return "", nil
	}
	at := slices.IndexFunc(from, func(s string) bool { return strings.EqualFold(s, value) })
	if at < 0 {
		return "", &missedChoice{fmt.Sprintf("There is no %s '%.40s'.", what, value), from}
	}
	return from[at], nil
}

// findTeam turns a code or a name into the code.
func findTeam(value string, matches []Match) (string, error) {
	var names, codes []string
	for _, t := range teamsOf(matches) {
		if strings.EqualFold(t.Name, value) {
			return t.Code, nil
		}
		codes = append(codes, t.Code)
		names = append(names, t.Code+" "+t.Name)
	}
	code, err := choose("team", value, codes)
	if err != nil {
		return "", &missedChoice{err.Error(), names}
	}
	return code, nil
}

// checkDate lets every day of the calendar through: a day without a match is
// a fair question.
func checkDate(value string) error {
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		return &missedChoice{fmt.Sprintf("'%.40s' is no date; a date looks like 2018-06-14.", value), nil}
	}
	return nil
}

// of gives the matches that pass, in their order; never nil, so that "none"
// is an empty array in JSON.
func (f filter) of(matches []Match) []Match {
	found := []Match{}
	for _, m := range matches {
		if f.passes(m) {
			found = append(found, m)
		}
	}
	return found
}

func (f filter) passes(m Match) bool {
	return (f.team == "" || f.team == m.Home.Code || f.team == m.Away.Code) &&
		(f.group == "" || f.group == m.Group) &&
		(f.stage == "" || f.stage == m.Stage) &&
		(f.date == "" || f.date == m.Kickoff.UTC().Format(time.DateOnly))
}
