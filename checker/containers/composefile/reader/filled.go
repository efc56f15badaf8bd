package reader

import (
	"github.com/compose-spec/compose-go/v2/template"
)

// fill is a text with its variables filled in; itself where that cannot be done.
func (r *reading) fill(text string) string {
	if filled, err := template.Substitute(text, r.lookup); err == nil {
		return filled
	}
	return text
}

// filled is a decoded value with the variables in its texts filled in. Compose
// makes numbers and yes-or-no of such texts where it needs them, and so its
// schema takes texts there, too.
func (r *reading) filled(value any, depth int) any {
	if depth == 0 {
		return value
	}
	switch v := value.(type) {
	case string:
		return r.fill(v)
	case []any:
		for i := range v {
			v[i] = r.filled(v[i], depth-1)
		}
	case map[string]any:
		for name := range v {
			v[name] = r.filled(v[name], depth-1)
		}
	}
	return value
}
