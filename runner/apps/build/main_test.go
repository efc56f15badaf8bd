package build_test

import (
	"os"
	"testing"

	"workshop.example/processes/runner/testing/platformtest"
)

func TestMain(m *testing.M) { os.Exit(platformtest.Main(m)) }
