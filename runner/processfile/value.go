package processfile

import (
	"math"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/runner/processfile/internal/tree"
	"workshop.example/processes/runner/system/redact"
)

// This file owns the types of values: what counts as a text, a number, a time,
// and what to say of everything else.

// value is what stands in a field, with the name under which the file has it.
type value struct {
	*tree.Value
	field string // as written: "maxRestarts", "env.PORT"
	at    Position
}

// describe is a value in words short enough for a sentence.
func describe(v *tree.Value) string {
	switch v.Kind {
	case tree.String:
		return strconv.Quote(clip(v.Text))
	case tree.Number, tree.Bool:
		return v.Text
	case tree.Null:
		return "nothing (null)"
	case tree.Array:
		return "a list"
	case tree.Object:
		return "an object"
	}
	return v.Text
}

// clip is the beginning of a text, for a sentence. Its secrets are taken out
// first: half of one could not be found.
func clip(text string) string {
	text = redact.Redact(text)
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return text
}

// wrong reports a value that is of no use for its field.
func (a *appReader) wrong(kind Kind, v *value, message, expected, hint string) {
	a.problem(Problem{Kind: kind, At: v.at, Field: v.field, Message: message, Expected: expected, Found: describe(v.Value), Hint: hint})
}

// wrongType reports a value of another type than the field's.
func (a *appReader) wrongType(v *value, expected string) {
	kind, hint := WrongType, ""
	switch v.Kind {
	case tree.Function:
		kind, hint = NotData, "call the function, so that its result stands there"
	case tree.Other:
		kind = NotData
	case tree.Null:
		hint = "leave the field out when it has no value"
	}
	a.wrong(kind, v, "`"+v.field+"` has to be "+expected+", but it is "+describe(v.Value), expected, hint)
}

func (a *appReader) text(v *value) (string, bool) {
	switch {
	case v.Kind != tree.String:
		a.wrongType(v, "a text")
		return "", false
	case strings.ContainsRune(v.Text, 0):
		a.wrong(BadValue, v, "`"+v.field+"` contains a zero byte, which no system allows there", "a text without zero bytes", "")
		return "", false
	}
	return v.Text, true
}

// boolean tells a quoted one what is wrong with it: that is the usual mistake.
func (a *appReader) boolean(v *value) (bool, bool) {
	if v.Kind != tree.Bool {
		a.wrongType(v, "true or false")
		if v.Kind == tree.String && (v.Text == "true" || v.Text == "false") {
			a.problems[len(a.problems)-1].Hint = "leave the quotation marks out"
		}
		return false, false
	}
	return v.Text == "true", true
}

// number accepts PM2's numeric texts, too.
func (a *appReader) number(v *value, expected string) (float64, bool) {
	number := v.Float()
	if v.Kind == tree.String {
		parsed, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
		if err != nil {
			a.wrongType(v, expected)
			return 0, false
		}
		number = parsed
	} else if v.Kind != tree.Number {
		a.wrongType(v, expected)
		return 0, false
	}
	if math.IsNaN(number) {
		a.wrong(WrongType, v, "`"+v.field+"` is NaN: something was calculated that is no number", expected, "look at how the file computes it")
		return 0, false
	}
	return number, true
}

// integer is a whole number within bounds, both of them allowed.
func (a *appReader) integer(v *value, from, to int, expected string) (int, bool) {
	number, ok := a.number(v, expected)
	switch {
	case !ok:
		return 0, false
	case number != math.Trunc(number) || math.IsInf(number, 0):
		a.wrong(WrongType, v, "`"+v.field+"` has to be a whole number", expected, "")
		return 0, false
	case number < float64(from) || number > float64(to):
		a.wrong(BadValue, v, "`"+v.field+"` is out of range", "a whole number from "+strconv.Itoa(from)+" to "+strconv.Itoa(to), "")
		return 0, false
	}
	return int(number), true
}

// duration is a length of time that somebody might really wait.
func (a *appReader) duration(v *value) (time.Duration, bool) {
	const expected = `a number of milliseconds, or a text such as "10s"`
	if v.Kind != tree.Number && v.Kind != tree.String {
		a.wrongType(v, expected)
		return 0, false
	}
	d, ok := parseDuration(v.Text)
	switch {
	case !ok:
		a.wrong(WrongType, v, "`"+v.field+"` is not a length of time", expected, "the units are ms, s, m and h")
		return 0, false
	case d < 0 || d > maxDuration:
		a.wrong(BadValue, v, "`"+v.field+"` is out of range", "a time from 0 to 30 days", "")
		return 0, false
	}
	return d, true
}

// texts is a list of texts; a single one counts as a list of one.
func (a *appReader) texts(v *value) ([]string, bool) {
	if v.Kind == tree.String {
		one, ok := a.text(v)
		return []string{one}, ok
	}
	if v.Kind != tree.Array {
		a.wrongType(v, "a text or a list of texts")
		return nil, false
	}
	list, good := make([]string, 0, len(v.Items)), true
	for i, item := range v.Items {
		one := a.item(v, i, item)
		if item.Kind == tree.Number || item.Kind == tree.Bool {
			list = append(list, item.Text) // args: ['--port', 3000] is what people write
			continue
		}
		text, ok := a.text(one)
		list, good = append(list, text), good && ok
	}
	return list, good
}

// item is an element of a list as a value of its own.
func (a *appReader) item(list *value, index int, item *tree.Value) *value {
	at := list.at
	if item.At.Line > 0 {
		at = a.at(item.At)
	}
	return &value{Value: item, field: list.field + "[" + strconv.Itoa(index) + "]", at: at}
}
