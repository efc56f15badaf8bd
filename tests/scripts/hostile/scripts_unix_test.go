//go:build unix

// Package hostile has scripts of the checker about what never ends, floods, runs
// away, is interrupted or killed: nothing of it is left.
package hostile

import (
	"testing"

	"workshop.example/processes/tests/checkertest"
)

func TestMain(m *testing.M) { checkertest.Main(m) }

func TestScripts(t *testing.T) { checkertest.Scripts(t) }
