package ecosystem

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile"
)

func TestAnAppsOwnLogsDoNotCount(t *testing.T) {
	match := withoutLogs(&processfile.App{OutFile: "/app/out.log", ErrorFile: "/app/errors"}, nil)
	for path, counts := range map[string]bool{
		"/app/out.log": false, "/app/out-1.log": false, "/app/out-12.log.3": false, "/app/errors": false, "/app/errors-0": false,
		"/app/out.js": true, "/app/output.log": true, "/app/errors.js": true, "/other/out.log": true,
	} {
		assert.Equal(t, counts, match(path), path)
	}
	none := func(string) bool { return false }
	assert.False(t, withoutLogs(&processfile.App{}, none)("/app/x"), "and what else is not meant does not")
}
