package docker

import (
	"fmt"
	"regexp"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/runner/system/redact"
)

// This file owns secrets that everybody who has an image can read: in its
// environment, its labels and its history.

// secret is one of them.
type secret struct {
	name string // of the variable or the label; "" for an address with a password
	text string // the address, without the password
	line int    // of the Dockerfile
}

var (
	// secretName matches names of variables that hold a secret.
	secretName = regexp.MustCompile(`(?i)(?:^|[_.-])(?:password|passwd|passphrase|pwd|token|secret|api_?key|access_?key|private_?key|credentials?)$`)
	// pair is a name with its value, quoted or not, in the history of an image.
	pair = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_.-]*)=("[^"]*"|'[^']*'|[^\s"']+)`)
)

// visibleSecret is the first secret that the image itself shows; nil when there is
// none. Only what the Dockerfile mentions counts: the rest comes from the image
// that FROM names, and not from the learner.
func (n *notes) visibleSecret() *secret {
	for _, text := range n.metadata() {
		if hidden := redact.Redact(text); hidden != text {
			for _, word := range strings.Fields(hidden) {
				if strings.Contains(word, "://") && strings.Contains(word, "***@") {
					scheme, _, _ := strings.Cut(word, "***@")
					if line := n.lineWith(scheme[strings.LastIndexAny(scheme, `="'`)+1:]); line != 0 {
						return &secret{text: word, line: line}
					}
				}
			}
		}
		for _, parts := range pair.FindAllStringSubmatch(text, -1) {
			value := strings.Trim(parts[2], `"'`)
			if line := n.lineWith(parts[1]); line != 0 && secretName.MatchString(parts[1]) && isValue(value) {
				return &secret{name: parts[1], line: line}
			}
		}
	}
	return nil
}

// isValue says whether a value may be the secret itself, and not a place where the
// secret is found.
func isValue(value string) bool {
	return value != "" && !strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "$") && !strings.HasPrefix(value, "file:")
}

// metadata is everything that an image says about how it was built.
func (n *notes) metadata() (all []string) {
	all = append(all, n.image.Config.Env...)
	for name, value := range n.image.Config.Labels {
		if !strings.HasPrefix(name, docker.LabelRun) { // the check's own
			all = append(all, name+"="+value)
		}
	}
	for _, layer := range n.layers {
		all = append(all, layer.By)
	}
	return all
}

// lineWith is the Dockerfile's first line with a word; 0 when it has none.
func (n *notes) lineWith(word string) int {
	number := 0
	for line := range strings.Lines(n.text) {
		if number++; !strings.HasPrefix(strings.TrimSpace(line), "#") && strings.Contains(line, word) {
			return number
		}
	}
	return 0
}

func (n *notes) secretTold(s secret) *check.Finding {
	finding := &check.Finding{
		ID:       "SECRET-TOLD",
		Expected: "an image that shows no secret: everybody who has it can read its variables, labels and history",
		Seen:     fmt.Sprintf("%s has a value, which `docker history` and `docker inspect` show", s.name),
		Where:    n.where(s.line),
		Try:      fmt.Sprintf("Remove it, and pass it when you start the container: docker run -e %s=…. A secret that the build needs comes by RUN --mount=type=secret.", s.name),
	}
	if s.name == "" {
		finding.Seen = fmt.Sprintf("an address with a password in it, which `docker history` and `docker inspect` show: %s", s.text)
		finding.Try = "Remove it, and pass it when you start the container: docker run -e REDIS_URL=…."
	}
	return finding
}
