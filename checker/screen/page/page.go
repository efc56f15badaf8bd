// Package page turns results into one HTML file that needs nothing beside
// itself: no network, no script, no second file. It is made to be shown on a
// wall, in a dark or a bright room, and to be printed.
//
//	html, err := page.Page{Sheets: []page.Sheet{{Result: result, File: text}}}.Render()
//
// It is pure: what it shows is handed to it. Learners' texts come from anywhere
// (a program may print HTML), so each goes through clean on its way into a view,
// and html/template escapes it on its way out.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/screen/report"
)

// Page is what to show.
type Page struct {
	Sheets []Sheet
	Made   time.Time // when the checks were done; zero: not told
}

// Sheet is one exercise on a page.
type Sheet struct {
	Result check.Result
	File   string // the text of the process file; "" when there is none to show
}

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var layout = template.Must(template.New("page").Parse(strings.Replace(pageHTML, "/* page.css */", pageCSS, 1)))

// Render is the page as the bytes of an HTML file, in UTF-8. It fails only when
// the page's own template is broken.
func (p Page) Render() ([]byte, error) {
	var out bytes.Buffer
	if err := layout.Execute(&out, p.view()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// view is what the template is given.
type view struct {
	Title   string
	Lead    string // below the title; ""
	Made    string // ""
	Several bool   // with a table of all of them on top
	Sheets  []sheetView
}

func (p Page) view() view {
	v := view{Title: "Process Management, the twelve-factor way", Several: len(p.Sheets) != 1}
	if !p.Made.IsZero() {
		v.Made = p.Made.Format("2 January 2006, 15:04")
	}
	var results []check.Result
	shown := map[string]bool{}
	for _, sheet := range p.Sheets {
		one := sheet.view()
		if shown[sheet.File] && !one.hasHit() {
			one.Lines = nil // once is enough, but where a line of it is pointed at
		}
		shown[sheet.File] = true
		v.Sheets = append(v.Sheets, one)
		results = append(results, sheet.Result)
	}
	if v.Several {
		v.Lead = report.Summary(results)
	} else {
		v.Title = v.Sheets[0].Title
	}
	return v
}

// clean removes what nobody must see: passwords in URLs, and what would change a
// terminal's state if somebody copied it there.
func clean(text string) string {
	return report.Clean(strings.ReplaceAll(text, "\r\n", "\n"))
}

// shorten bounds a text that somebody else wrote.
func shorten(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most-1]) + "…"
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
