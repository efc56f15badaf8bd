package reader

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func FuzzReadNeverPanics(f *testing.F) {
	for _, seed := range []string{
		good, everything, "a: &a {<<: *a}\nservices: *a\n", "services: &s {web: &w {image: a, <<: *w}}\n",
		"services: {web: {image: a, healthcheck: {test: [1, 2]}, ulimits: {a: {soft: x}}}}\n",
		"services: {web: !reset null}\n", "services: !override {web: {image: [}}\n", "? [a]\n: b\n",
		"a: &a [x,x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b]\nservices: {web: {command: *c}}\n",
		"services: {web: {image: '${A:-${B:?}}', ports: ['${P}:1', {target: 1, host_ip: 3}]}}\n",
		"include: [{path: [compose.yaml]}]\n", "services: {web: {extends: {service: web}, image: a}}\n",
		"services: {web: {image: a, extends: {file: compose.yaml, service: web}}}\n", "\x00", "\xff\xfe", "---\n---\n",
		"volumes: {a: {external: 3}}\nconfigs: {a: 3}\nsecrets: {a: }\nservices: {web: {image: a}}\n",
	} {
		f.Add([]byte(seed))
	}
	for _, w := range wrong {
		f.Add([]byte(w.content))
	}
	for _, d := range dangerous {
		f.Add([]byte(d.content))
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, "compose.yaml"), content, 0o644); err != nil {
			t.Fatal(err)
		}
		p, problems := Read(context.Background(), folder, "compose.yaml", []string{"A=1"})
		if (p == nil) != (len(problems) > 0) {
			t.Fatalf("neither a project nor a problem, or both: %v", problems)
		}
		if p == nil {
			return
		}
		p.Services()
		if _, err := p.Sandboxed(box); err != nil {
			t.Fatal(err)
		}
	})
}
