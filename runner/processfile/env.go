package processfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/joho/godotenv"

	"workshop.example/processes/runner/processfile/internal/saved"
	"workshop.example/processes/runner/processfile/internal/tree"
)

// This file owns an app's environment: env_file below env below the chosen
// env_<name>, and the port that comes out of it.

// variables reads env or an env_<name>. What is wrong in one that is not
// chosen is told as well: it would fail on the day that it is.
func (a *appReader) variables(v *value, layer string) map[string]string {
	if v.Kind != tree.Object {
		a.wrongType(v, "an object such as { PORT: 3000 }")
		return nil
	}
	env := map[string]string{}
	for i := range v.Members {
		member := &v.Members[i]
		a.place(layer+"."+member.Name, member)
		one := &value{Value: member.Value, field: clip(layer) + "." + clip(member.Name), at: v.at}
		if member.At.Line > 0 {
			one.at = a.at(member.At)
		}
		if text, ok := a.variable(one, member.Name); ok {
			env[member.Name] = text
		}
	}
	return env
}

// variable is a value of the environment as a text, as String(value) makes it.
func (a *appReader) variable(v *value, name string) (string, bool) {
	switch {
	case v.Kind == tree.Undefined:
		return "", false
	case v.Kind != tree.String && v.Kind != tree.Number && v.Kind != tree.Bool:
		a.wrongType(v, "a text, a number or a boolean")
		if v.Kind == tree.Object || v.Kind == tree.Array {
			a.problems[len(a.problems)-1].Hint = notOneText(v, name)
		}
		return "", false
	case name == "" || strings.ContainsAny(name, "=\x00"):
		a.problem(Problem{Kind: BadValue, At: v.at, Field: v.field, Message: "a variable cannot have this name", Expected: "letters, digits and _", Found: strconv.Quote(clip(name))})
		return "", false
	case strings.ContainsRune(v.Text, 0):
		// The value itself is not shown: it may be a secret.
		a.problem(Problem{Kind: BadValue, At: v.at, Field: v.field, Message: "`" + v.field + "` contains a zero byte, which no environment can hold", Expected: "a text without zero bytes"})
		return "", false
	case name == "PORT" || v.Kind == tree.Number && v.Text == "NaN":
		return v.Text, a.isPort(v, name)
	}
	return v.Text, true
}

// notOneText advises on an object or a list in place of a variable's text. An
// env_<name> in there is no variable at all: a bracket was closed too late.
func notOneText(v *value, name string) string {
	if v.Kind == tree.Object && isEnvironment(name) {
		return name + " stands beside env, not in it: close the bracket of env first"
	}
	return "a variable holds one text; JSON.stringify(…) makes one of an object"
}

// isPort reports a PORT that is none. Port 0 is left out on purpose: the system
// would choose one, and nobody would know which.
func (a *appReader) isPort(v *value, name string) bool {
	if name != "PORT" {
		a.wrong(WrongType, v, "`"+v.field+"` is NaN: something was calculated that is no number", "a text, a number or a boolean", "look at how the file computes it")
		return false
	}
	if _, ok := portOf(v.Text); ok {
		return true
	}
	hint := ""
	if _, err := strconv.Atoi(v.Text); err != nil {
		hint = "a port is written in digits, such as 3000"
	}
	a.wrong(PortInvalid, v, "`"+v.field+"` is not a port", "a whole number from 1 to 65535", hint)
	return false
}

// environment lays the layers over one another.
func (a *appReader) environment() {
	chosen := "env_" + a.options.EnvName
	for _, layer := range []string{"env_file", "env", chosen} {
		for name, text := range a.layers[layer] {
			a.app.Env[name] = text
			a.app.EnvFrom[name] = layer
			if layer == "env_file" {
				a.app.EnvFrom[name] = "env_file " + a.envFile
			}
		}
	}
	a.portFromField()
	if text, ok := a.app.Env["PORT"]; ok {
		a.app.Port, _ = portOf(text)
	}
	a.checkLastPort()
}

// portFromField is PM2's `port`, which stands for env.PORT. One that says
// something else than env.PORT leaves a reader guessing, so it is an error.
func (a *appReader) portFromField() {
	if a.portField == nil || !a.isPort(a.portField, "PORT") {
		return
	}
	port := strings.TrimSpace(a.portField.Text)
	from := a.app.EnvFrom["PORT"]
	if from == "" || strings.HasPrefix(from, "env_file") {
		a.app.Env["PORT"], a.app.EnvFrom["PORT"] = port, "port"
		return
	}
	if set := a.app.Env["PORT"]; set != port {
		a.wrong(BadValue, a.portField, "`port` says "+port+", but `"+from+".PORT` says "+set, "one of the two", "leave `port` out: `env.PORT` is enough")
	}
}

// checkLastPort: increment_var may count past the end of all ports.
func (a *appReader) checkLastPort() {
	last := a.app.Port + a.app.Instances - 1
	if a.app.Port == 0 || a.app.IncrementVar != "PORT" || last <= 65535 {
		return
	}
	a.problem(Problem{Kind: PortInvalid, At: portPlace(a.app), Field: "env.PORT", Message: fmt.Sprintf("%d instances from port %d on would need port %d", a.app.Instances, a.app.Port, last),
		Expected: "ports up to 65535", Found: strconv.Itoa(last), Hint: "begin with a lower PORT"})
}

// maxEnvFile bounds a dotenv file, in bytes.
const maxEnvFile = 256 << 10

// readEnvFile reads the file at once, so that its mistakes are told with all
// the others.
func readEnvFile(a *appReader, v *value) {
	name, ok := a.text(v)
	if !ok {
		return
	}
	a.envFile, a.app.EnvFile = name, a.absolute(name)
	content, problem, hint := readSmall(a.absolute(name))
	if problem != "" {
		a.wrong(EnvFile, v, "the `env_file` "+problem, "a dotenv file at "+a.absolute(name), hint)
		return
	}
	env, err := parseDotenv(content)
	if err != nil {
		shown := Position{File: relativeTo(a.options.Base, a.absolute(name)), Line: brokenLine(content)}
		// The parser's own words quote the file, which may hold a password.
		a.problem(Problem{Kind: EnvFile, At: v.at, Field: v.field, Message: "the `env_file` cannot be understood: " + shown.String(),
			Expected: "lines such as NAME=value", Found: "a line that is none", Hint: "a text with spaces or # in it needs quotation marks"})
		return
	}
	a.layers["env_file"] = env
	if port, ok := env["PORT"]; ok {
		a.isPort(&value{Value: &tree.Value{Kind: tree.String, Text: port}, field: "env_file.PORT", at: v.at}, "PORT")
	}
}

// readSmall reads a file of ordinary size, or says why it cannot, and what to
// try.
func readSmall(path string) (content, problem, hint string) {
	const whence = "its path counts from the folder of the process file"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "does not exist", whence
	case err != nil:
		return "", "cannot be read: " + cause(err), whence
	case !info.Mode().IsRegular():
		return "", "is not an ordinary file", whence
	case info.Size() > maxEnvFile:
		return "", "is far too large", whence
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", "cannot be read: " + cause(err), whence
	}
	content, encoding := saved.Text(raw)
	if encoding != "" {
		return "", "is saved as " + encoding + ", not as UTF-8", saved.AsUTF8
	}
	return content, "", ""
}

var errDotenv = errors.New("not a dotenv file")

// parseDotenv reads a dotenv file. The library is not written for broken
// input: what it makes of it is checked again.
func parseDotenv(content string) (env map[string]string, err error) {
	defer func() {
		if recover() != nil {
			env, err = nil, errDotenv
		}
	}()
	if strings.ContainsRune(content, 0) {
		return nil, errDotenv
	}
	env, err = godotenv.Unmarshal(content)
	for name := range env {
		if name == "" || strings.ContainsAny(name, "=\n") {
			return nil, errDotenv
		}
	}
	return env, err
}

// brokenLine is the line in which a dotenv file stops being one: the first
// from which on no beginning of the file can be read. It is 0 when that is too
// much to find out.
func brokenLine(content string) int {
	lines := strings.Split(content, "\n")
	if len(lines) > 200 || len(content) > 16<<10 {
		return 0
	}
	for n := len(lines); n > 0; n-- {
		if _, err := parseDotenv(strings.Join(lines[:n-1], "\n")); err == nil {
			return n
		}
	}
	return 1
}
