//go:build unix

// Package commands has scripts of the checker about the commands beside a check,
// and what they print or write.
package commands

import (
	"testing"

	"workshop.example/processes/tests/checkertest"
)

func TestMain(m *testing.M) { checkertest.Main(m) }

func TestScripts(t *testing.T) { checkertest.Scripts(t) }
