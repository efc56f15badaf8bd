package main

import (
	"fmt"
	"strings"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/screen/console"
)

// prefixes put "0|hello-world |" before lines, as PM2 does, all of one width.
type prefixes struct {
	streams *console.Streams
	styles  map[string]console.Style
	width   int // of the longest "0|name"
}

func newPrefixes(streams *console.Streams) *prefixes {
	return &prefixes{streams: streams, styles: map[string]console.Style{}}
}

// know makes room for an app's instances, and gives it a colour of its own.
func (p *prefixes) know(app string, lastInstance int) {
	if _, known := p.styles[app]; !known {
		p.styles[app] = console.StyleOf(len(p.styles))
	}
	p.width = max(p.width, len([]rune(label(app, lastInstance))))
}

func (p *prefixes) of(app string, instance int) string {
	name := label(app, instance)
	padded := name + strings.Repeat(" ", max(0, p.width-len([]rune(name))))
	return p.streams.Paint(p.styles[app], padded+" |")
}

func label(app string, instance int) string {
	if instance == ecosystem.WholeApp {
		return console.Harmless(app)
	}
	return fmt.Sprintf("%d|%s", instance, console.Harmless(app))
}
