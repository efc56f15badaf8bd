package check

import "reflect"

// Keep is what an exercise's promises have found out so far, for those that
// come later: the run's only T, which is zero at first.
func Keep[T any](r *Run) *T {
	kind := reflect.TypeFor[T]()
	if r.kept[kind] == nil {
		if r.kept == nil {
			r.kept = map[reflect.Type]any{}
		}
		r.kept[kind] = new(T)
	}
	return r.kept[kind].(*T)
}
