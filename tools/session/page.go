package session

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Page is a page of the docs, as far as it can be played: its steps, in order.
type Page struct {
	Name  string // the file's name
	Steps []Step
	lines []string
}

// Engine is with what the names of all begin that the page makes in a container
// engine; "": it needs none.
func (p *Page) Engine() string {
	for _, step := range p.Steps {
		if prefix, ok := step.Directives["engine"]; ok {
			return prefix
		}
	}
	return ""
}

// Step is one thing to do: play a console block, or carry out what a directive
// asks for. Directives before a block belong to its step.
type Step struct {
	Line       int // the line of the page on which it begins, from 1
	Directives map[string]string
	Block      *Block // nil: directives alone
	Content    string // of a `file` directive
}

// Has says whether a directive was given.
func (s Step) Has(directive string) bool {
	_, ok := s.Directives[directive]
	return ok
}

// Block is a console block: commands with their output. Output above the first
// command stands in a command without words.
type Block struct {
	Commands []Command
	From, To int // the block's lines within the page: lines[From:To]
}

// OutputAlone says whether the block shows only what something else has
// printed.
func (b *Block) OutputAlone() bool { return len(b.Commands) == 0 || b.Commands[0].Words == "" }

// Silent says whether the block shows nothing but commands: what they print is
// then not told.
func (b *Block) Silent() bool {
	return !slices.ContainsFunc(b.Commands, func(c Command) bool { return len(c.Shown) > 0 })
}

// Command is what is typed, and what is printed below it.
type Command struct {
	Words string   // "": output alone
	Typed []string // the lines that say so, as they stand on the page
	Shown []string
}

// directives are those that there are; true: with a value.
var directives = map[string]struct{ needsValue, mayHaveValue bool }{
	"background": {false, true}, "output": {true, true}, "stop": {false, true},
	"unordered": {}, "eventually": {},
	"skip": {true, true}, "file": {true, true}, "config": {true, true}, "run": {true, true},
	"engine": {true, true},
}

// alone are directives that can be carried out without a block.
var alone = []string{"stop", "config", "run", "engine"}

const directiveMark = "<!-- console:"

// Parse reads a page. Errors name the line.
func Parse(name, text string) (*Page, error) {
	p := &parser{page: &Page{Name: name, lines: strings.Split(text, "\n")}}
	for p.at < len(p.page.lines) {
		line := p.at + 1
		if err := p.next(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
	if p.pending != nil {
		line := p.pending.Line
		if err := p.flush(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
	return p.page, nil
}

// parser walks over a page. Directives wait in pending for their block.
type parser struct {
	page    *Page
	at      int
	pending *Step
}

func (p *parser) next() error {
	line := p.page.lines[p.at]
	switch {
	case strings.HasPrefix(line, directiveMark):
		return p.directive()
	case isFence(line):
		return p.fence()
	case strings.TrimSpace(line) != "" && p.pending != nil:
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.at++
	return nil
}

// isFence: fences within a quotation or a list are for the eye.
func isFence(line string) bool { return strings.HasPrefix(line, "```") }

// directive reads a comment, to the line that ends it.
func (p *parser) directive() error {
	begin := p.at
	for !strings.Contains(p.page.lines[p.at], "-->") {
		if p.at++; p.at == len(p.page.lines) {
			return errors.New("the comment has no end")
		}
	}
	comment := strings.Join(p.page.lines[begin:p.at+1], "\n")
	p.at++
	comment = strings.TrimPrefix(comment, directiveMark)
	comment = comment[:strings.Index(comment, "-->")]
	head, content, inside := strings.Cut(comment, "\n")
	if p.pending == nil {
		p.pending = &Step{Line: begin + 1, Directives: map[string]string{}}
	}
	if err := p.pending.add(head); err != nil {
		return err
	}
	if inside {
		if !p.pending.Has("file") {
			return errors.New("only `file` has content in its comment")
		}
		p.pending.Content = content
		return p.flush()
	}
	return nil
}

// add reads "word; word: value". Values of skip and run go to the end.
func (s *Step) add(head string) error {
	for head = strings.TrimSpace(head); head != ""; {
		var one string
		if word, _, _ := strings.Cut(head, ":"); word == "skip" || word == "run" {
			one, head = head, ""
		} else {
			one, head, _ = strings.Cut(head, ";")
			head = strings.TrimSpace(head)
		}
		word, value, _ := strings.Cut(one, ":")
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		rule, known := directives[word]
		switch {
		case !known:
			return fmt.Errorf("there is no directive %q", word)
		case rule.needsValue && value == "":
			return fmt.Errorf("%s needs a value, as in `%s: …`", word, word)
		case value != "" && !rule.mayHaveValue:
			return fmt.Errorf("%s has no value", word)
		}
		s.Directives[word] = value
	}
	return nil
}

// flush ends directives that no block follows.
func (p *parser) flush() error {
	step := p.pending
	p.pending = nil
	for word := range step.Directives {
		if step.Content == "" && !slices.Contains(alone, word) {
			return fmt.Errorf("%s belongs to a block, and none stands right below", word)
		}
	}
	p.page.Steps = append(p.page.Steps, *step)
	return nil
}

// fence reads a block. What is neither a console block nor the content of a
// file is passed over.
func (p *parser) fence() error {
	begin := p.at
	language := strings.TrimPrefix(p.page.lines[begin], "```")
	end := begin + 1
	for end < len(p.page.lines) && p.page.lines[end] != "```" {
		end++
	}
	if end == len(p.page.lines) {
		return errors.New("the block has no end")
	}
	p.at = end + 1
	step := p.pending
	p.pending = nil
	if step == nil {
		step = &Step{Line: begin + 1, Directives: map[string]string{}}
	}
	content := p.page.lines[begin+1 : end]
	switch {
	case step.Has("file"):
		step.Content = strings.Join(content, "\n") + "\n"
	case language == "console":
		step.Block = &Block{Commands: commands(content), From: begin + 1, To: end}
	case len(step.Directives) > 0:
		return errors.New("a directive stands before a block that is no console block")
	default:
		return nil
	}
	p.page.Steps = append(p.page.Steps, *step)
	return nil
}

func commands(lines []string) []Command {
	var all []Command
	for i := 0; i < len(lines); i++ {
		words, typed := strings.CutPrefix(lines[i], "$ ")
		if !typed {
			if len(all) == 0 {
				all = append(all, Command{})
			}
			last := &all[len(all)-1]
			last.Shown = append(last.Shown, lines[i])
			continue
		}
		c := Command{Typed: []string{lines[i]}}
		for strings.HasSuffix(words, "\\") && i+1 < len(lines) {
			i++
			c.Typed = append(c.Typed, lines[i])
			words += "\n" + strings.TrimPrefix(lines[i], "> ")
		}
		c.Words = words
		all = append(all, c)
	}
	return all
}

// Replace puts other output under a block's commands, unless the block has a
// wildcard, which somebody has thought about. It says whether it did.
func (p *Page) Replace(b *Block, printed [][]string) bool {
	old := p.lines[b.From:b.To]
	if len(printed) != len(b.Commands) || strings.Contains(strings.Join(old, ""), wildcard) || b.Silent() {
		return false
	}
	var lines []string
	for i, c := range b.Commands {
		lines = append(lines, c.Typed...)
		lines = append(lines, printed[i]...)
	}
	// The numbers of the other lines must not change while a page is played.
	for i := range old {
		old[i] = gone
	}
	old[0] = strings.Join(lines, "\n")
	return true
}

// gone is a line that is not there any more.
const gone = "\x00"

// Text is the page as it is to be written.
func (p *Page) Text() string {
	kept := slices.DeleteFunc(slices.Clone(p.lines), func(line string) bool { return line == gone })
	return strings.Join(kept, "\n")
}
