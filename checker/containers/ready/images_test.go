package ready

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBaseImagesAreThoseOfTheSolutions(t *testing.T) {
	named := regexp.MustCompile(`(?im)^(?:FROM(?: --\S+)*|\s*image:)\s+["']?([^\s"']+)["']?(?:\s+AS\s+(\S+))?`)
	stages, images := map[string]bool{}, map[string]bool{}
	for _, path := range []string{"10-docker/Dockerfile", "11-compose/docker-compose.yml", "11-compose/compose.yaml", "11-compose/Dockerfile"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "solutions", path))
		if err != nil {
			continue
		}
		for _, parts := range named.FindAllStringSubmatch(string(text), -1) {
			stages[parts[2]] = true
			if !stages[parts[1]] {
				images[parts[1]] = true
			}
		}
	}
	if len(images) == 0 {
		t.Skip("there are no solutions yet")
	}
	for image := range images {
		assert.Contains(t, BaseImages, image, "a room without a network needs it")
	}
}

func TestMissingImagesAreFound(t *testing.T) {
	withDocker(t, answers{
		"image inspect --format {{.Id}} here:1":  {Out: "sha256:1\n"},
		"image inspect --format {{.Id}} gone:1":  {Err: "Error response from daemon: No such image: gone:1\n", Code: 1},
		"image inspect --format {{.Id}} older:1": {Err: "Error: No such image: older:1\n", Code: 1},
	})
	missing, err := Present(t.Context(), []string{"here:1", "gone:1", "older:1"})
	require.NoError(t, err)
	assert.Equal(t, []string{"gone:1", "older:1"}, missing)
}

func TestImagesOfAnEngineThatIsGoneAreAProblem(t *testing.T) {
	withDocker(t, answers{"image": {Err: "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", Code: 1}})
	_, err := Present(t.Context(), []string{"here:1"})
	var problem *Problem
	require.ErrorAs(t, err, &problem)
	assert.Equal(t, NoEngine, problem.Kind)
}

func TestFolderOfAnEngineElsewhereIsUnknown(t *testing.T) {
	withDocker(t, answers{"info": {Out: "docker-desktop\n/var/lib/docker\n"}})
	assert.Empty(t, DataRoot(t.Context()))
}

func TestWarmTellsOfTheStageWithTheMostSteps(t *testing.T) {
	withDocker(t, answers{"build --progress=plain --output type=cacheonly --file F .": {Err: `#1 [internal] load build definition from Dockerfile
#5 [stage-1 1/3] FROM docker.io/library/alpine:3.22
#6 [build 1/4] FROM docker.io/library/golang:1.26-alpine
#7 [stage-1 2/3] RUN adduser -D app
#8 [build 2/4] COPY go.mod go.sum ./
#8 DONE 0.1s
#9 [build 3/4] RUN go mod download
#10 [build 4/4] RUN go build
`}})
	var told []string
	require.NoError(t, Warm(t.Context(), t.TempDir(), "F", func(done, steps int, what string) {
		told = append(told, fmt.Sprintf("%d of %d %s", done, steps, what))
	}))
	assert.Equal(t, []string{
		"0 of 3 [stage-1 1/3] FROM docker.io/library/alpine:3.22",
		"0 of 4 [build 1/4] FROM docker.io/library/golang:1.26-alpine",
		"1 of 4 [build 2/4] COPY go.mod go.sum ./",
		"2 of 4 [build 3/4] RUN go mod download",
		"3 of 4 [build 4/4] RUN go build",
	}, told)
}

func TestWarmWithoutANetworkSaysSo(t *testing.T) {
	withDocker(t, answers{"build": {Err: "#9 0.41 go: a.example/b@v1.0.0: Get \"https://proxy.golang.org/a.example/b/@v/v1.0.0.mod\": dial tcp: lookup proxy.golang.org: no such host\n", Code: 1}})
	var problem *Problem
	require.ErrorAs(t, Warm(t.Context(), t.TempDir(), "F", func(int, int, string) {}), &problem)
	assert.Equal(t, NoNetwork, problem.Kind)
}
