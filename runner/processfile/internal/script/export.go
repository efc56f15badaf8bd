package script

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/grafana/sobek"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns the way from a living JavaScript value to plain data.

// The bounds of what a file may export. A thousand apps stay far below them.
const (
	maxValues = 100_000
	maxDepth  = 50
	maxText   = 2 << 20
)

var errTooMuch = &thrown{kind: tooLarge, message: "the file exports far more than a process file holds",
	expected: "a few apps", hint: "look for a list or a text that grows without end"}

// plain copies a value. Getters and proxies run while it does, so it can fail
// as the file itself can.
func (e *evaluation) plain(value sobek.Value) (copied *tree.Value, err error) {
	defer func() {
		broken := recover()
		if stopped, ok := broken.(error); ok {
			err = stopped // an interrupt or an overflow, which no Try catches
		} else if broken != nil {
			panic(broken)
		}
	}()
	c := copier{vm: e.vm, onPath: map[*sobek.Object]bool{}}
	if failed := e.vm.Try(func() { copied, err = c.copy(value) }); failed != nil {
		return nil, failed
	}
	return copied, err
}

var promiseType = reflect.TypeFor[*sobek.Promise]()

type copier struct {
	vm     *sobek.Runtime
	onPath map[*sobek.Object]bool // the objects that we are inside of
	values int
	text   int
}

// copy counts what it copies: a small graph can stand for an endless tree.
func (c *copier) copy(value sobek.Value) (*tree.Value, error) {
	if c.values++; c.values > maxValues || len(c.onPath) > maxDepth {
		return nil, errTooMuch
	}
	switch {
	case value == nil || sobek.IsUndefined(value):
		return &tree.Value{Kind: tree.Undefined, Text: "undefined"}, nil
	case sobek.IsNull(value):
		return &tree.Value{Kind: tree.Null, Text: "null"}, nil
	}
	if object, ok := value.(*sobek.Object); ok {
		return c.object(object)
	}
	return c.scalar(value)
}

func (c *copier) scalar(value sobek.Value) (*tree.Value, error) {
	if _, ok := value.(*sobek.Symbol); ok {
		return &tree.Value{Kind: tree.Other, Text: "a symbol"}, nil
	}
	kind := tree.Number
	switch value.Export().(type) {
	case string:
		kind = tree.String
	case bool:
		kind = tree.Bool
	}
	text := value.String()
	if c.text += len(text); c.text > maxText {
		return nil, errTooMuch
	}
	return &tree.Value{Kind: kind, Text: text}, nil
}

// object tells plain objects from everything that only looks like one.
func (c *copier) object(object *sobek.Object) (*tree.Value, error) {
	if c.onPath[object] {
		return &tree.Value{Kind: tree.Other, Text: "an object that contains itself"}, nil
	}
	if _, callable := sobek.AssertFunction(object); callable {
		return &tree.Value{Kind: tree.Function, Text: "a function"}, nil
	}
	c.onPath[object] = true
	defer delete(c.onPath, object)
	if object.ExportType() == promiseType {
		return c.promise(object)
	}
	switch object.ClassName() {
	case "Array":
		return c.array(object)
	case "String": // new String("x")
		return c.scalar(object.ToString())
	case "Date", "RegExp", "Error":
		return &tree.Value{Kind: tree.Other, Text: "a " + object.ClassName()}, nil
	}
	return c.members(object)
}

// array asks for the length before it makes room: a sparse array claims four
// billion elements for nothing.
func (c *copier) array(object *sobek.Object) (*tree.Value, error) {
	length := object.Get("length").ToInteger()
	if length > maxValues {
		return nil, errTooMuch
	}
	list := &tree.Value{Kind: tree.Array, Items: make([]*tree.Value, 0, length)}
	for i := range length {
		item, err := c.copy(object.Get(fmt.Sprint(i)))
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, item)
	}
	return list, nil
}

// members are the object's own enumerable keys, as JSON.stringify sees them.
func (c *copier) members(object *sobek.Object) (*tree.Value, error) {
	keys := object.Keys()
	if len(keys) > maxValues {
		return nil, errTooMuch
	}
	whole := &tree.Value{Kind: tree.Object}
	for _, key := range keys {
		value, err := c.copy(object.Get(key))
		if err != nil {
			return nil, err
		}
		if c.text += len(key); c.text > maxText {
			return nil, errTooMuch
		}
		whole.Members = append(whole.Members, tree.Member{Name: key, Value: value})
	}
	return whole, nil
}

// promise looks into one that is settled, which is kinder than Node: all that
// an async function could wait for here has happened already.
func (c *copier) promise(object *sobek.Object) (*tree.Value, error) {
	promise, ok := object.Export().(*sobek.Promise)
	switch {
	case !ok:
		return nil, errors.New("a promise of an unknown make")
	case promise.State() == sobek.PromiseStatePending:
		return nil, errNeverSettles
	case promise.State() == sobek.PromiseStateRejected:
		return nil, rejection(promise.Result())
	}
	return c.copy(promise.Result())
}
