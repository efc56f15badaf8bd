package processfile

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/processfile/internal/tree"
)

// FuzzChecking feeds any tree of values to the checks, as a broken or hostile
// evaluator might: they must not panic, and every problem must say something.
func FuzzChecking(f *testing.F) {
	for _, seed := range []string{
		`{"k":"object","m":[{"n":"apps","v":{"k":"array","i":[{"k":"object","m":[{"n":"script","v":{"k":"string","s":"./services/hello-world"}},{"n":"instances","v":{"k":"number","s":"2"}}]}]}}]}`,
		`{"k":"array","i":[{"k":"object","m":[{"n":"env","v":{"k":"object","m":[{"n":"PORT","v":{"k":"number","s":"NaN"}}]}}]}]}`,
		`{"k":"object","m":[{"n":"proxy","v":{"k":"object","m":[{"n":"rules","v":{"k":"array","i":[{"k":"null"}]}}]}}]}`,
		`{"k":"other","s":"a symbol"}`, `{}`,
	} {
		f.Add(seed)
	}
	dir := project(f, nil)
	f.Fuzz(func(t *testing.T, text string) {
		var v tree.Value
		if json.Unmarshal([]byte(text), &v) != nil || !complete(&v, 0) {
			t.Skip("no tree")
		}
		r, err := newReader(filepath.Join(dir, "services.config.js"), inProject(dir))
		require.NoError(t, err)
		r.whole(&v, false)
		for _, p := range r.invalid(r.problems...).Problems {
			assert.NotEmpty(t, p.Kind)
			assert.NotEmpty(t, strings.TrimSpace(p.Message))
			assert.NotEmpty(t, p.At.File)
		}
	})
}

// complete: the evaluator never leaves a value out.
func complete(v *tree.Value, depth int) bool {
	if v == nil || depth > 50 {
		return false
	}
	for _, item := range v.Items {
		if !complete(item, depth+1) {
			return false
		}
	}
	for _, member := range v.Members {
		if !complete(member.Value, depth+1) {
			return false
		}
	}
	return true
}

func FuzzDotenv(f *testing.F) {
	f.Add("A=1\nB='x\ny'\n# c\nexport C=\"$A\"\n")
	f.Add("A")
	f.Fuzz(func(t *testing.T, content string) {
		env, err := parseDotenv(content)
		if err != nil {
			assert.LessOrEqual(t, brokenLine(content), strings.Count(content, "\n")+1)
		}
		for name := range env {
			assert.NotEmpty(t, name)
		}
	})
}
