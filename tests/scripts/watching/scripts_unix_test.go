//go:build unix

// Package watching has scripts of the checker about checks that begin again with
// every save.
package watching

import (
	"testing"

	"workshop.example/processes/tests/checkertest"
)

func TestMain(m *testing.M) { checkertest.Main(m) }

func TestScripts(t *testing.T) { checkertest.Scripts(t) }
