package reader

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/platformtest"
)

// bomb is ten levels of ten aliases each: ten thousand million texts in a few
// lines.
func bomb() string {
	text := "x-0: &a0 [a, a, a, a, a, a, a, a, a, a]\n"
	for i := 1; i < 10; i++ {
		text += fmt.Sprintf("x-%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return text
}

func TestAFileThatGrowsWithoutEndIsGivenUp(t *testing.T) {
	for _, content := range []string{
		bomb() + in("    command: *a9\n"),
		bomb() + in("    ports: *a9\n"),
		bomb() + in("    volumes: *a9\n    prot: 1\n"),
		in("") + strings.Repeat("# line\n", 900) + "  \tbad\n",
		in(strings.Repeat("    - [\n", 5000)),
		in("    command: [" + strings.Repeat("[", 9000) + "\n"),
	} {
		platformtest.Soon(t, 10*time.Second, func() { assert.NotEmpty(t, problemsOf(t, content)) })
	}
}

func TestManyFilesThatNameEachOtherAreGivenUp(t *testing.T) {
	files := map[string]string{"compose.yaml": "include: [f0.yaml]\n" + in("")}
	for i := range maxRelated + 2 {
		files[fmt.Sprintf("f%d.yaml", i)] = fmt.Sprintf("include: [f%d.yaml]\n", i+1)
	}
	_, problems := Read(t.Context(), project(t, files), "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Equal(t, "TOO-MANY", problems[0].ID)
}

func TestAFileThatIncludesItselfIsTold(t *testing.T) {
	problems := problemsOf(t, "include: [compose.yaml]\n"+in(""))
	require.Len(t, problems, 1)
	assert.Equal(t, "COMPOSE", problems[0].ID)
	assert.Contains(t, problems[0].Seen, "cycle")
}
