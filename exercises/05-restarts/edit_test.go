package restarts

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnEditHoldsForAnyMainFile(t *testing.T) {
	for name, text := range map[string]string{
		"short":                   "package main\n\nfunc main() {}\n",
		"with imports":            "// Command x.\npackage main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }\n",
		"words before the clause": "/*\npackage main is spoken of here\n*/\npackage main // it begins\n\nfunc init() {}\n\nfunc main() {}\n",
		"of another system":       "package main\r\n\r\nimport (\r\n\t\"fmt\"\r\n)\r\n\r\nfunc main() { fmt.Println() }\r\n",
		"without an end of line":  "package main\nfunc main() {}",
	} {
		t.Run(name, func(t *testing.T) {
			changed, err := edited(text)
			require.NoError(t, err)
			file, err := parser.ParseFile(token.NewFileSet(), "main.go", changed, parser.AllErrors)
			require.NoError(t, err)
			assert.Equal(t, `"os"`, file.Imports[0].Path.Value)
			assert.Contains(t, changed, edition)
			same, err := edited(text)
			require.NoError(t, err)
			assert.Equal(t, changed, same, "the same text in every check")

			_, err = parser.ParseFile(token.NewFileSet(), "main.go", text+mistake, parser.AllErrors)
			assert.NoError(t, err, "the mistake is one of types")
			before, _, _ := strings.Cut(text, "func main")
			after, _, _ := strings.Cut(changed, "func main")
			assert.Equal(t, strings.Count(before, "\n"), strings.Count(after, "\n"), "every line keeps its number")
		})
	}
	_, err := edited("no program")
	assert.Error(t, err)
}
