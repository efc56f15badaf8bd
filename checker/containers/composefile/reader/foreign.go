package reader

import (
	"path/filepath"
	"regexp"
	"strings"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns what Compose's library says and nobody here has own words for:
// it is passed on without this machine's paths, and with the line of what it
// names.

// foreign makes a problem of an error of the library.
func (r *reading) foreign(err error) composefile.Problem {
	message := r.withoutPaths(err.Error())
	at := where(r.layers, named(message)...)
	if strings.Contains(message, "failed to cast to expected type") {
		return sayNotFilledIn.of(fieldInWords(named(message))).At(at)
	}
	return sayCompose.of(message).At(at)
}

// withoutPaths is a message as it reads on any machine.
func (r *reading) withoutPaths(message string) string {
	message = strings.ReplaceAll(message, r.folder+string(filepath.Separator), "")
	message = strings.ReplaceAll(message, r.folder, ".")
	message = strings.TrimSuffix(message, ": invalid compose project")
	return validating.ReplaceAllString(message, "")
}

var (
	validating  = regexp.MustCompile(`validating \S+: `)
	dotted      = regexp.MustCompile(`(services|networks|volumes|secrets|configs)[.\[][\w.\[\]-]+`)
	serviceName = regexp.MustCompile(`service "([^"]+)"`)
)

// named is the path of the field or the service that a message names; nil when
// it names none.
func named(message string) []string {
	if words := dotted.FindString(message); words != "" {
		parts := strings.FieldsFunc(words, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
		return parts
	}
	if m := serviceName.FindStringSubmatch(message); m != nil {
		return []string{"services", m[1]}
	}
	return []string{"services"}
}
