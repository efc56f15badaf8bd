package patience

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// places are the folders in which no time stands but in the table.
var places = []string{"..", "../*", "../containers/*", "../containers/*/*", "../learner/*", "../screen/*", "../teaching/*", "../sandbox/redis", "../../exercises/*"}

// elsewhere are the folders whose times are no limits of a check: what a clock
// is made of, and how something looks on a screen or is read from a terminal.
var elsewhere = []string{"../patience", "../screen/page", "../screen/report", "../screen/timeline", "../screen/keyboard", "../containers/docker/dockertest"}

// units are what makes a number a time.
var units = []string{"Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour"}

func TestTimesStandInTheTableAlone(t *testing.T) {
	for _, place := range places {
		files, err := filepath.Glob(filepath.Join(place, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, place)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || slices.Contains(elsewhere, filepath.ToSlash(filepath.Dir(file))) {
				continue
			}
			for _, found := range timesIn(t, file) {
				t.Errorf("%s: %s: give it a row in checker/patience/limits.go", file, found)
			}
		}
	}
}

// timesIn are the times that a file makes up itself.
func timesIn(t *testing.T, file string) (found []string) {
	t.Helper()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, nil, 0)
	require.NoError(t, err)
	ast.Inspect(tree, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		if ok && b.Op == token.MUL && (isNumber(b.X) && isUnit(b.Y) || isUnit(b.X) && isNumber(b.Y)) {
			found = append(found, fset.Position(b.Pos()).String())
		}
		call, ok := n.(*ast.CallExpr)
		if ok && isRounding(call) {
			return false
		}
		if ok && slices.ContainsFunc(call.Args, isUnit) {
			found = append(found, fset.Position(call.Pos()).String())
		}
		value, ok := n.(*ast.ValueSpec)
		if ok && slices.ContainsFunc(value.Values, isUnit) {
			found = append(found, fset.Position(value.Pos()).String())
		}
		return true
	})
	return found
}

func isNumber(e ast.Expr) bool {
	literal, ok := e.(*ast.BasicLit)
	return ok && literal.Kind != token.STRING
}

func isUnit(e ast.Expr) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && pkg.Name == "time" && slices.Contains(units, selector.Sel.Name)
}

// isRounding: a time that is made shorter for people is no limit.
func isRounding(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	return ok && (selector.Sel.Name == "Round" || selector.Sel.Name == "Truncate")
}

func TestTheTableHasEachNameOnce(t *testing.T) {
	names := map[string]bool{}
	for _, l := range All() {
		assert.False(t, names[l.Name], l.Name)
		assert.Positive(t, l.Time, l.Name)
		assert.NotEmpty(t, l.For, l.Name)
		names[l.Name] = true
	}
}

func TestThePageHasTheTable(t *testing.T) {
	page, err := os.ReadFile("../../docs/how-it-is-built.md")
	require.NoError(t, err)
	var table strings.Builder
	table.WriteString("| limit | time | clock | whose it is when it is over | what it is for |\n|---|---|---|---|---|\n")
	for _, l := range All() {
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s |\n", l.Name, l.Time, l.Clock, l.Blames, l.For)
	}
	if !strings.Contains(string(page), table.String()) {
		t.Errorf("docs/how-it-is-built.md, “Limits of time”, must have this table:\n%s", table.String())
	}
}
