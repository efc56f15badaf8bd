package author

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// listFile is where all exercises are listed.
const listFile = "exercises/exercises.go"

// packages is the import path that exercises have in common.
const packages = "workshop.example/processes/exercises/"

// errList: the list was changed by hand to something that is not understood.
var errList = errors.New(listFile + ": expected imports of exercises and a list All with &package.Exercise in each line; list the new one by hand")

// register puts the exercise into the text of listFile: an import and a line of
// All, each before the first that has a higher number.
func (e Exercise) register(text []byte) ([]byte, error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, listFile, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	imports, numbers := listed(set, parsed)
	items := itemsOf(set, parsed, numbers)
	if len(imports) == 0 || len(items) != len(imports) {
		return nil, errList
	}
	name := e.Package()
	if _, taken := numbers[name]; taken {
		name += strconv.Itoa(e.Number)
	}
	lines := slices.Collect(strings.Lines(string(text)))
	// From below, so that the lines above stay where they are.
	lines = slices.Insert(lines, before(items, e.Number), fmt.Sprintf("\t&%s.Exercise,\n", name))
	lines = slices.Insert(lines, before(imports, e.Number), fmt.Sprintf("\t%s %q\n", name, packages+e.Folder()))
	return format.Source([]byte(strings.Join(lines, "")))
}

// entry is a line that stands for an exercise.
type entry struct{ number, line int }

// before is the index of the line at which another number belongs.
func before(sorted []entry, number int) int {
	for _, e := range sorted {
		if e.number > number {
			return e.line - 1
		}
	}
	return sorted[len(sorted)-1].line
}

// listed are the lines that import exercises, and the numbers of these by the
// name that they have in the file.
func listed(set *token.FileSet, parsed *ast.File) (imports []entry, numbers map[string]int) {
	numbers = map[string]int{}
	for _, spec := range parsed.Imports {
		whole, _ := strconv.Unquote(spec.Path.Value) // the parser has seen to it
		parts := numbered.FindStringSubmatch(path.Base(whole))
		if !strings.HasPrefix(whole, packages) || parts == nil || spec.Name == nil {
			continue
		}
		number, _ := strconv.Atoi(parts[1])
		numbers[spec.Name.Name] = number
		imports = append(imports, entry{number, set.Position(spec.Pos()).Line})
	}
	return imports, numbers
}

// itemsOf are the lines of the list All.
func itemsOf(set *token.FileSet, parsed *ast.File, numbers map[string]int) (items []entry) {
	ast.Inspect(parsed, func(n ast.Node) bool {
		address, is := n.(*ast.UnaryExpr)
		if !is || address.Op != token.AND {
			return true
		}
		if chosen, is := address.X.(*ast.SelectorExpr); is && chosen.Sel.Name == "Exercise" {
			if from, is := chosen.X.(*ast.Ident); is {
				if number, known := numbers[from.Name]; known {
					items = append(items, entry{number, set.Position(address.Pos()).Line})
				}
			}
		}
		return true
	})
	return items
}
