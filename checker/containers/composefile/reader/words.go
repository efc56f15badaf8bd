package reader

import (
	"fmt"
	"strings"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the words: what is said of each sort of problem. A rule names
// the row, the place, and what goes into the sentences: %[1]s is the first of
// those.

// words are one sort of problem: what was expected, what was seen, why that
// matters, and what to try.
type words struct{ id, expected, seen, why, try string }

// of is the problem, with what goes into its sentences.
func (w words) of(args ...any) composefile.Problem {
	fill := func(sentence string) string {
		if !strings.Contains(sentence, "%[") {
			return sentence
		}
		return fmt.Sprintf(sentence, args...)
	}
	return composefile.Problem{ID: w.id, Expected: fill(w.expected), Seen: fill(w.seen), Why: fill(w.why), Try: fill(w.try)}
}

var (
	sayTooManyContainers = words{"TOO-MANY", "at most %[1]d containers", "more than that, `scale` and `replicas` counted",
		"The check starts them all on this machine.", "Leave out what the exercise does not need."}
	sayNoneEnabled = words{"NO-SERVICES", "at least one service that `docker compose up` starts", "all services have `profiles`, and none of the profiles is active",
		"", "Remove `profiles` from the services that are always needed."}
	sayNoImage = words{"NO-IMAGE", "`image` or `build` in the service %[1]s", "neither",
		"A container starts from an image: one that exists, or one that is built.", "Write `build: .` for a service of your own, or `image: name:version` for one that exists."}
	sayWaitForEachOther = words{"CIRCLE", "services that can be started one after the other", "services that wait for each other: %[1]s",
		"None of them could be the first.", "Remove one of these `depends_on`."}
	sayHostNamespace = words{"HOST-NAMESPACE", "a container with %[1]s of its own", "`%[2]s: %[3]s`",
		"The container would see and reach what belongs to this machine, or to containers that are not of this project.", "Remove the line; containers of a project reach each other by the names of their services."}
	saySecurityOpt = words{"SECURITY-OPT", "the engine's own protection around every container", "`security_opt` with %[1]s",
		"It takes away or replaces what keeps a container from this machine.", "Remove it; only no-new-privileges is left in place."}
	sayUnknownField = words{"UNKNOWN-FIELD", "fields that Compose knows %[1]s", "`%[2]s`, which is none of them",
		"", "Look for its right name, or at its indentation: it may belong one level higher or deeper."}
	sayNotFilledIn = words{"WRONG-TYPE", "a number, or true or false, for %[1]s", "something else once its variables are filled in",
		"", "Give the variable a value in .env, or write a default: ${NAME:-1}."}
	sayCompose = words{"COMPOSE", "a file that Compose understands", "Compose says: %[1]s",
		"", "Look at the whole file as Compose sees it: docker compose config"}
	sayFolderMissing = words{"FILE-MISSING", "the folder %[1]s, which is mounted", "it is not there, and `create_host_path: false` forbids the engine to create it",
		"", "Create it, or remove `create_host_path`."}
	sayFileMissing = words{"FILE-MISSING", "the file %[1]s, which `%[2]s` names", "%[3]s",
		"", "Create it, or remove the line."}
	sayDockerSocket = words{"DOCKER-SOCKET", "containers that do not reach the engine", "%[1]s: %[2]s",
		"%[3]s", "Remove it: the exercise does not need it."}
	sayOutside = words{"OUTSIDE", "paths inside the project's folder, also where links lead", "%[1]s: %[2]s",
		"The check gives containers and builds nothing of this machine but the project.", "Put what is needed into the project's folder, or use a named volume."}
	sayRemote = words{"REMOTE", "files of the project's folder", "%[1]s: %[2]s",
		"The check fetches nothing that it cannot look at first.", "Put the files into the project's folder, and name them by their path."}
	sayEnvFile = words{"ENV-FILE", "lines of the form NAME=value", "%[1]s",
		"", "Fix this line; a `#` at its beginning makes it a comment."}
	sayEmpty = words{"EMPTY", "a Compose file, with a field `services` at the top", "nothing but white space and comments",
		"", "Write `services:` in the first line, and the services below."}
	sayTooManyFiles = words{"TOO-MANY", "at most %[1]d files that name each other", "more than that",
		"", "Put the services into fewer files."}
	sayNamedFileMissing = words{"FILE-MISSING", "the file %[1]s, which `%[2]s` names", "%[3]s",
		"", "Write the file's path relative to this file, or remove the line."}
	sayNotCompose = words{"NOT-COMPOSE", "fields and their values, `services:` among them", "%[1]s",
		"", "Begin the file with a line `services:`, and write the services below, indented by two spaces."}
	sayInItself = words{"CIRCLE", "an alias (`*name`) outside what its anchor (`&name`) stands for", "`*%[1]s` inside of it",
		"It would contain itself, without end.", "Write out what is meant here."}
	sayNothingBelow = words{"NO-SERVICES", "at least one service below `services:`", "nothing below it",
		"What should belong to `services:` must be indented deeper than it.", "Indent the services by two spaces, and what belongs to each of them by four."}
	sayNoServices = words{"NO-SERVICES", "a field `services` at the top", "no such field",
		"", "Write `services:` in a line of its own, without indentation, and the services below."}
	sayTwice = words{"TWICE", "`%[1]s` once", "`%[1]s` for the second time; the first is in line %[2]d",
		"Only one of the two could count.", "Put what belongs together below one of them, and remove the other."}
	sayNotAText = words{"NAME", "a text in front of the colon", "%[1]s",
		"", "Put it between quotes, or give it another name."}
	sayContextMissing = words{"CONTEXT-MISSING", "a folder to build the service %[1]s from", "%[2]s, which is no folder",
		"", "Write the folder's path relative to this file: `build: .` for the folder of the file itself."}
	sayDockerfileMissing = words{"DOCKERFILE-MISSING", "a Dockerfile to build the service %[1]s with", "no file %[2]s",
		"", "Write it, or name another one: `dockerfile:` below `build:`, relative to the `context`."}
	sayHealthTest = words{"HEALTH-TEST", "a list that begins with CMD or CMD-SHELL", "%[1]s",
		"The first word says how the rest is run: CMD runs a program, CMD-SHELL a line of the shell.", "Write test: [\"CMD\", …], or the command as one text without brackets."}
	sayRestart = words{"RESTART", "one of %[1]s", "%[2]s",
		"", "Write one of these words; \"no\" with quotes."}
	sayContainerName = words{"CONTAINER-NAME", "a name of its own for each container of the service %[1]s", "`container_name: %[2]s` for %[3]d containers",
		"Two containers cannot have the same name.", "Remove `container_name`; Compose numbers the containers itself."}
	sayYaml = words{"YAML", "a file in YAML", "%[1]s",
		"", "Look at this line and at the one above it: every level is indented by two more spaces, an item of a list begins with `- `, and a field's name is followed by a colon and a space."}
	sayPort = words{"PORT", "a port of the container, or HOST:CONTAINER, each a number or a range such as 3000-3002", "%[1]s (%[2]s)",
		"", "Write for example \"3000\", \"8080:3000\" or \"3000-3002:3000\", with the quotes."}
	sayTime = words{"TIME", "a time with its unit for %[1]s", "%[2]s",
		"", "Write for example `%[3]s: 5s` or `500ms`."}
	sayTemplate = words{"TEMPLATE", "${NAME} where a variable's value belongs, and $$ where a dollar sign is meant", "%[1]s",
		"Compose fills in the value of a variable wherever it finds a dollar sign.", "Write $$ for every dollar sign that Compose should leave alone."}
	sayVariable = words{"VARIABLE", "a value for the variable %[1]s, which this line demands", "it has none, neither in the environment nor in .env",
		"", "Give it one in the file .env: %[1]s=…; or a default: ${%[1]s:-default}."}
	sayName = words{"NAME", "a name made of letters, digits and the signs . _ -", "%[1]s",
		"", "Give it another name; spaces and other signs are not possible here."}
	sayWrongValue = words{"WRONG-VALUE", "a value that Compose takes for %[1]s", "%[2]s",
		"", "Look at the field's description in Compose's documentation."}
)
