package reader

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

// This file owns `format: raw` of an env_file, which the library leaves to
// Compose itself: lines as `docker run --env-file` takes them, without quotes
// and without variables.

func init() { dotenv.RegisterFormat("raw", readRaw) }

func readRaw(from io.Reader, name string, variables map[string]string, lookup func(string) (string, bool)) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxFile)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimLeft(strings.TrimPrefix(lines.Text(), "\ufeff"), " \t")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, given := strings.Cut(line, "=")
		if key == "" || strings.ContainsAny(key, " \t") {
			return fmt.Errorf("%s: line %d: %q is not the name of a variable", name, number, key)
		}
		if !given && lookup != nil {
			value, given = lookup(key)
		}
		if given {
			variables[key] = value
		}
	}
	return lines.Err()
}
