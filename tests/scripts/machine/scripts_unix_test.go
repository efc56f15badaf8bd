//go:build unix

// Package machine has scripts of the checker about the checker on machines where
// something is missing, or there: Go, its settings, libraries, an engine for
// containers.
package machine

import (
	"testing"

	"workshop.example/processes/tests/checkertest"
)

func TestMain(m *testing.M) { checkertest.Main(m) }

func TestScripts(t *testing.T) { checkertest.Scripts(t) }
