package build

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheMachinesTroubleIsToldFromTheProgramsFaults(t *testing.T) {
	for output, machine := range map[string]bool{
		"# web\n./main.go:3:2: undefined: x": false,
		"main.go:5:2: no required module provides package example.com/x; to add it:\n\tgo get example.com/x": false,
		"go: go.mod file not found in current directory or any parent directory; see 'go help modules'":      false,
		"main.go:4:2: package nosuch is not in std (/usr/lib/go/src/nosuch)":                                 false,
		"./main.go:9:12: undefined: permission denied":                                                       false,
		"../go.mod:9:2: example.com/y@v1.0.0: module lookup disabled by GOPROXY=off":                         true,
		"main.go:4:2: example.com/y@v1.0.0: module lookup disabled by GOPROXY=off":                           true,
		"go: could not create module cache: mkdir /m: permission denied":                                     true,
		"go: example.com/y@v1.0.0: Get \"https://…\": dial tcp: lookup …: no such host":                      true,
		"go: error writing: write /tmp/x: no space left on device":                                           true,
	} {
		assert.Equal(t, machine, failure("web", output).Machine, output)
	}
}
