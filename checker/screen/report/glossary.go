package report

import "strings"

// terms are the words of docs/glossary.md that explain a failure, by what its
// id says after the exercise. An id that is not here needs no word explained.
var terms = map[string]string{
	"DATA-LOST":           "volume",
	"DOES-NOT-COMPILE":    "build",
	"ENDED":               "backing service",
	"EXIT-CODE":           "exit code",
	"EXITS":               "exit code",
	"GAP":                 "cluster mode",
	"GREETING-MISSING":    "environment variable",
	"HARD-CODED":          "environment variable",
	"HEALTH-COMMAND":      "health check",
	"IN-MEMORY":           "stateless",
	"KILLED":              "SIGKILL",
	"LOCALHOST":           "network",
	"LOOPBACK":            "container",
	"MANY-PORTS":          "load balancing",
	"NO-HEALTHCHECK":      "health check",
	"NO-LIBRARY":          "static binary",
	"NO-PROXY":            "proxy",
	"NO-REDIS-URL":        "backing service",
	"NO-RULE":             "rule",
	"NOT-503":             "readiness",
	"NOT-A-REDIS":         "Redis",
	"NOT-ERRORED":         "errored",
	"NOT-HEALTHY":         "health",
	"NOT-READY":           "readiness",
	"NOT-REPLACED":        "restart",
	"NOT-RESTARTED":       "restart",
	"NOT-WAITING":         "health check",
	"NOT-WATCHED":         "watch",
	"NOTHING-EXPORTED":    "process file",
	"NOTHING-TO-COPY":     "build context",
	"ONE-INSTANCE":        "instance",
	"OUTSIDE":             "bind mount",
	"OWN-LOOPBACK":        "container",
	"PORT-COLLISION":      "cluster mode",
	"PORT-SPELLING":       "environment variable",
	"PORT-TWICE":          "port",
	"REDIS-URL":           "URL",
	"RELOAD-GAP":          "reload",
	"SCRIPT-WITHOUT-EXEC": "PID 1",
	"SECRET-FILE":         "layer",
	"SECRET-TOLD":         "layer",
	"SHADOWED":            "rule",
	"SHELL-FORM":          "exec form",
	"SOURCE-INSIDE":       "multi-stage build",
	"STOP-CUTS":           "graceful stop",
	"TOO-LARGE":           "layer",
	"TOO-NARROW":          "rule",
	"UNHEALTHY":           "health check",
	"UNKNOWN-HOST":        "network",
	"UNKNOWN-IMAGE":       "registry",
	"UNKNOWN-STAGE":       "multi-stage build",
	"VISITS-LOST":         "stateless",
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
