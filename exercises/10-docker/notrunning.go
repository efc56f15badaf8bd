package docker

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
	"workshop.example/processes/checker/containers/dockerfile"
)

// This file owns why a container does not run, or runs but cannot be reached.

// startCause is a reason why a container ends at once. It is recognised by the
// words of the engine or of the container itself.
type startCause struct {
	words *regexp.Regexp
	id    string
	// explain makes the finding's words from what the expression has matched.
	explain func(n *notes, match []string) (seen, try string)
}

// startCauses are tried in this order.
var startCauses = []startCause{
	{regexp.MustCompile(`(?i)no command specified`), "NO-COMMAND", func(*notes, []string) (string, string) {
		return "the image does not say what it starts",
			`Say it in the last line: ENTRYPOINT ["/app"].`
	}},
	{regexp.MustCompile(`unable to find (?:user|group) (\S+?):`), "NO-USER", func(_ *notes, match []string) (string, string) {
		return fmt.Sprintf("the image has no user %s: user names are in the file /etc/passwd, and an empty image has no such file", match[1]),
			fmt.Sprintf("Use a number, which needs no name: USER 10001. Or create the user in the last stage: RUN adduser -D -u 10001 %s.", match[1])
	}},
	{regexp.MustCompile(`exec (\S+): exec format error`), "NOT-A-PROGRAM", func(_ *notes, match []string) (string, string) {
		return match[1] + " is no program that this system can run: it was built for another system, or it is a package, or a script without #!",
			"A folder with a main gives a program: go build -o /app ./services/hello-world. Leave GOOS and GOARCH out, and begin a script with #!/bin/sh."
	}},
	{regexp.MustCompile(`exec:? "?(\S+?)"?: no such file or directory`), "NO-LIBRARY", func(_ *notes, match []string) (string, string) {
		return match[1] + " is there, but what it needs to run is missing: the C library of a program that is not static, or the shell that a script names in its first line",
			"Build it so that it needs no library: RUN CGO_ENABLED=0 go build …. A script begins with #!/bin/sh and has no Windows line ends."
	}},
	{regexp.MustCompile(`exec: "([^"]+)": (?:stat \S+: no such file or directory|executable file not found)`), "NO-SUCH-PROGRAM", func(n *notes, match []string) (string, string) {
		return fmt.Sprintf("the container should start %s, but there is no such file in the image", match[1]),
			"Name the path to which the program is copied, with the slash in front: " + n.copiedTo()
	}},
	{regexp.MustCompile(`(?:exec:? "?|sh: )(\S+?)"?: [Pp]ermission denied`), "NOT-EXECUTABLE", func(_ *notes, match []string) (string, string) {
		return match[1] + " is not executable, or is a folder",
			fmt.Sprintf("Make a script executable when you copy it: COPY --chmod=755 start.sh %s. If it is a folder: go build -o /app/ makes one, -o /app does not.", match[1])
	}},
	{regexp.MustCompile(`sh: (?:\d+: |line \d+: )?(\S+): not found`), "NO-SUCH-PROGRAM", func(n *notes, match []string) (string, string) {
		seen := fmt.Sprintf("a shell should start %s, but does not find it", match[1])
		if strings.HasPrefix(match[1], "[") {
			return seen + ": the brackets are no valid list, so the line was taken for a command of the shell",
				`Put each word in double quotes: ["/app"].`
		}
		return seen, "Name the path to which the program is copied, with the slash in front: " + n.copiedTo()
	}},
	{regexp.MustCompile(`REDIS_URL`), "OTHER-SERVICE", func(*notes, []string) (string, string) {
		return "it asks for REDIS_URL: that is the service world-cup-fixtures, and this exercise is about hello-world",
			"Build the other folder: go build -o /app ./services/hello-world."
	}},
}

// cause is the finding for words that say why a container does not run; nil when
// none of the causes fits.
func (n *notes) cause(said string) *check.Finding {
	for _, c := range startCauses {
		if match := c.words.FindStringSubmatch(said); match != nil {
			finding := &check.Finding{ID: c.id, Expected: "the container to start hello-world, and to stay up", Where: n.startLine()}
			if finding.Seen, finding.Try = c.explain(n, match); c.id == "NO-USER" {
				finding.Where = n.where(dockerfile.Line(n.text, "USER"))
			}
			return finding
		}
	}
	return nil
}

// copiedTo is the ENTRYPOINT that fits what the last stage copies.
func (n *notes) copiedTo() string {
	target := "/app"
	for _, each := range check.LastStage(n.file) {
		words := strings.Fields(each.Text)
		if each.Word == "COPY" && strings.Contains(each.Text, "--from=") && len(words) > 0 && strings.HasPrefix(words[len(words)-1], "/") {
			target = words[len(words)-1]
		}
	}
	return fmt.Sprintf("ENTRYPOINT [%q].", target)
}

// notStarted is about a container that the engine could not start.
func (n *notes) notStarted(ctx context.Context, i instance, err error) *check.Finding {
	if ctx.Err() != nil {
		return check.Internal(err)
	}
	if finding := n.cause(err.Error()); finding != nil {
		return finding
	}
	return trouble(err)
}

// ended is about a container that has ended before it answered.
func (n *notes) ended(ctx context.Context, r *check.Run, i instance, c docker.Container) *check.Finding {
	exited(r, i, c, false)
	said := words(ctx, i.id)
	if finding := n.cause(c.State.Error + said); finding != nil {
		if strings.Contains(said, "\n") {
			finding.Seen += said
		}
		return finding
	}
	finding := &check.Finding{
		ID:       "EXITS",
		Expected: "the container to start hello-world, and to stay up",
		Seen:     fmt.Sprintf("%s ended before it answered: %s%s", n.command(), c.Ended(), said),
		Where:    n.startLine(),
		Try:      "Its last words say why. Try it yourself: docker build -t hello . && docker run --rm hello",
	}
	if command := n.image.Command(); len(command) == 1 && strings.HasSuffix(command[0], "sh") {
		finding.Seen = fmt.Sprintf("the image starts %s, a shell, which ends at once when nobody types: the file itself does not say what to start", n.command())
		finding.Try = `Say in the last line what to start: ENTRYPOINT ["/app"].`
	}
	return finding
}

// elsewhere is about a program that listens where nobody can reach it.
func (n *notes) elsewhere(i instance, at place) *check.Finding {
	if at.isLoopback() {
		return &check.Finding{
			ID:       "LOOPBACK",
			Expected: "to reach hello-world from outside of its container",
			Seen:     fmt.Sprintf("it listens on %s, the loopback address: a container has its own, and nobody outside gets in", at.host),
			Where:    n.startLine(),
			Try:      "Make it listen on every address of the container: ENV HOST=0.0.0.0, in a line before ENTRYPOINT.",
		}
	}
	from := "the image has ENV PORT=" + n.image.Variable("PORT")
	if n.image.Variable("PORT") == "" {
		from = "hello-world's own port is " + fmt.Sprint(defaultPort)
	}
	return &check.Finding{
		ID:       "OTHER-PORT",
		Expected: fmt.Sprintf("hello-world to listen on port %d: %s", i.inside, from),
		Seen:     fmt.Sprintf("it listens on port %d: something in between sets PORT, so that docker run cannot", at.port),
		Where:    n.startLine(),
		Try:      fmt.Sprintf("A default belongs in the image, where docker run -e can change it: ENV PORT=%d. Remove PORT from the command or the script.", at.port),
	}
}

// impostor is about something else that answers.
func (n *notes) impostor(r *check.Run, a check.Answer) *check.Finding {
	finding := &check.Finding{
		ID:       "NOT-HELLO-WORLD",
		Expected: "the kit's own service, services/hello-world, to answer GET / with its greeting",
		Seen:     "something else is in the image: GET / got " + a.String(),
		Where:    n.startLine(),
		Try:      "Build the folder ./services/hello-world into the image, and start that.",
	}
	if a.Run == "" && a.Greeting() != "" {
		finding.Seen = "it answers, but without the header X-Workshop-Run: the variable WORKSHOP_RUN, which the container was given, does not reach it"
		finding.Try = "Do not clear the environment in a start script: hello-world must see what docker run -e passes."
	}
	return finding
}
