//go:build unix

package daemon_test

import (
	"testing"

	"workshop.example/processes/tests/scripttest"
)

// asApp makes the test binary play an app; see scripttest.App.
const asApp = "DAEMON_TEST_APP"

func TestMain(m *testing.M) { scripttest.Main(m, asApp) }
