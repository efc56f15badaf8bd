package ready

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// linux is a machine with nothing special about it.
var linux = machine{os: "linux"}

// The words are as real commands printed them: versions 20.10, 26.1 and 28.2 of
// the command before an engine 26.1, Compose 2.26; those of version 29 and of
// Docker Desktop as their users report them.
func TestWordsAreUnderstood(t *testing.T) {
	const resolve = "ERROR: failed to solve: golang:1.26-alpine: failed to resolve source metadata for docker.io/library/golang:1.26-alpine: "
	for _, test := range []struct {
		name, words string
		kind        Kind
		seen, image string
	}{
		{"stopped", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", NoEngine, "not running", ""},
		{"stopped, build", "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", NoEngine, "not running", ""},
		{"stopped, 29", "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory", NoEngine, "not running", ""},
		{"stopped, Windows", `error during connect: Get "http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.51/version": open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.`, NoEngine, "not running", ""},
		{"context is gone", `Failed to initialize: unable to resolve docker endpoint: context "nonsense": context not found: open /home/a/.docker/contexts/meta/999/meta.json: no such file or directory`, NoEngine, "the context nonsense, which is not there", ""},
		{"socket", `permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied`, NoPermission, "group docker", ""},
		{"socket, 20.10", `Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json": dial unix /var/run/docker.sock: connect: permission denied`, NoPermission, "group docker", ""},
		{"socket, 29", "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock", NoPermission, "group docker", ""},

		{"full, context", "ERROR: failed to solve: write /var/lib/docker/overlay2/th80067qbujfr32qhrx9ridhw/diff/big: no space left on device", DiskFull, "no space left", ""},
		{"full, Dockerfile", "#1 ERROR: failed to add snapshot su1xaxww50lbwc1ush9l65azy to lease: write /var/lib/docker/buildkit/containerdmeta.db: no space left on device", DiskFull, "no space left", ""},
		{"full, compiler", "#9 23.70 compile: writing output: write $WORK/b533/_pkg_.a: no space left on device\nERROR: failed to solve: process \"/bin/sh -c go build\" did not complete successfully: exit code: 1", DiskFull, "no space left", ""},
		{"full, pull", "failed to register layer: write /usr/local/go/bin/go: no space left on device", DiskFull, "no space left", ""},

		{"no BuildKit", "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n            Install the buildx component to build images with BuildKit:\n            https://docs.docker.com/go/buildx/", NoBuildx, "buildx", ""},
		{"BuildKit broken", "ERROR: BuildKit is enabled but the buildx component is missing or broken.", NoBuildx, "buildx", ""},
		{"no Compose", "docker: 'compose' is not a docker command.\nSee 'docker --help'", NoCompose, "docker compose", ""},
		{"no Compose, 28", "docker: unknown command: docker compose\n\nRun 'docker --help' for more information", NoCompose, "docker compose", ""},
		{"Windows containers", "no matching manifest for windows/amd64 10.0.22631 in the manifest list entries", WindowsContainers, "Windows containers", ""},
		{"no addresses", "Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", NoAddresses, "addresses", ""},
		{"no addresses, 27", "Error response from daemon: all predefined address pools have been fully subnetted", NoAddresses, "addresses", ""},
		{"no bridge", `ERROR: failed to solve: process "/x" did not complete successfully: failed to create endpoint 888atd13bndduvc3rolyd4pwj on network bridge: adding interface vethc7527e3 to bridge docker0 failed: Device does not exist`, Unwell, "Device does not exist", ""},

		{"no network, pull", `Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host`, CannotPull, "an image is not on this machine, and cannot be pulled: there is no network", ""},
		{"no network, run", "Unable to find image 'alpine:3.22' locally\ndocker: Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host", CannotPull, "there is no network", "alpine:3.22"},
		{"no network, build", resolve + `failed to do request: Head "https://registry-1.docker.io/v2/library/golang/manifests/1.26-alpine": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host`, CannotPull, "there is no network", "golang:1.26-alpine"},
		{"no network, classic builder", "Step 1/2 : FROM golang:1.26-alpine\nStep 5/9 : FROM alpine:3.22\nGet \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host", CannotPull, "there is no network", "alpine:3.22"},
		{"no network, 20.10", `failed to solve with frontend dockerfile.v0: failed to create LLB definition: failed to do request: Head "https://registry-1.docker.io/v2/library/python/manifests/3.6": dial tcp 3.211.199.249:443: i/o timeout`, CannotPull, "does not answer", "python:3.6"},
		{"no network, syntax line", `ERROR: failed to solve: failed to resolve source metadata for docker.io/docker/dockerfile:1: failed to do request: Head "https://registry-1.docker.io/v2/docker/dockerfile/manifests/1": dial tcp: lookup registry-1.docker.io: i/o timeout`, CannotPull, "there is no network", "docker/dockerfile:1"},
		{"no network, Compose", " a Pulling \n a Error Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host", CannotPull, "there is no network", ""},
		{"token", `Error response from daemon: failed to resolve reference "docker.io/library/redis:7-alpine": failed to authorize: failed to fetch anonymous token: Get "https://auth.docker.io/token?scope=repository%3Alibrary%2Fredis%3Apull&service=registry.docker.io": EOF`, CannotPull, "does not answer", "redis:7-alpine"},
		{"handshake", `Error response from daemon: failed to resolve reference "docker.io/gvenzl/oracle-free:latest": failed to do request: Head "https://registry-1.docker.io/v2/gvenzl/oracle-free/manifests/latest": net/http: TLS handshake timeout`, CannotPull, "does not answer", "gvenzl/oracle-free:latest"},
		{"proxy", resolve + `failed to do request: Head "https://registry-1.docker.io/v2/library/golang/manifests/1.26-alpine": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused`, CannotPull, "the proxy", "golang:1.26-alpine"},
		{"certificate", resolve + `failed to do request: Head "https://registry-1.docker.io/v2/library/golang/manifests/1.26-alpine": tls: failed to verify certificate: x509: certificate signed by unknown authority`, CannotPull, "is not trusted", "golang:1.26-alpine"},
		{"limit", "Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit", CannotPull, "no more pulls", ""},
		{"limit, build", resolve + "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/golang/manifests/sha256:f56a: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.", CannotPull, "no more pulls", "golang:1.26-alpine"},
		{"limit, old BuildKit", "#3 ERROR: pulling from host registry-1.docker.io failed with status code [manifests 20.10]: 429 Too Many Requests\n------\n > [internal] load metadata for docker.io/library/docker:20.10:", CannotPull, "no more pulls", "docker:20.10"},
		{"limit, Compose", " cache Error toomanyrequests: You have reached your unauthenticated pull rate limit.", CannotPull, "no more pulls", ""},
		{"refused", `Error response from daemon: unknown: failed to resolve reference "ghcr.io/a/b:latest": unexpected status from HEAD request to https://ghcr.io/v2/a/b/manifests/latest: 403 Forbidden`, CannotPull, "403 Forbidden", "ghcr.io/a/b:latest"},
		{"registry is down", "Error response from daemon: received unexpected HTTP status: 503 Service Unavailable", CannotPull, "does not answer", ""},
		{"wrong account", "Error response from daemon: unauthorized: incorrect username or password", CannotPull, "account", ""},
		{"credentials", resolve + "error getting credentials - err: exec: \"docker-credential-desktop.exe\": executable file not found in $PATH, out: ``", CannotPull, "password", "golang:1.26-alpine"},

		{"tag, pull", "Error response from daemon: manifest for alpine:3.99 not found: manifest unknown: manifest unknown", UnknownImage, "no registry has the image alpine:3.99", "alpine:3.99"},
		{"tag, build", "ERROR: failed to solve: alpine:3.99: failed to resolve source metadata for docker.io/library/alpine:3.99: docker.io/library/alpine:3.99: not found", UnknownImage, "alpine:3.99", "alpine:3.99"},
		{"tag, 20.10", "failed to solve with frontend dockerfile.v0: failed to create LLB definition: docker.io/library/alpine:3.99: not found", UnknownImage, "alpine:3.99", "alpine:3.99"},
		{"tag, 29", `Error response from daemon: failed to resolve reference "docker.io/library/alpine:3.99": docker.io/library/alpine:3.99: not found`, UnknownImage, "alpine:3.99", "alpine:3.99"},
		{"name, pull", "Error response from daemon: pull access denied for alpin, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", UnknownImage, "the image alpin,", "alpin"},
		{"name, build", "ERROR: failed to solve: alpin:3.22: failed to resolve source metadata for docker.io/library/alpin:3.22: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", UnknownImage, "alpin:3.22", "alpin:3.22"},
		{"name, Compose", " a Error manifest unknown", UnknownImage, "no registry has an image", ""},
		{"processor", "ERROR: failed to solve: a/b:1: failed to resolve source metadata for docker.io/a/b:1: no match for platform in manifest: not found", UnknownImage, "processor", "a/b:1"},
		{"what the exercises name exists", resolve + "docker.io/library/golang:1.26-alpine: not found", CannotPull, "the registry that is asked", "golang:1.26-alpine"},

		{"modules", "#9 0.412 go: github.com/redis/go-redis/v9@v9.23.0: Get \"https://proxy.golang.org/github.com/redis/go-redis/v9/@v/v9.23.0.mod\": dial tcp: lookup proxy.golang.org on 10.0.0.2:53: no such host", NoNetwork, "from proxy.golang.org", ""},
		{"modules, no route", "#9 0.4 go: a.example/b@v1: Get \"https://proxy.golang.org/a.example/b/v2/@v/v1.mod\": dial tcp 142.250.1.1:443: i/o timeout", NoNetwork, "from the network", ""},
		{"packages of Alpine", "#6 5.1 WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz: temporary error (try again later)", NoNetwork, "from dl-cdn.alpinelinux.org", ""},
		{"packages of Debian", "#6 5.1   Temporary failure resolving 'deb.debian.org'", NoNetwork, "from deb.debian.org", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := linux.understand(test.words)
			require.NotNil(t, got)
			assert.Equal(t, test.kind, got.Kind)
			assert.Contains(t, got.Seen, test.seen)
			assert.Equal(t, test.image, got.Image)
			assert.NotEmpty(t, got.Do)
		})
	}
}

// What a learner's files cause must never look as if the machine were to blame.
func TestWordsOfALearnersMistakeAreNone(t *testing.T) {
	// The account of a build tells of images that were found, too.
	const found = "#2 [internal] load metadata for docker.io/library/alpine:3.22\n#2 DONE 0.0s\n#4 [1/3] FROM docker.io/library/alpine:3.22\n#4 CACHED\n"
	for name, words := range map[string]string{
		"nothing":               "",
		"no such instruction":   "ERROR: failed to solve: dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)",
		"capital in FROM":       `ERROR: failed to solve: failed to parse stage name "Alpine:3.99": invalid reference format: repository name (library/Alpine) must be lowercase`,
		"file that is not sent": "#7 ERROR: failed to calculate checksum of ref h3k2::x91: \"/nope\": not found\nERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref h3k2::x91: \"/nope\": not found",
		"command not found":     found + "#8 0.101 /bin/sh: go: not found\nERROR: failed to solve: process \"/bin/sh -c go build\" did not complete successfully: exit code: 127",
		"refused by a port":     found + "#8 0.101 dial tcp 127.0.0.1:6379: connect: connection refused\nERROR: failed to solve: process \"/bin/sh -c go test\" did not complete successfully: exit code: 1",
		"a module with v2":      found + "#8 0.101 services/redis/main.go:3:1: undefined: a\n#8 0.101 github.com/alicebob/miniredis/v2/server: EOF\nERROR: failed to solve: process \"/bin/sh -c go build\" did not complete successfully: exit code: 1",
		"a word in a test":      found + "#8 0.101 --- FAIL: TestPull: manifest unknown\n------\n > [3/3] RUN go test:\n0.101 --- FAIL: TestPull: manifest unknown\n------\nERROR: failed to solve: process \"/bin/sh -c go test\" did not complete successfully: exit code: 1",
		"program is not there":  `Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "app": executable file not found in $PATH: unknown`,
		"port is taken":         "Error response from daemon: driver failed programming external connectivity on endpoint a (4f5a): Bind for 0.0.0.0:3000 failed: port is already allocated",
		"a file's permission":   "#8 0.101 open /app/config.json: permission denied",
		"compose file":          "yaml: line 3: mapping values are not allowed in this context",
		"no such service":       `service "hello" depends on undefined service "redis": invalid compose project`,
	} {
		assert.Nil(t, linux.understand(words), name)
	}
}

func TestAPullKnowsItsImage(t *testing.T) {
	got := linux.understandFor("redis:7-alpine", "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": context deadline exceeded")
	require.NotNil(t, got)
	assert.Equal(t, CannotPull, got.Kind)
	assert.Contains(t, got.Seen, "the image redis:7-alpine is not on this machine, and cannot be pulled: the registry does not answer")
	assert.Equal(t, "with a network:\ndocker pull redis:7-alpine", got.Do)
}
