package verify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/tests/platformtest"
)

// complete is an exercise that has everything around it.
func complete() map[string]string {
	files := map[string]string{
		"exercises/07-test/task.md":   "task",
		"exercises/07-test/hints.md":  "# Hints\n\n## In general\n\n### One\n### Two\n### Three\n\n## E7-BAD\n\n### Four\n",
		"docs/07-test.md":             "page",
		"solutions/07-test/README.md": "notes",
	}
	for n := range leastWrong {
		files[fmt.Sprintf("exercises/07-test/wrong/%d/services.config.js", n)] = ""
	}
	for n := range leastRight {
		files[fmt.Sprintf("exercises/07-test/right/%d/services.config.js", n)] = ""
	}
	return files
}

func TestAWholeExerciseLacksNothing(t *testing.T) {
	assert.Empty(t, missingIn(platformtest.Tree(t, complete()), seven))
}

func TestWhatAnExerciseLacksIsSaidAllAtOnce(t *testing.T) {
	said := strings.Join(missingIn(t.TempDir(), seven), "\n")
	for _, words := range []string{
		"exercises/07-test/task.md is missing", "docs/07-test.md is missing", "solutions/07-test/README.md is missing",
		"exercises/07-test/wrong has 0 known wrong answers, and needs at least 8",
		"exercises/07-test/right has 0 different right answers, and needs at least 3",
		"exercises/07-test/hints.md has 0 hints",
	} {
		assert.Contains(t, said, words)
	}
}

func TestWhatIsThereAndNotEnough(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"an empty task":              {"exercises/07-test/task.md", "", "task.md is missing"},
		"hints for one failure only": {"exercises/07-test/hints.md", "## E7-BAD\n### One\n### Two\n### Three\n", "has 0 hints"},
		"two hints":                  {"exercises/07-test/hints.md", "## In general\n### One\n### Two\n## E7-BAD\n### Three\n", "has 2 hints"},
	} {
		t.Run(name, func(t *testing.T) {
			files := complete()
			files[c.file] = c.text
			missing := missingIn(platformtest.Tree(t, files), seven)
			assert.Len(t, missing, 1)
			assert.Contains(t, missing[0], c.says)
		})
	}
	files := complete()
	delete(files, "exercises/07-test/wrong/0/services.config.js")
	files["exercises/07-test/wrong/0"] = "a file is no answer"
	assert.Len(t, missingIn(platformtest.Tree(t, files), seven), 1)
}
