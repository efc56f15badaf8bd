package docker

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatHappensToContainersIsUnderstood(t *testing.T) {
	const about = `"com.docker.compose.service":"redis","com.docker.compose.container-number":"2"`
	for line, want := range map[string]Event{
		`{"Action":"start","Actor":{"Attributes":{` + about + `}}}`:                        {"redis", 2, Started, 0, 0},
		`{"Action":"health_status: healthy","Actor":{"Attributes":{` + about + `}}}`:       {"redis", 2, Healthy, 0, 0},
		`{"Action":"kill","Actor":{"Attributes":{"signal":"15",` + about + `}}}`:           {"redis", 2, Signalled, 15, 0},
		`{"Action":"die","Actor":{"Attributes":{"exitCode":"137",` + about + `}}}`:         {"redis", 2, Ended, 0, 137},
		`{"Action":"health_status: unhealthy","Actor":{"Attributes":{` + about + `}}}`:     {},
		`{"Action":"start","Actor":{"Attributes":{"com.docker.compose.service":"redis"}}}`: {},
		`{"Action":"start","Actor":{"Attributes":{}}}`:                                     {},
		`{"Action":"exec_start: redis-cli ping"}`:                                          {},
		`Error response from daemon`:                                                       {},
		``:                                                                                 {},
	} {
		e, ok := event(line)
		assert.Equal(t, want.Service != "", ok, line)
		if ok {
			assert.Equal(t, want, e, line)
		}
	}
}
