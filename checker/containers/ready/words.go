package ready

import (
	"regexp"
	"slices"
	"strings"
)

// This file owns what the words of a docker command that failed mean. They
// differ between the command's versions, its plugins and the engine's ways to
// keep images; the tests have them as they were seen.

// Understand says what of this machine's Docker the words of a failed docker
// command tell (its standard error; for a build, a pull, or of Compose). It is
// nil when they tell of none: then the failure has to do with what was asked.
// Words that a learner's own program printed do not belong in there.
func Understand(output string) *Problem { return surroundings().understand(output) }

// meaning is what some words mean.
type meaning struct {
	words *regexp.Regexp
	tell  func(m machine, parts []string) *Problem // with the words and their groups
}

// meanings are tried in this order. What is wrong with the engine comes before
// what it was asked for.
var meanings = []meaning{
	{regexp.MustCompile(`(?i)permission denied while trying to connect to the docker|dial unix \S*docker\S*: connect: permission denied|open //\./pipe/\S+: Access is denied`),
		func(m machine, _ []string) *Problem { return m.noPermission() }},
	{regexp.MustCompile(`(?i)context "?([^"\n:]*)"?: context not found|context "([^"\n]*)" does not exist`),
		func(m machine, parts []string) *Problem { return m.noContext(parts[1] + parts[2]) }},
	{regexp.MustCompile(`(?i)cannot connect to the docker daemon(?: at (\S+?)\.? )?|failed to connect to the docker API at (\S+?);|error during connect: |open //\./pipe/(\S+): The system cannot find|is the docker daemon running\?|docker desktop is unable to start`),
		func(m machine, parts []string) *Problem { return m.noEngine(strings.Join(parts[1:], "")) }},
	{regexp.MustCompile(`(?i)no space left on device|not enough space on the disk|disk quota exceeded`),
		func(m machine, _ []string) *Problem { return m.diskFull() }},
	{regexp.MustCompile(`(?i)install the buildx component|buildx component is missing|unknown command: docker buildx|'buildx' is not a docker command|requires BuildKit`),
		func(m machine, _ []string) *Problem { return m.noBuildx("`docker buildx` is not there") }},
	{regexp.MustCompile(`(?i)unknown command: docker compose|'compose' is not a docker command`),
		func(m machine, _ []string) *Problem { return m.noCompose(false) }},
	{regexp.MustCompile(`(?i)no matching manifest for windows|image operating system "linux" cannot be used`),
		func(machine, []string) *Problem { return windowsContainers() }},
	{regexp.MustCompile(`(?i)non-overlapping IPv4 address pool|predefined address pools have been fully subnetted`),
		func(m machine, _ []string) *Problem { return m.noAddresses() }},
	{regexp.MustCompile(`(?i)(iptables failed|failed to create endpoint [^\n]*(?:does not exist|not supported|no such device)|error reading from server: EOF|containerd is not running|connection to the engine was lost)`),
		func(m machine, parts []string) *Problem { return m.unwell(parts[1]) }},
}

func (m machine) understand(output string) *Problem { return m.understandFor("", output) }

// understandFor is understand for the words of a pull of an image, or, when
// that is "", for any.
func (m machine) understandFor(image, output string) *Problem {
	for _, each := range meanings {
		if parts := each.words.FindStringSubmatch(output); parts != nil {
			return each.tell(m, parts)
		}
	}
	return understandPull(image, output)
}

func (m machine) noContext(name string) *Problem {
	return &Problem{Kind: NoEngine, Seen: "the docker command is told to use the context " + strings.TrimSpace(name) + ", which is not there",
		Do: "take the one that it has from the beginning:\ndocker context use default"}
}

var (
	// unknown are the words for an image that a registry does not have, or
	// does not want to tell of.
	unknown = regexp.MustCompile(`(?im)manifest unknown|manifest for \S+ not found|pull access denied|requested access to the resource is denied|repository name not known` +
		`|repository does not exist|(?:metadata for \S+|reference "[^"]+"|LLB definition|#\d+ ERROR): \S+: not found$`)
	// elsewhere are the words for one that is made for other processors.
	elsewhere = regexp.MustCompile(`(?i)no matching manifest for (\S+)|no match for platform in manifest`)
	// pulling are words in a line that tells of an image that was asked for.
	pulling = regexp.MustCompile(`(?i)resolve source metadata|resolve reference|httpReadSeeker|(?:anonymous|oauth) token|"https?://[^/"]+/v2/|pulling from host|toomanyrequests|error getting credentials|(?:daemon:|Error) (?:unauthorized|received unexpected HTTP status)`)
	// printed begins a line that a command of a build printed, in the running
	// account and in the one at the end.
	printed = regexp.MustCompile(`^(?:#\d+ )?\d+\.\d+ `)
)

// causes are why a registry gives nothing. The first that is found counts.
var causes = []struct {
	words    *regexp.Regexp
	seen, do string
}{
	{regexp.MustCompile(`(?i)error getting credentials`), "docker asks a program for a password that is not there or fails",
		"it is not needed here: take the line with \"credsStore\" out of ~/.docker/config.json"},
	{regexp.MustCompile(`(?i)toomanyrequests|429 Too Many Requests|pull rate limit`), "the registry allows this network no more pulls for now",
		"wait an hour, or use an account, which may pull more:\ndocker login"},
	{regexp.MustCompile(`(?i)proxyconnect|407 Proxy Authentication`), "the proxy between the engine and the network does not let it through",
		"see https://docs.docker.com/engine/daemon/proxy/, or Settings, Resources, Proxies in Docker Desktop"},
	{regexp.MustCompile(`(?i)certificate has expired or is not yet valid`), "the registry's certificate is not of this time",
		"look at this machine's clock"},
	{regexp.MustCompile(`(?i)x509: |tls: failed to verify`), "the registry's certificate is not trusted",
		"a network that reads along has a certificate of its own, which the engine must know: ask who runs it"},
	{regexp.MustCompile(`(?i)403 Forbidden`), "the registry refuses (403 Forbidden)", ""},
	{regexp.MustCompile(`(?i)unauthorized|401 Unauthorized`), "the registry does not accept the account that docker is logged in with",
		"without an account:\ndocker logout"},
	{regexp.MustCompile(`(?i)lookup (\S+)(?: on \S+)?: |no such host|name resolution|server misbehaving`), "there is no network, or it does not know the registry's name", ""},
	{regexp.MustCompile(`(?i)i/o timeout|TLS handshake timeout|deadline exceeded|Client\.Timeout|request canceled|connection refused|connection reset|no route to host|network is unreachable|connectex|\bEOF\b|unexpected status|HTTP status: 5|tls: `), "the registry does not answer", ""},
}

// understandPull understands what has to do with images, and with a build's
// own downloads. The words of a pull of an image often leave away which one,
// and that it is about one at all.
func understandPull(image, output string) *Problem {
	asked := image != ""
	pull := asked
	if !pull {
		image = imageIn(output)
	}
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case printed.MatchString(line):
		case elsewhere.MatchString(line):
			return otherProcessor(image)
		case unknown.MatchString(line):
			return unknownImage(image)
		case pull || pulling.MatchString(line):
			asked = true
			if problem := because(image, line); problem != nil {
				return problem
			}
		}
	}
	if asked {
		return nil
	}
	return understandDownload(output)
}

// because says why an image cannot be pulled, when some words tell.
func because(image, words string) *Problem {
	for _, c := range causes {
		if c.words.MatchString(words) {
			return cannotPull(image, c.seen, c.do)
		}
	}
	return nil
}

func otherProcessor(image string) *Problem {
	return &Problem{Kind: UnknownImage, Image: image, Seen: named(image) + " is not made for this machine's kind of processor",
		Do: "take another image, or another tag of this one"}
}

func unknownImage(image string) *Problem {
	if slices.Contains(BaseImages, image) {
		return cannotPull(image, "the registry that is asked does not have it", "")
	}
	return &Problem{Kind: UnknownImage, Image: image, Seen: "no registry has " + named(image) + ", or it is not for everybody",
		Do: "look at its name and its tag: they are written as on https://hub.docker.com"}
}

// frontend is the image that a line "# syntax=" asks for.
const frontend = "docker/dockerfile"

func cannotPull(image, seen, do string) *Problem {
	p := &Problem{Kind: CannotPull, Image: image, Do: do,
		Seen: named(image) + " is not on this machine, and cannot be pulled: " + seen}
	switch {
	case do != "":
	case strings.HasPrefix(image, frontend):
		p.Do = "the line `# syntax=` asks for it; without that line the builder of the engine itself is used; with a network:\ndocker pull " + image
	case image != "":
		p.Do = "with a network:\ndocker pull " + image
	default:
		p.Do = "try again with a network"
	}
	return p
}

func named(image string) string {
	if image == "" {
		return "an image"
	}
	return "the image " + image
}

// download are the words of what a build's own commands say without a network:
// the go tool, and Alpine's and Debian's installers.
var download = regexp.MustCompile(`(?i)(?:dial tcp: lookup (\S+?)(?: on \S+)?: |dial tcp \S+: (?:i/o timeout|connect: (?:network is unreachable|no route to host))|fetching https?://(\S+?)/\S*: (?:temporary error|network error)|Temporary failure resolving '([^']+)'|Could not resolve host: (\S+)|(?:bad address|unable to resolve host address) [‘'"]([^’'"]+))`)

func understandDownload(output string) *Problem {
	parts := download.FindStringSubmatch(output)
	if parts == nil {
		return nil
	}
	from := strings.Join(parts[1:], "")
	if from == "" {
		from = "the network"
	}
	return &Problem{Kind: NoNetwork, Seen: "the build could not download from " + from + ": it has no network",
		Do: "what was downloaded once is kept; with a network:\ngo run ./checker doctor --pull"}
}

// imageNames find the image that the words are about. The first that finds one
// counts, and the last that it finds: what failed stands at the end.
var imageNames = []*regexp.Regexp{
	regexp.MustCompile(`resolve source metadata for (\S+?):? `),
	regexp.MustCompile(`resolve image config for (?:docker-image://)?(\S+)`),
	regexp.MustCompile(`(?m)^ > .*load metadata for (\S+?):$`),
	regexp.MustCompile(`failed to resolve reference "([^"]+)"`),
	regexp.MustCompile(`manifest for (\S+) not found`),
	regexp.MustCompile(`(?m)LLB definition: (\S+): not found$`),
	regexp.MustCompile(`Unable to find image '([^']+)' locally`),
	regexp.MustCompile(`pull access denied for (\S+?),`),
	regexp.MustCompile(`(?m)^Step \d+/\d+ : FROM (\S+)`),
	regexp.MustCompile(`Image (\S+) (?:Error|failed)`),
}

// manifestAddress is where a registry keeps an image.
var manifestAddress = regexp.MustCompile(`//([^/\s"]+)/v2/(\S+)/manifests/([^"\s]+)"`)

// imageIn is the image that the words are about, as a person writes it; "" when
// they name none.
func imageIn(output string) string {
	for _, names := range imageNames {
		if found := names.FindAllStringSubmatch(output, -1); found != nil {
			return familiar(found[len(found)-1][1])
		}
	}
	if parts := manifestAddress.FindStringSubmatch(output); parts != nil {
		return familiar(strings.Replace(parts[1], "registry-1.docker.io", "docker.io", 1) + "/" + parts[2] + ":" + parts[3])
	}
	return ""
}

// familiar is an image's name without what everybody leaves away.
func familiar(image string) string {
	image = strings.TrimPrefix(image, "docker.io/")
	return strings.TrimPrefix(image, "library/")
}

// lastLine is the last line of a text that says anything.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
