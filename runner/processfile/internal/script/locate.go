package script

import (
	"maps"

	"github.com/grafana/sobek/ast"
	"github.com/grafana/sobek/file"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns finding the places of values: which line of the source shows
// the app and the field that came out of running it. It reads the syntax tree
// beside the value, and follows what a reader's eye would follow: variables,
// spreads, functions that return an object, map. What it cannot follow stays
// without a place, and a place is never a guess with two answers.

// maxSteps bounds how far a name is followed: names may refer to one another
// in a circle.
const maxSteps = 40

// locate sets the places of a value that the program yielded.
func locate(value *tree.Value, p *program) {
	l := &locator{program: p, names: map[string]ast.Expression{}, keys: map[string][]file.Idx{}, literals: map[*ast.ObjectLiteral]map[string]property{}}
	l.collect()
	l.value(value, l.exported(), 0)
	l.fallback(value)
}

type locator struct {
	program *program
	names   map[string]ast.Expression // what a variable was declared as; nil when it was more than once
	keys    map[string][]file.Idx     // where each key is written in the whole file
	exports map[string]ast.Expression // by name; "default" is module.exports, too

	literals map[*ast.ObjectLiteral]map[string]property // what of each was looked through
}

// property is a key of an object literal, and what stands behind it.
type property struct {
	key   file.Idx
	value ast.Expression
	lost  file.Idx // where the literal has the same key before; 0: nowhere
}

// place is the line and column of an index of the syntax tree.
func (p *program) place(at file.Idx) tree.Place {
	if p.ast.File == nil || at < 1 {
		return tree.Place{}
	}
	found := p.ast.File.Position(int(at) - p.ast.File.Base())
	place := tree.Place{Line: found.Line, Column: found.Column}
	if place.Line == 1 {
		place.Column -= p.shift
	}
	return place
}

// exported is the expression that the file exports.
func (l *locator) exported() ast.Expression {
	if l.program.format == tree.JSON {
		for _, statement := range l.program.ast.Body {
			if e, ok := statement.(*ast.ExpressionStatement); ok {
				return e.Expression
			}
		}
	}
	if e := l.exports["default"]; e != nil {
		return e
	}
	return nil
}

// value walks a value and an expression side by side.
func (l *locator) value(v *tree.Value, e ast.Expression, steps int) {
	if steps > maxSteps || v == nil {
		return
	}
	e = l.follow(e, steps)
	switch v.Kind {
	case tree.Array:
		l.items(v, e, steps+1)
	case tree.Object:
		if v.At.Line == 0 && e != nil {
			if literal, ok := e.(*ast.ObjectLiteral); ok {
				v.At = l.program.place(literal.LeftBrace)
			}
		}
		for i := range v.Members {
			member := &v.Members[i]
			key, inner := l.property(e, member.Name, steps+1)
			if key == 0 && steps == 0 {
				key, inner = l.namedExport(member.Name)
			}
			member.At = l.program.place(key)
			member.Lost = l.program.place(l.lost(e, member.Name))
			member.Value.At = member.At
			l.value(member.Value, inner, steps+1)
		}
	}
}

func (l *locator) namedExport(name string) (file.Idx, ast.Expression) {
	e := l.exports[name]
	if e == nil {
		return 0, nil
	}
	return e.Idx0(), e
}

// items finds the elements of an array: of a literal as far as no spread
// blurs the count, and of list.map(f) all in what f returns.
func (l *locator) items(v *tree.Value, e ast.Expression, steps int) {
	if call, ok := e.(*ast.CallExpression); ok {
		l.mapped(v, call, steps)
		return
	}
	at := 0
	for _, element := range l.elements(e, steps) {
		if at >= len(v.Items) {
			return
		}
		if element == nil {
			at++
			continue
		}
		if _, unknown := element.(*ast.SpreadElement); unknown {
			return
		}
		v.Items[at].At = l.program.place(element.Idx0())
		l.value(v.Items[at], element, steps)
		at++
	}
}

// elements are a literal's, with the spreads of literals put in their place.
func (l *locator) elements(e ast.Expression, steps int) []ast.Expression {
	literal, ok := e.(*ast.ArrayLiteral)
	if !ok || steps > maxSteps {
		return nil
	}
	var all []ast.Expression
	for _, element := range literal.Value {
		spread, isSpread := element.(*ast.SpreadElement)
		if !isSpread {
			all = append(all, element)
			continue
		}
		inner, isLiteral := l.follow(spread.Expression, steps).(*ast.ArrayLiteral)
		if !isLiteral {
			return append(all, element)
		}
		all = append(all, l.elements(inner, steps+10)...)
	}
	return all
}

// mapped gives every element the place of the one object that makes them all.
func (l *locator) mapped(v *tree.Value, call *ast.CallExpression, steps int) {
	dot, ok := call.Callee.(*ast.DotExpression)
	if !ok || dot.Identifier.Name.String() != "map" || len(call.ArgumentList) != 1 {
		return
	}
	made := l.returned(call.ArgumentList[0], steps)
	for _, item := range v.Items {
		if made != nil {
			item.At = l.program.place(made.Idx0())
		}
		l.value(item, made, steps)
	}
}

// property finds a key in an object literal. The last one wins, as when the
// file runs; a spread counts with what it spreads.
func (l *locator) property(e ast.Expression, name string, steps int) (file.Idx, ast.Expression) {
	literal, ok := e.(*ast.ObjectLiteral)
	if !ok || steps > maxSteps {
		return 0, nil
	}
	found := l.properties(literal, steps)[name]
	return found.key, found.value
}

// lost is where a literal has a key that it has again further down.
func (l *locator) lost(e ast.Expression, name string) file.Idx {
	if literal, ok := e.(*ast.ObjectLiteral); ok {
		return l.literals[literal][name].lost
	}
	return 0
}

// properties are all keys of an object literal. They are looked through once:
// there may be thousands, and every one of them is asked for.
func (l *locator) properties(literal *ast.ObjectLiteral, steps int) map[string]property {
	if all, ok := l.literals[literal]; ok {
		return all
	}
	all := map[string]property{}
	l.literals[literal] = all // for a literal that spreads itself
	own := map[string]file.Idx{}
	add := func(name string, key file.Idx, value ast.Expression) {
		all[name] = property{key, value, own[name]}
		own[name] = key
	}
	for _, one := range literal.Value {
		switch p := one.(type) {
		case *ast.PropertyKeyed:
			key, ok := p.Key.(*ast.StringLiteral)
			if ok && (p.Kind == ast.PropertyKindGet || p.Kind == ast.PropertyKindSet) {
				all[key.Value.String()] = property{key: key.Idx, value: p.Value} // get and set are a pair
			} else if ok {
				add(key.Value.String(), key.Idx, p.Value)
			}
		case *ast.PropertyShort:
			add(p.Name.Name.String(), p.Name.Idx, &p.Name)
		case *ast.SpreadElement:
			if inner, ok := l.follow(p.Expression, steps).(*ast.ObjectLiteral); ok && steps < maxSteps {
				maps.Copy(all, l.properties(inner, steps+1))
			}
		}
	}
	return all
}

// follow goes from a name or a call to the literal behind it. It returns the
// expression where it cannot go further.
func (l *locator) follow(e ast.Expression, steps int) ast.Expression {
	for ; steps <= maxSteps; steps++ {
		next := l.step(e, steps)
		if next == nil {
			return e
		}
		e = next
	}
	return nil
}

// step is one step of follow, nil at its end.
func (l *locator) step(e ast.Expression, steps int) ast.Expression {
	switch e := e.(type) {
	case *ast.Identifier:
		return l.names[e.Name.String()]
	case *ast.AwaitExpression:
		return e.Argument
	case *ast.DotExpression:
		_, inner := l.property(l.follow(e.Left, steps+1), e.Identifier.Name.String(), steps+1)
		return inner
	case *ast.CallExpression:
		if name := dotted(e.Callee); name == "Object.freeze" || name == "Object.seal" || name == "Promise.resolve" {
			if len(e.ArgumentList) == 1 {
				return e.ArgumentList[0]
			}
			return nil
		}
		return l.returned(e.Callee, steps+1)
	}
	return nil
}

// returned is what a function returns, when there is one such expression.
func (l *locator) returned(callee ast.Expression, steps int) ast.Expression {
	var body *ast.BlockStatement
	switch f := l.follow(callee, steps).(type) {
	case *ast.FunctionLiteral:
		body = f.Body
	case *ast.ArrowFunctionLiteral:
		switch b := f.Body.(type) {
		case *ast.ExpressionBody:
			return b.Expression
		case *ast.BlockStatement:
			body = b
		}
	}
	if body == nil {
		return nil
	}
	var only ast.Expression
	for _, statement := range body.List {
		if r, ok := statement.(*ast.ReturnStatement); ok {
			if only != nil {
				return nil
			}
			only = r.Argument
		}
	}
	return only
}

// fallback gives a field that was not found the one place in the file where
// such a key is written, if there is just one.
func (l *locator) fallback(v *tree.Value) {
	if v == nil {
		return
	}
	for _, item := range v.Items {
		l.fallback(item)
	}
	for i := range v.Members {
		member := &v.Members[i]
		if places := l.keys[member.Name]; member.At.Line == 0 && len(places) == 1 {
			member.At = l.program.place(places[0])
			member.Value.At = member.At
		}
		l.fallback(member.Value)
	}
}
