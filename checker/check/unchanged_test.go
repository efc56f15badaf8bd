package check

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/kit"
)

func TestChangedServicesAreNamedWithTheirFiles(t *testing.T) {
	hello := kit.Edit{File: "services/hello-world/main.go", What: "differs"}
	more := []kit.Edit{hello, {File: "services/hello-world/a.go", What: "is new"}, {File: "services/hello-world/b.go", What: "is new"}, {File: "services/hello-world/slow.go", What: "is gone"}}
	for name, c := range map[string]struct {
		edited, all []kit.Edit
		said        []string
	}{
		"nothing":             {nil, nil, nil},
		"handed in":           {nil, []kit.Edit{hello}, []string{"services/hello-world is not the kit's any more: main.go differs"}},
		"in the kit itself":   {[]kit.Edit{hello}, []kit.Edit{hello}, []string{"services/hello-world is not the kit's any more: main.go differs; to restore it: git checkout services/"}},
		"many files":          {nil, more, []string{"services/hello-world is not the kit's any more: main.go differs, a.go is new, b.go is new, and 1 more"}},
		"what services share": {nil, []kit.Edit{{File: "services/internal/twelve/dress.go", What: "differs"}}, []string{"services/internal is not the kit's any more: twelve/dress.go differs"}},
		"another build":       {nil, []kit.Edit{{File: "go.work", What: "is new"}}, []string{"the kit is built differently: go.work is new"}},
		"two services": {nil, []kit.Edit{hello, {File: "services/redis/main.go", What: "is gone"}},
			[]string{"services/hello-world is not the kit's any more: main.go differs", "services/redis is not the kit's any more: main.go is gone"}},
	} {
		assert.Equal(t, c.said, sentences(c.edited, c.all), name)
	}
}
