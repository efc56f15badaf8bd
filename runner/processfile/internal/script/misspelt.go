package script

import (
	"strings"

	"github.com/grafana/sobek/ast"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the one mistake that no engine complains about: exporting
// under a name that nobody reads.

// misspelt explains a file that ran well and exported nothing, when the reason
// can be seen in it: a wrong name on the left of the last assignment.
func misspelt(p *program) *tree.Failure {
	for _, statement := range p.ast.Body {
		expression, ok := statement.(*ast.ExpressionStatement)
		if !ok {
			continue
		}
		assignment, ok := expression.Expression.(*ast.AssignExpression)
		if !ok {
			continue
		}
		if name := dotted(assignment.Left); name == "exports" || strings.HasPrefix(name, "module.") && name != "module.exports" {
			return &tree.Failure{Kind: nothing, File: p.path, At: p.place(assignment.Left.Idx0()),
				Message: "the file exports nothing: it sets `" + name + "`, which nobody reads", Expected: "module.exports = { apps: [ … ] }",
				Found: name + " = …", Hint: "write `module.exports` instead of `" + name + "`"}
		}
	}
	return nil
}

// dotted is the text of a name such as module.exports; "" for anything else.
func dotted(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return e.Name.String()
	case *ast.DotExpression:
		if left := dotted(e.Left); left != "" {
			return left + "." + e.Identifier.Name.String()
		}
	}
	return ""
}
