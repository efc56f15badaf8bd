package reader

import (
	"reflect"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/assert"
)

// undecided walks through all that can be written in a file and reaches the
// engine, and reports every field without a decision.
func undecided(t reflect.Type, seen map[reflect.Type]bool, report func(t reflect.Type, field string)) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	table := decisions[t]
	for i := range t.NumField() {
		f := t.Field(i)
		name, written := fieldName(f)
		d, decided := table[name]
		switch {
		case f.Anonymous:
			undecided(f.Type, seen, report)
		case !written:
		case !decided:
			report(t, name)
		case d.treatment == passed || d.treatment == asked:
			undecided(f.Type, seen, report)
		}
	}
}

func TestEveryFieldOfComposeIsDecidedAbout(t *testing.T) {
	seen := map[reflect.Type]bool{}
	undecided(reflect.TypeFor[types.Project](), seen, func(of reflect.Type, field string) {
		assert.Fail(t, "a field that nobody has decided about", "%s of %s: add it to decisions.go", field, of)
	})
	assert.Greater(t, len(seen), 20, "the walk must reach something to prove anything")
}

func TestNoDecisionIsAboutAFieldThatIsGone(t *testing.T) {
	for of, table := range decisions {
		there := map[string]bool{}
		for i := range of.NumField() {
			name, _ := fieldName(of.Field(i))
			there[name] = true
		}
		for name := range table {
			assert.True(t, there[name], "%s has no field %s", of, name)
		}
	}
}

func TestARefusalHasItsWords(t *testing.T) {
	for of, table := range decisions {
		for name, d := range table {
			if d.treatment == refused {
				assert.NotEmpty(t, d.id, "%s of %s", name, of)
				assert.NotEmpty(t, d.why, "%s of %s", name, of)
			}
		}
	}
}

func TestAFieldThatNobodyHasDecidedAboutIsRefused(t *testing.T) {
	type tomorrow struct {
		Danger string `yaml:"danger"`
	}
	r := &reading{layers: []layer{{name: "compose.yaml"}}}
	r.walk([]string{"services", "web"}, reflect.ValueOf(tomorrow{Danger: "yes"}))
	if assert.Len(t, r.problems, 1) {
		assert.Equal(t, "NOT-CHECKED", r.problems[0].ID)
	}
}
