package ready

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheImageThatComposeLeavesAwayIsNamed(t *testing.T) {
	images := map[string]string{"store": "redis:7-alpin", "cache": "valkey/valkey:8"}
	for name, test := range map[string]struct {
		said  string
		kind  Kind
		image string
	}{
		"by its service":     {" store Pulling \n store Error manifest unknown\nError response from daemon: manifest unknown", UnknownImage, "redis:7-alpin"},
		"by itself":          {" Image redis:7-alpin Pulling \n Image redis:7-alpin Error manifest unknown\nError response from daemon: manifest unknown", UnknownImage, "redis:7-alpin"},
		"the one of two":     {" store Pulling \n cache Pulling \n store Interrupted \n cache Error toomanyrequests: You have reached your unauthenticated pull rate limit.", CannotPull, "valkey/valkey:8"},
		"said by the engine": {"Error response from daemon: manifest for redis:7-alpin not found: manifest unknown: manifest unknown", UnknownImage, "redis:7-alpin"},
		"of nobody we know":  {" other Error manifest unknown", UnknownImage, ""},
	} {
		t.Run(name, func(t *testing.T) {
			problem := UnderstandUp(test.said, images)
			require.NotNil(t, problem)
			assert.Equal(t, test.kind, problem.Kind)
			assert.Equal(t, test.image, problem.Image)
		})
	}
	assert.Nil(t, UnderstandUp(" Container x  Error\ndependency failed to start: container x is unhealthy", images))
}
