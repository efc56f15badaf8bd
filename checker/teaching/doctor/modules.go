package doctor

import (
	"slices"
	"strings"
)

// This file owns which modules the programs need, so that those that are not
// here can all be named, and counted, before any of them is: the go tool finds
// the modules behind a module only once it has that one. Whether what is here
// is enough, the go tool alone says. The versions stand in go.mod. A test
// compares these lists with what is imported.

// needed are the modules of a list that a system needs. An entry is a path,
// and the systems that need it where not all do.
func needed(list []string, system string) []string {
	var paths []string
	for _, entry := range list {
		words := strings.Fields(entry)
		if len(words) == 1 || slices.Contains(words[1:], system) {
			paths = append(paths, words[0])
		}
	}
	return paths
}

// ofPrograms are the modules of what exercises 1 to 9 start. All modules in
// go.mod are four times as large, and no learner needs the others.
var ofPrograms = []string{
	"charm.land/bubbletea/v2",
	"github.com/adhocore/gronx",
	"github.com/alicebob/miniredis/v2",
	"github.com/bmatcuk/doublestar/v4",
	"github.com/cespare/xxhash/v2",
	"github.com/charmbracelet/colorprofile",
	"github.com/charmbracelet/ultraviolet",
	"github.com/charmbracelet/x/ansi",
	"github.com/charmbracelet/x/term",
	"github.com/charmbracelet/x/termios linux darwin",
	"github.com/charmbracelet/x/windows",
	"github.com/clipperhouse/displaywidth",
	"github.com/clipperhouse/uax29/v2",
	"github.com/dlclark/regexp2",
	"github.com/ebitengine/purego darwin",
	"github.com/fsnotify/fsnotify",
	"github.com/go-ole/go-ole windows",
	"github.com/go-sourcemap/sourcemap",
	"github.com/google/pprof",
	"github.com/grafana/sobek",
	"github.com/inconshreveable/mousetrap windows",
	"github.com/joho/godotenv",
	"github.com/lucasb-eyer/go-colorful",
	"github.com/mattn/go-runewidth",
	"github.com/muesli/cancelreader",
	"github.com/redis/go-redis/v9",
	"github.com/rivo/uniseg",
	"github.com/shirou/gopsutil/v4 darwin windows",
	"github.com/spf13/cobra",
	"github.com/spf13/pflag",
	"github.com/stretchr/testify",
	"github.com/tklauser/go-sysconf darwin",
	"github.com/xo/terminfo",
	"github.com/yuin/gopher-lua",
	"github.com/yusufpapurcu/wmi windows",
	"go.uber.org/atomic",
	"go.yaml.in/yaml/v3",
	"golang.org/x/sync",
	"golang.org/x/sys",
	"golang.org/x/term",
	"golang.org/x/text",
}

// ofEngine are those of the checker's part for containers.
var ofEngine = []string{
	"dario.cat/mergo",
	"github.com/Azure/go-ansiterm windows",
	"github.com/Microsoft/go-winio windows",
	"github.com/adhocore/gronx",
	"github.com/bmatcuk/doublestar/v4",
	"github.com/cenkalti/backoff/v4",
	"github.com/cespare/xxhash/v2",
	"github.com/charmbracelet/x/ansi",
	"github.com/clipperhouse/displaywidth",
	"github.com/clipperhouse/uax29/v2",
	"github.com/compose-spec/compose-go/v2",
	"github.com/containerd/errdefs",
	"github.com/containerd/errdefs/pkg",
	"github.com/containerd/log",
	"github.com/containerd/platforms",
	"github.com/cpuguy83/dockercfg",
	"github.com/distribution/reference",
	"github.com/dlclark/regexp2",
	"github.com/docker/go-connections",
	"github.com/docker/go-units",
	"github.com/ebitengine/purego darwin",
	"github.com/felixge/httpsnoop",
	"github.com/fsnotify/fsnotify",
	"github.com/go-logr/logr",
	"github.com/go-logr/stdr",
	"github.com/go-ole/go-ole windows",
	"github.com/go-sourcemap/sourcemap",
	"github.com/go-viper/mapstructure/v2",
	"github.com/google/pprof",
	"github.com/google/uuid",
	"github.com/grafana/sobek",
	"github.com/joho/godotenv",
	"github.com/klauspost/compress",
	"github.com/lucasb-eyer/go-colorful",
	"github.com/magiconair/properties",
	"github.com/mattn/go-runewidth",
	"github.com/mattn/go-shellwords",
	"github.com/moby/docker-image-spec",
	"github.com/moby/go-archive",
	"github.com/moby/moby/api",
	"github.com/moby/moby/client",
	"github.com/moby/patternmatcher",
	"github.com/moby/sys/sequential",
	"github.com/moby/sys/user",
	"github.com/moby/sys/userns linux",
	"github.com/moby/term",
	"github.com/opencontainers/go-digest",
	"github.com/opencontainers/image-spec",
	"github.com/santhosh-tekuri/jsonschema/v6",
	"github.com/shirou/gopsutil/v4",
	"github.com/sirupsen/logrus",
	"github.com/stretchr/testify",
	"github.com/testcontainers/testcontainers-go",
	"github.com/tklauser/go-sysconf linux darwin",
	"github.com/tklauser/numcpus linux",
	"github.com/xhit/go-str2duration/v2",
	"github.com/yusufpapurcu/wmi windows",
	"go.opentelemetry.io/auto/sdk",
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
	"go.opentelemetry.io/otel",
	"go.opentelemetry.io/otel/metric",
	"go.opentelemetry.io/otel/trace",
	"go.yaml.in/yaml/v3",
	"go.yaml.in/yaml/v4",
	"golang.org/x/crypto",
	"golang.org/x/sync",
	"golang.org/x/sys",
	"golang.org/x/term",
	"golang.org/x/text",
}
