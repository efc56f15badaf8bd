package supervise_test

import (
	"os"
	"testing"

	"workshop.example/processes/tests/platformtest"
)

func TestMain(m *testing.M) { os.Exit(platformtest.Main(m)) }
