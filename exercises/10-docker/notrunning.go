package docker

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"workshop.example/processes/checker/check"
	"workshop.example/processes/checker/containers/docker"
)

// This file owns why a container does not run, or runs and cannot be reached.

// startCause is a kind of container that ends at once, by the words of the
// engine or of the container itself.
type startCause struct {
	words *regexp.Regexp
	id    string
	tell  func(n *notes, parts []string) (seen, try string)
}

// startCauses are tried in this order.
var startCauses = []startCause{
	{regexp.MustCompile(`(?i)no command specified`), "NO-COMMAND", func(*notes, []string) (string, string) {
		return "the image does not say what it starts",
			`Say it in the last line: ENTRYPOINT ["/app"].`
	}},
	{regexp.MustCompile(`unable to find (?:user|group) (\S+?):`), "NO-USER", func(_ *notes, parts []string) (string, string) {
		return fmt.Sprintf("the image has no user %s: the names of users are in its file /etc/passwd, and an empty image has none", parts[1]),
			fmt.Sprintf("Take a number, which needs no name: USER 10001. Or make the user in the last stage: RUN adduser -D -u 10001 %s.", parts[1])
	}},
	{regexp.MustCompile(`exec (\S+): exec format error`), "NOT-A-PROGRAM", func(_ *notes, parts []string) (string, string) {
		return parts[1] + " is no program that this system can run: it was built for another one, or it is a package or a script without #!",
			"A folder with a main gives a program: go build -o /app ./services/hello-world. Leave GOOS and GOARCH out, and begin a script with #!/bin/sh."
	}},
	{regexp.MustCompile(`exec:? "?(\S+?)"?: no such file or directory`), "NO-LIBRARY", func(_ *notes, parts []string) (string, string) {
		return parts[1] + " is there, but what it needs to run is not: the C library of a program that is not static, or the shell that the first line of a script names",
			"Build it so that it needs no library: RUN CGO_ENABLED=0 go build …. A script begins with #!/bin/sh, without Windows line ends."
	}},
	{regexp.MustCompile(`exec: "([^"]+)": (?:stat \S+: no such file or directory|executable file not found)`), "NO-SUCH-PROGRAM", func(n *notes, parts []string) (string, string) {
		return fmt.Sprintf("the container is to start %s, and there is no such file in the image", parts[1]),
			"Name the place to which the program is copied, with the slash before it: " + n.copiedTo()
	}},
	{regexp.MustCompile(`(?:exec:? "?|sh: )(\S+?)"?: [Pp]ermission denied`), "NOT-EXECUTABLE", func(_ *notes, parts []string) (string, string) {
		return parts[1] + " may not be executed, or is a folder",
			fmt.Sprintf("A script is made executable where it is copied: COPY --chmod=755 start.sh %s. Is it perhaps a folder? go build -o /app/ makes one.", parts[1])
	}},
	{regexp.MustCompile(`sh: (?:\d+: |line \d+: )?(\S+): not found`), "NO-SUCH-PROGRAM", func(n *notes, parts []string) (string, string) {
		seen := fmt.Sprintf("a shell was to start %s, and does not find it", parts[1])
		if strings.HasPrefix(parts[1], "[") {
			return seen + ": the brackets are no valid list, so the line was taken for a command of the shell",
				`Each word stands in double quotes: ["/app"].`
		}
		return seen, "Name the place to which the program is copied, with the slash before it: " + n.copiedTo()
	}},
	{regexp.MustCompile(`REDIS_URL`), "OTHER-SERVICE", func(*notes, []string) (string, string) {
		return "it asks for REDIS_URL: that is the service world-cup-fixtures, and this exercise is about hello-world",
			"Build the other folder: go build -o /app ./services/hello-world."
	}},
}

// cause is the finding for words that tell why a container does not run; nil
// when they tell nothing that is known.
func (n *notes) cause(said string) *check.Finding {
	for _, c := range startCauses {
		if parts := c.words.FindStringSubmatch(said); parts != nil {
			finding := &check.Finding{ID: c.id, Expected: "the container to start hello-world, and to stay up", Where: n.starts()}
			if finding.Seen, finding.Try = c.tell(n, parts); c.id == "NO-USER" {
				finding.Where = n.where(docker.Dockerfile(n.text, "USER"))
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
		Where:    n.starts(),
		Try:      "Its last words say why. Try it by itself: docker build -t hello . && docker run --rm hello",
	}
	if command := n.image.Command(); len(command) == 1 && strings.HasSuffix(command[0], "sh") {
		finding.Seen = fmt.Sprintf("the image starts %s, a shell, which ends at once when nobody types: the file says nothing of its own", n.command())
		finding.Try = `Say in the last line what is started: ENTRYPOINT ["/app"].`
	}
	return finding
}

// elsewhere is about a program that listens where nobody can reach it.
func (n *notes) elsewhere(i instance, at place) *check.Finding {
	if at.isLoopback() {
		return &check.Finding{
			ID:       "LOOPBACK",
			Expected: "hello-world to be reached from outside of its container",
			Seen:     fmt.Sprintf("it listens on %s, the container's own loopback address: a container is a machine of its own there, and nobody outside gets in", at.host),
			Where:    n.starts(),
			Try:      "Let it listen on every address of the container: ENV HOST=0.0.0.0, a line before ENTRYPOINT.",
		}
	}
	from := "the image has ENV PORT=" + n.image.Variable("PORT")
	if n.image.Variable("PORT") == "" {
		from = "hello-world's own port is " + fmt.Sprint(defaultPort)
	}
	return &check.Finding{
		ID:       "OTHER-PORT",
		Expected: fmt.Sprintf("hello-world to listen on port %d: %s", i.inside, from),
		Seen:     fmt.Sprintf("it listens on port %d: something between sets PORT, so that nobody else can", at.port),
		Where:    n.starts(),
		Try:      fmt.Sprintf("A default belongs into the image, where docker run -e can change it: ENV PORT=%d. Take PORT out of the command or the script.", at.port),
	}
}

// impostor is about something else that answers.
func (n *notes) impostor(r *check.Run, a check.Answer) *check.Finding {
	finding := &check.Finding{
		ID:       "NOT-HELLO-WORLD",
		Expected: "the kit's own service, services/hello-world, to answer GET / with its greeting",
		Seen:     "something else is in the image: GET / got " + a.String(),
		Where:    n.starts(),
		Try:      "Build the folder ./services/hello-world into the image, and start that.",
	}
	if a.Run == "" && a.Greeting() != "" {
		finding.Seen = "it answers, but without the header X-Workshop-Run: the variable WORKSHOP_RUN, which the container was given, does not reach it"
		finding.Try = "Do not clear the environment in a start script: hello-world must see what docker run -e gives."
	}
	return finding
}
