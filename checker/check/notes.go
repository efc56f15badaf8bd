package check

import "reflect"

// Notes carries what one promise of an exercise finds out to the later ones: it
// is this run's only value of the type T, which begins as its zero value.
func Notes[T any](r *Run) *T {
	kind := reflect.TypeFor[T]()
	if r.notes[kind] == nil {
		if r.notes == nil {
			r.notes = map[reflect.Type]any{}
		}
		r.notes[kind] = new(T)
	}
	return r.notes[kind].(*T)
}
