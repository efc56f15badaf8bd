package logs

import (
	"regexp"
	"strings"
	"time"

	"workshop.example/processes/runner/processfile"
)

// This file owns the time that a line may begin with.

// stamp writes the time before a line. nil writes none.
type stamp []func(time.Time, []byte) []byte

// dayjsTokens is what PM2's date library takes for a token, in its order.
var dayjsTokens = regexp.MustCompile(`\[([^\]]+)\]|Y{1,4}|M{1,4}|D{1,2}|d{1,4}|H{1,2}|h{1,2}|a|A|m{1,2}|s{1,2}|Z{1,2}|SSS`)

// stampOf reads an app's fields. As in PM2, time wins over log_date_format.
func stampOf(app *processfile.App) stamp {
	switch {
	case app.Time:
		return parseStamp("YYYY-MM-DDTHH:mm:ss")
	case app.LogDateFormat != "":
		return parseStamp(app.LogDateFormat)
	}
	return nil
}

// parseStamp understands the patterns of day.js. PM2 writes ": " after it.
func parseStamp(pattern string) stamp {
	var s stamp
	at := 0
	for _, m := range dayjsTokens.FindAllStringSubmatchIndex(pattern, -1) {
		s = append(s, literal(pattern[at:m[0]]))
		if m[2] >= 0 {
			s = append(s, literal(pattern[m[2]:m[3]]))
		} else {
			s = append(s, token(pattern[m[0]:m[1]]))
		}
		at = m[1]
	}
	return append(s, literal(pattern[at:]+": "))
}

func literal(text string) func(time.Time, []byte) []byte {
	return func(_ time.Time, to []byte) []byte { return append(to, text...) }
}

// goLayouts are the tokens for which Go has a layout of its own.
var goLayouts = map[string]string{
	"YYYY": "2006", "YY": "06", "MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1",
	"DD": "02", "D": "2", "dddd": "Monday", "ddd": "Mon",
	"HH": "15", "hh": "03", "h": "3", "mm": "04", "m": "4", "ss": "05", "s": "5",
	"A": "PM", "a": "pm", "Z": "-07:00",
}

func token(name string) func(time.Time, []byte) []byte {
	switch name {
	case "dd":
		return func(t time.Time, to []byte) []byte { return append(to, t.Weekday().String()[:2]...) }
	case "d":
		return func(t time.Time, to []byte) []byte { return append(to, byte('0'+t.Weekday())) }
	case "H":
		return func(t time.Time, to []byte) []byte { return append(to, strings.TrimPrefix(t.Format("15"), "0")...) }
	case "SSS":
		return func(t time.Time, to []byte) []byte { return append(to, t.Format(".000")[1:]...) }
	}
	layout, ok := goLayouts[name]
	if !ok {
		layout = "-0700" // ZZ, and whatever else day.js matches but does not know (Y, YYY)
	}
	return func(t time.Time, to []byte) []byte { return t.AppendFormat(to, layout) }
}

func (s stamp) append(to []byte, t time.Time) []byte {
	for _, part := range s {
		to = part(t, to)
	}
	return to
}
