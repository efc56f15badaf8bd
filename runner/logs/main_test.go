package logs_test

import (
	"os"
	"testing"

	"workshop.example/processes/runner/platform/platformtest"
)

func TestMain(m *testing.M) { os.Exit(platformtest.Main(m)) }
