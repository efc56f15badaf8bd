package reader

import (
	"github.com/compose-spec/compose-go/v2/template"
)

// filled is a decoded value with the variables in its texts filled in. Compose
// makes numbers and yes-or-no of such texts where it needs them, and so its
// schema takes texts there, too.
func (r *reading) filled(value any, depth int) any {
	if depth == 0 {
		return value
	}
	switch v := value.(type) {
	case string:
		filled, err := template.Substitute(v, r.lookup)
		if err != nil {
			return v
		}
		return filled
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
