package script

import (
	"reflect"

	"github.com/grafana/sobek/ast"
)

// This file owns the walk over a whole syntax tree that package locate starts
// from: names, keys and exports.

// collect fills the locator's tables.
func (l *locator) collect() {
	l.exports = map[string]ast.Expression{}
	for _, statement := range l.program.ast.Body {
		l.export(statement)
	}
	seen := map[uintptr]bool{}
	l.walk(reflect.ValueOf(l.program.ast.Body), seen, 0)
}

// walk visits every node below a value. The syntax tree has some seventy types
// of nodes and no visitor; of these only a handful matter here.
func (l *locator) walk(v reflect.Value, seen map[uintptr]bool, depth int) {
	if depth > 2000 {
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		l.walk(v.Elem(), seen, depth+1)
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		l.visit(v.Interface())
		l.walk(v.Elem(), seen, depth+1)
	case reflect.Slice:
		for i := range v.Len() {
			l.walk(v.Index(i), seen, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				l.walk(v.Field(i), seen, depth+1)
			}
		}
	}
}

// visit notes what a node declares.
func (l *locator) visit(node any) {
	switch n := node.(type) {
	case *ast.Binding:
		if name, ok := n.Target.(*ast.Identifier); ok {
			l.declare(name.Name.String(), n.Initializer)
		}
	case *ast.FunctionDeclaration:
		if n.Function != nil && n.Function.Name != nil {
			l.declare(n.Function.Name.Name.String(), n.Function)
		}
	case *ast.AssignExpression:
		if name, ok := n.Left.(*ast.Identifier); ok {
			l.declare(name.Name.String(), n.Right)
		}
	case *ast.PropertyKeyed:
		if key, ok := n.Key.(*ast.StringLiteral); ok {
			l.keys[key.Value.String()] = append(l.keys[key.Value.String()], key.Idx)
		}
	case *ast.PropertyShort:
		l.keys[n.Name.Name.String()] = append(l.keys[n.Name.Name.String()], n.Name.Idx)
	}
}

// declare remembers what a name stands for. A name with two meanings has none
// that could be relied on.
func (l *locator) declare(name string, value ast.Expression) {
	if _, twice := l.names[name]; twice {
		value = nil
	}
	l.names[name] = value
}

// export remembers what a statement exports, in both kinds of modules.
func (l *locator) export(statement ast.Statement) {
	switch s := statement.(type) {
	case *ast.ExpressionStatement:
		if assignment, ok := s.Expression.(*ast.AssignExpression); ok {
			l.assigned(assignment)
		}
	case *ast.ExportDeclaration:
		l.declared(s)
	}
}

// assigned are CommonJS's ways to export.
func (l *locator) assigned(a *ast.AssignExpression) {
	switch name := dotted(a.Left); name {
	case "module.exports":
		l.exports["default"] = a.Right
	case "module.exports.apps", "exports.apps":
		l.exports["apps"] = a.Right
	case "module.exports.proxy", "exports.proxy":
		l.exports["proxy"] = a.Right
	case "module.exports.default", "exports.default":
		l.exports["default"] = a.Right
	}
	// module.exports = exports = { … }
	if inner, ok := a.Right.(*ast.AssignExpression); ok {
		l.exports["default"] = inner.Right
	}
}

// declared are the ways of ES modules.
func (l *locator) declared(s *ast.ExportDeclaration) {
	var bindings []*ast.Binding
	switch {
	case s.AssignExpression != nil:
		l.exports["default"] = s.AssignExpression
	case s.LexicalDeclaration != nil:
		bindings = s.LexicalDeclaration.List
	case s.Variable != nil:
		bindings = s.Variable.List
	case s.NamedExports != nil && s.FromClause == nil:
		for _, one := range s.NamedExports.ExportsList {
			alias := one.Alias.String()
			if alias == "" {
				alias = one.IdentifierName.String()
			}
			l.exports[alias] = &ast.Identifier{Name: one.IdentifierName}
		}
	}
	for _, binding := range bindings {
		if name, ok := binding.Target.(*ast.Identifier); ok {
			l.exports[name.Name.String()] = binding.Initializer
		}
	}
}
