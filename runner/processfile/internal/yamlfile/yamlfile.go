// Package yamlfile turns a process file that is written in YAML into a tree of
// plain data. Unlike a script it runs nothing, but a few lines with aliases of
// aliases can still stand for billions of values: what it builds is counted.
package yamlfile

import (
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// The bounds of one file; a thousand apps stay far below them.
const (
	maxValues = 100_000
	maxDepth  = 50
)

// Evaluate reads the file of the request.
func Evaluate(request tree.Request) tree.Result {
	decoder := yaml.NewDecoder(strings.NewReader(request.Source))
	var document yaml.Node
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF) || err == nil && isEmpty(&document):
		return failed(&tree.Failure{Kind: "file-empty", Message: "the file is empty: there is nothing in it but white space and comments",
			Hint: "`go run ./runner init` writes a small one to begin with"})
	case err != nil:
		return failed(syntaxFailure(request, err))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		if err != nil {
			return failed(syntaxFailure(request, err))
		}
		return failed(&tree.Failure{Kind: "syntax", Message: "the file holds several YAML documents, separated by ---",
			Expected: "one document with all the apps"})
	}
	r := reader{request: request}
	value, failure := r.value(document.Content[0], 0)
	if failure != nil {
		return failed(failure)
	}
	return tree.Result{Value: value}
}

func failed(f *tree.Failure) tree.Result { return tree.Result{Failure: f} }

func isEmpty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].Tag == "!!null" && document.Content[0].Value == ""
}

type reader struct {
	request tree.Request
	values  int
}

// value reads a node, following aliases, and counts.
func (r *reader) value(node *yaml.Node, depth int) (*tree.Value, *tree.Failure) {
	if r.values++; r.values > maxValues || depth > maxDepth {
		return nil, &tree.Failure{Kind: "too-large", At: placeOf(node), Message: "the file stands for far more values than a process file holds",
			Hint: "an alias (*name) repeats everything that its anchor (&name) holds; aliases of aliases multiply"}
	}
	switch node.Kind {
	case yaml.AliasNode:
		return r.value(node.Alias, depth+1)
	case yaml.SequenceNode:
		return r.sequence(node, depth)
	case yaml.MappingNode:
		return r.mapping(node, depth)
	}
	return r.scalar(node)
}

func (r *reader) sequence(node *yaml.Node, depth int) (*tree.Value, *tree.Failure) {
	list := &tree.Value{Kind: tree.Array, At: placeOf(node)}
	for _, child := range node.Content {
		item, failure := r.value(child, depth+1)
		if failure != nil {
			return nil, failure
		}
		item.At = placeOf(child)
		list.Items = append(list.Items, item)
	}
	return list, nil
}

// mapping keeps the file's order. What `<<` merges in comes first and gives
// way to the mapping's own keys.
func (r *reader) mapping(node *yaml.Node, depth int) (*tree.Value, *tree.Failure) {
	whole := &tree.Value{Kind: tree.Object, At: placeOf(node)}
	var own []tree.Member
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, child := node.Content[i], node.Content[i+1]
		value, failure := r.value(child, depth+1)
		if failure != nil {
			return nil, failure
		}
		if key.Tag == "!!merge" {
			whole.Members = append(whole.Members, merged(value)...)
			continue
		}
		if key.Kind != yaml.ScalarNode {
			return nil, &tree.Failure{Kind: "syntax", At: placeOf(key), Message: "the file is not valid for its purpose: a field's name has to be a text", Source: r.line(key.Line)}
		}
		if first, twice := seen[key.Value]; twice {
			return nil, &tree.Failure{Kind: "syntax", At: placeOf(key), Message: "`" + key.Value + "` stands here twice; it was set before in line " + strconv.Itoa(first),
				Hint: "a list of apps needs a - in front of each app", Source: r.line(key.Line)}
		}
		seen[key.Value] = key.Line
		value.At = placeOf(key)
		own = append(own, tree.Member{Name: key.Value, Value: value, At: placeOf(key)})
	}
	whole.Members = overlay(whole.Members, own)
	return whole, nil
}

// merged are the members that a << brings in.
func merged(value *tree.Value) []tree.Member {
	if value.Kind == tree.Object {
		return value.Members
	}
	// A list of mappings: the earlier ones win.
	var all []tree.Member
	for i := len(value.Items) - 1; i >= 0; i-- {
		all = overlay(all, value.Items[i].Members)
	}
	return all
}

// overlay puts members above others of the same name.
func overlay(below, above []tree.Member) []tree.Member {
	var result []tree.Member
	names := map[string]bool{}
	for _, member := range above {
		names[member.Name] = true
	}
	for _, member := range below {
		if !names[member.Name] {
			result = append(result, member)
		}
	}
	return append(result, above...)
}

// scalar gives numbers the form that JavaScript would print: 1.50 is 1.5.
func (r *reader) scalar(node *yaml.Node) (*tree.Value, *tree.Failure) {
	value := &tree.Value{Kind: tree.String, Text: node.Value, At: placeOf(node)}
	switch node.ShortTag() {
	case "!!null":
		value.Kind, value.Text = tree.Null, "null"
	case "!!bool":
		var b bool
		if node.Decode(&b) == nil {
			value.Kind, value.Text = tree.Bool, strconv.FormatBool(b)
		}
	case "!!int":
		var n int64
		if node.Decode(&n) == nil {
			value.Kind, value.Text = tree.Number, strconv.FormatInt(n, 10)
		}
	case "!!float":
		var f float64
		if node.Decode(&f) == nil {
			value.Kind, value.Text = tree.Number, number(f)
		}
	}
	return value, nil
}

func number(f float64) string {
	if math.IsInf(f, 0) {
		return strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+") + "inity"
	}
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if whole := strconv.FormatFloat(f, 'f', -1, 64); len(whole) <= 21 {
		text = whole
	}
	return text
}

func placeOf(node *yaml.Node) tree.Place { return tree.Place{Line: node.Line, Column: node.Column} }

func (r *reader) line(line int) string {
	lines := strings.Split(r.request.Source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[line-1], "\r")
}

var errorLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// syntaxFailure words the parser's complaint for somebody who only knows that
// indentation matters.
func syntaxFailure(request tree.Request, err error) *tree.Failure {
	r := reader{request: request}
	part := errorLine.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	line := brokenLine(request.Source)
	if line == 0 {
		line, _ = strconv.Atoi(part[1])
	}
	failure := &tree.Failure{Kind: "syntax", At: tree.Place{Line: line}, Source: r.line(line),
		Message: "the file is not valid YAML: " + part[2], Hint: "compare how far this line and the ones around it are indented"}
	switch {
	case strings.Contains(r.line(line), "\t") || strings.Contains(r.line(line+1), "\t"):
		failure.Hint = "YAML is indented with spaces; there is a tab here"
	case strings.Contains(part[2], "unknown anchor"):
		failure.Hint = "a text that begins with * needs quotation marks"
	}
	return failure
}

// brokenLine is the first line from which on no beginning of the file can be
// read. The parser itself names the beginning of the list or mapping that the
// mistake is in, which may be far above. 0: too long to find out.
func brokenLine(source string) int {
	lines := strings.Split(source, "\n")
	if len(lines) > 300 || len(source) > 32<<10 {
		return 0
	}
	for n := len(lines); n > 0; n-- {
		var node yaml.Node
		if yaml.Unmarshal([]byte(strings.Join(lines[:n-1], "\n")), &node) == nil {
			return n
		}
	}
	return 1
}
