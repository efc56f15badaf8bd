package grade

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/sandbox"
	"workshop.example/processes/tests/platformtest"
)

// withContainers are two exercises on the process file and two in containers.
var withContainers = []*check.Exercise{
	{Number: 1, Name: "one"}, {Number: 2, Name: "two"},
	{Number: 10, Name: "docker", Engine: true, Answers: []string{"Dockerfile"}},
	{Number: 11, Name: "compose", Engine: true, Answers: []string{"compose.yaml", "docker-compose.yml"}},
}

func TestExercisesWithContainersCountWhereThereIsAFileForThem(t *testing.T) {
	for name, c := range map[string]struct {
		files   map[string]string
		path    string // "": the folder in
		every   bool
		of      int
		checked []string // exercise and file
	}{
		"none":            {map[string]string{"in/services.config.js": ""}, "", false, 2, []string{"1 services.config.js", "2 services.config.js"}},
		"a Dockerfile":    {map[string]string{"in/services.config.js": "", "in/Dockerfile": ""}, "", false, 3, []string{"1 services.config.js", "2 services.config.js", "10 Dockerfile"}},
		"a compose file":  {map[string]string{"in/services.config.js": "", "in/docker-compose.yml": ""}, "", false, 3, []string{"1 services.config.js", "2 services.config.js", "11 docker-compose.yml"}},
		"asked for":       {map[string]string{"in/services.config.js": ""}, "", true, 4, []string{"1 services.config.js", "2 services.config.js", "10 Dockerfile", "11 compose.yaml"}},
		"Dockerfile only": {map[string]string{"in/Dockerfile": ""}, "", false, 3, []string{"1 services.config.js", "10 Dockerfile"}},
		"typed":           {map[string]string{"in/services.config.js": "", "in/Dockerfile": ""}, "in/Dockerfile", false, 3, []string{"1 services.config.js", "2 services.config.js", "10 Dockerfile"}},
		"a file alone":    {map[string]string{"in/anna.js": "", "in/Dockerfile": ""}, "in/anna.js", false, 2, []string{"1 anna.js", "2 anna.js"}},
		"a broken file":   {map[string]string{"in/services.config.js": "broken", "in/Dockerfile": ""}, "", false, 3, []string{"1 services.config.js", "10 Dockerfile"}},
	} {
		t.Run(name, func(t *testing.T) {
			root := platformtest.Tree(t, c.files)
			path := c.path
			if path == "" {
				path = "in"
			}
			found, _, err := Find(root, []string{path})
			require.NoError(t, err)
			require.Len(t, found, 1)
			var mu sync.Mutex
			var checked []string
			rows, err := All(t.Context(), found, Options{
				Kit: root, Exercises: withContainers, Every: c.every,
				Check: func(_ context.Context, e *check.Exercise, cfg sandbox.Config) (check.Result, error) {
					mu.Lock()
					defer mu.Unlock()
					checked = append(checked, fmt.Sprint(e.Number, " ", filepath.Base(cfg.File)))
					text, err := os.ReadFile(cfg.File)
					if len(e.Answers) == 0 && (err != nil || string(text) == "broken") {
						return check.Result{Exercise: e, Status: check.Failed, Steps: []check.Step{{Status: check.Failed, Finding: &check.Finding{ID: "X"}}}}, nil
					}
					return check.Result{Exercise: e, Status: check.Passed}, nil
				},
			})
			require.NoError(t, err)
			assert.Equal(t, c.checked, checked)
			assert.Equal(t, c.of, rows[0].Of)
		})
	}
}

func TestWhatThisMachineLacksStopsNobody(t *testing.T) {
	row := Row{Of: 3, Results: []check.Result{
		{Exercise: withContainers[0], Status: check.Passed},
		{Exercise: withContainers[2], Status: check.Skipped, Steps: []check.Step{{Status: check.Skipped, Finding: &check.Finding{ID: "NO-CLIENT"}}}},
		{Exercise: withContainers[3], Status: check.Skipped},
	}}.close()
	assert.Nil(t, row.Stuck)
	assert.False(t, row.NoVerdict())
	assert.Equal(t, 1, row.Passed)
	require.NotNil(t, row.Skipped)
	assert.Equal(t, 10, row.Skipped.Exercise.Number, "the first of them")
}
