package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
)

// This file owns what can be broken in a file.

// mutant is one change of a file's text.
type mutant struct {
	at         token.Position
	start, end int    // what is replaced
	old, now   string // by what
}

// in is the text with the change made.
func (m mutant) in(text string) string { return text[:m.start] + m.now + text[m.end:] }

// swaps are the operators that a mistake confuses.
var swaps = map[token.Token]string{
	token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.EQL: "!=", token.NEQ: "==", token.LAND: "||", token.LOR: "&&",
	token.ADD: "-", token.SUB: "+",
}

// opposite are the builtin functions that do.
var opposite = map[string]string{"min": "max", "max": "min"}

// mutants are all changes of a file, in the order of its lines.
func mutants(name, text string) ([]mutant, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	b := breaker{set: set, text: text}
	ast.Inspect(file, func(n ast.Node) bool {
		b.look(n)
		return true
	})
	slices.SortStableFunc(b.found, func(x, y mutant) int { return x.start - y.start })
	return b.found, nil
}

type breaker struct {
	set   *token.FileSet
	text  string
	found []mutant
}

func (b *breaker) replace(from, to token.Pos, now string) {
	start, end := b.set.Position(from), b.set.Position(to)
	b.found = append(b.found, mutant{start, start.Offset, end.Offset, b.text[start.Offset:end.Offset], now})
}

func (b *breaker) look(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if now, ok := swaps[n.Op]; ok && !isText(n.X) && !isText(n.Y) {
			b.replace(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), now)
		}
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			b.replace(n.OpPos, n.X.Pos(), "")
		}
	case *ast.BasicLit:
		if n.Kind == token.INT {
			b.replace(n.Pos(), n.End(), "("+n.Value+"+1)")
			b.replace(n.Pos(), n.End(), "("+n.Value+"-1)")
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && opposite[name.Name] != "" {
			b.replace(name.Pos(), name.End(), opposite[name.Name])
		}
	case *ast.IfStmt:
		b.condition(n)
	}
}

// condition breaks an if: the way out that is not taken, and what is decided by
// a bare value the other way round.
func (b *breaker) condition(n *ast.IfStmt) {
	cond := b.text[b.set.Position(n.Cond.Pos()).Offset:b.set.Position(n.Cond.End()).Offset]
	switch n.Cond.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr: // their operators are broken already
	default:
		b.replace(n.Cond.Pos(), n.Cond.End(), "!("+cond+")")
	}
	if n.Else == nil && leaves(n.Body) {
		b.replace(n.Cond.Pos(), n.Cond.End(), "false && ("+cond+")")
	}
}

// leaves says whether a block is an early way out.
func leaves(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	switch block.List[len(block.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

// isText says whether an expression holds a quoted text: texts know no minus.
func isText(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		found = found || ok && lit.Kind == token.STRING
		return !found
	})
	return found
}
