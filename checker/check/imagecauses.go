package check

import (
	"fmt"
	"path"
	"strings"

	"workshop.example/processes/checker/containers/dockerfile"
)

// This file owns the words for each kind of build that failed: what was seen,
// and what to try.

func noFrom(failedBuild, []string) (seen, try string) {
	return "it has no FROM, so there is nothing to begin with",
		"Begin with the stage that builds the program: FROM golang:1.26-alpine AS build."
}

func unknownInstruction(_ failedBuild, parts []string) (seen, try string) {
	seen = parts[1] + " is no instruction of a Dockerfile"
	if parts[2] != "" {
		return seen, fmt.Sprintf("Did you mean %s? Write %s instead of %s.", parts[2], parts[2], parts[1])
	}
	return seen, "Each line begins with an instruction, such as FROM, RUN or COPY; a line that goes on ends with \\."
}

func syntax(_ failedBuild, parts []string) (seen, try string) {
	return "the line is not understood: " + parts[1] + parts[2],
		"Compare the line with https://docs.docker.com/reference/dockerfile/ and mend it."
}

func nothingToCopy(f failedBuild, parts []string) (seen, try string) {
	wanted := strings.TrimPrefix(parts[1]+parts[2], "/")
	at, _ := f.at()
	if from := copiedFrom(at); from != "" {
		return fmt.Sprintf("COPY --from=%s wants /%s, which is not there in that stage", from, wanted),
			fmt.Sprintf("Let both lines name the same place: RUN go build -o /%s … in the stage %s, and COPY --from=%s /%s.", wanted, from, from, wanted)
	}
	if f.isThere(wanted) {
		return fmt.Sprintf("%s is to be copied, and was not sent to the engine: .dockerignore leaves it out", wanted),
			fmt.Sprintf("Take the line that leaves out %s from .dockerignore, or add below it: !%s", wanted, wanted)
	}
	return fmt.Sprintf("%s is to be copied, and there is no such file or folder in the kit's folder, which is what is sent to the engine", wanted),
		fmt.Sprintf("Paths are relative to the kit's folder, and cannot lead out of it; see `ls %s`.", path.Dir(wanted))
}

func noUserInBuild(f failedBuild, parts []string) (seen, try string) {
	user := parts[1] + parts[2]
	return fmt.Sprintf("there is no user %s in this image", user) + f.step(),
		fmt.Sprintf("Make the user before the line that needs it: RUN adduser -D -u 10001 %s. Or take a number, which needs no name: USER 10001.", user)
}

func noShell(f failedBuild, _ []string) (seen, try string) {
	return "RUN needs a shell, and this image has none" + f.step(),
		"Run the command in the stage that builds, and only COPY --from=… into the last one; or let the last one begin with alpine:3.22."
}

func oldGo(f failedBuild, parts []string) (seen, try string) {
	return fmt.Sprintf("the kit needs Go %s, and the image has Go %s", parts[1], parts[2]) + f.step(),
		"Take a newer image for the stage that builds: FROM golang:1.26-alpine AS build."
}

func goModule(f failedBuild, parts []string) (seen, try string) {
	return "the go tool does not find what it is to build: " + parts[1] + f.step(),
		"It needs go.mod, go.sum and the folder services in one folder, and is called there: WORKDIR /src, COPY . ., RUN go build -o /app ./services/hello-world."
}

func doesNotCompile(f failedBuild, parts []string) (seen, try string) {
	return "the program does not compile: " + parts[1] + f.step(),
		"Fix the line that the compiler names; `go vet ./services/...` shows the same message."
}

func noSuchCommand(f failedBuild, parts []string) (seen, try string) {
	command := path.Base(parts[1])
	seen = fmt.Sprintf("there is no command %s in the image of this stage", command) + f.step()
	switch command {
	case "go":
		return seen, "Build in a stage that has Go, FROM golang:1.26-alpine AS build, and copy the program out of it: COPY --from=build /app /app."
	case "git", "make", "bash", "curl", "gcc":
		return seen, fmt.Sprintf("Do you need it? go build does without. Otherwise install it before: RUN apk add --no-cache %s.", command)
	case "apt-get", "apt":
		return seen, "Alpine Linux installs with apk add --no-cache …; adduser -D makes a user there."
	}
	return seen, "Is it spelt right, and is it in the image that this stage begins with?"
}

func buildFails(f failedBuild, parts []string) (seen, try string) {
	seen = "docker build failed: " + parts[1] + f.step()
	if at, ok := f.at(); ok && at.Word == "RUN" {
		return seen, "The last lines say why the command failed. `docker build --progress=plain .` shows all of them."
	}
	return seen, "`docker build --progress=plain .` shows all that the engine says."
}

// LastStage is the instructions of the last stage of a Dockerfile: what the
// image is made of.
func LastStage(all []dockerfile.Instruction) (last []dockerfile.Instruction) {
	for _, each := range all {
		if len(last) > 0 && each.Stage != last[0].Stage {
			last = nil
		}
		last = append(last, each)
	}
	return last
}
