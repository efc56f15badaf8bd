//go:build unix

// Package checks has scripts of the checker about what a check does with an
// answer, and what it does not touch.
package checks

import (
	"testing"

	"workshop.example/processes/tests/checkertest"
)

func TestMain(m *testing.M) { checkertest.Main(m) }

func TestScripts(t *testing.T) { checkertest.Scripts(t) }
