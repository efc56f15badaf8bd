package report

import "strings"

// terms are the words of docs/glossary.md that explain a failure, by what its
// id says after the exercise. An id that is not here needs no word explained.
var terms = map[string]string{
	"DOES-NOT-COMPILE": "build",
	"ENDED":            "backing service",
	"EXIT-CODE":        "exit code",
	"EXITS":            "exit code",
	"GAP":              "cluster mode",
	"GREETING-MISSING": "environment variable",
	"HARD-CODED":       "environment variable",
	"IN-MEMORY":        "stateless",
	"KILLED":           "SIGKILL",
	"MANY-PORTS":       "load balancing",
	"NO-PROXY":         "proxy",
	"NO-REDIS-URL":     "backing service",
	"NO-RULE":          "rule",
	"NOT-503":          "readiness",
	"NOT-A-REDIS":      "Redis",
	"NOT-ERRORED":      "errored",
	"NOT-HEALTHY":      "health",
	"NOT-READY":        "readiness",
	"NOT-REPLACED":     "restart",
	"NOT-RESTARTED":    "restart",
	"NOT-WATCHED":      "watch",
	"NOTHING-EXPORTED": "process file",
	"ONE-INSTANCE":     "instance",
	"PORT-COLLISION":   "cluster mode",
	"PORT-SPELLING":    "environment variable",
	"PORT-TWICE":       "port",
	"REDIS-URL":        "URL",
	"RELOAD-GAP":       "reload",
	"SHADOWED":         "rule",
	"STOP-CUTS":        "graceful stop",
	"TOO-NARROW":       "rule",
	"VISITS-LOST":      "stateless",
}

// explained is the word for a failure and where it is explained; "": none.
func explained(id string) string {
	_, failure, _ := strings.Cut(id, "-")
	term := terms[failure]
	if term == "" {
		return ""
	}
	anchor := strings.ToLower(strings.ReplaceAll(term, " ", "-"))
	return "what is “" + term + "”? docs/glossary.md#" + anchor
}
