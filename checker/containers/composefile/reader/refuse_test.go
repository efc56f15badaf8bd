package reader

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dangerous are files that Compose would run and the check does not. where is
// behind "compose.yaml:".
var dangerous = []struct {
	name, content, where, id string
}{
	{"privileged", in("    privileged: true\n"), "4:5", "PRIVILEGED"},
	{"privileged by a variable", in("    privileged: ${P:-yes}\n"), "4:5", "PRIVILEGED"},
	{"privileged by a merge", "x-base: &base\n  privileged: true\nservices:\n  web:\n    <<: *base\n    image: a\n", "2:3", "PRIVILEGED"},
	{"privileged by an alias", "services:\n  a: &a\n    image: a\n    privileged: true\n  b: *a\n", "4:5", "PRIVILEGED"},
	{"privileged by extends", in("    extends: base\n  base:\n    image: b\n    privileged: true\n"), "7:5", "PRIVILEGED"},
	{"a privileged hook", in("    post_start:\n      - command: a\n        privileged: true\n"), "6:9", "PRIVILEGED"},
	{"a privileged build", "services:\n  web:\n    build:\n      context: .\n      privileged: true\n", "5:7", "PRIVILEGED"},
	{"rights of a build", "services:\n  web:\n    build:\n      context: .\n      entitlements: [security.insecure]\n", "5:7", "CAPABILITY"},
	{"a build in the host's network", "services:\n  web:\n    build:\n      context: .\n      network: host\n", "5:7", "HOST-NAMESPACE"},
	{"keys for a build", "services:\n  web:\n    build:\n      context: .\n      ssh: [default]\n", "5:7", "SSH"},
	{"the host's network", in("    network_mode: host\n"), "4:5", "HOST-NAMESPACE"},
	{"another container's network", in("    network_mode: container:mine\n"), "4:5", "HOST-NAMESPACE"},
	{"another network", in("    network_mode: mine\n"), "4:5", "HOST-NAMESPACE"},
	{"the host's processes", in("    pid: host\n"), "4:5", "HOST-NAMESPACE"},
	{"the host's memory", in("    ipc: host\n"), "4:5", "HOST-NAMESPACE"},
	{"the host's name", in("    uts: host\n"), "4:5", "HOST-NAMESPACE"},
	{"the host's users", in("    userns_mode: host\n"), "4:5", "HOST-NAMESPACE"},
	{"the host's cgroup", in("    cgroup: host\n"), "4:5", "HOST-NAMESPACE"},
	{"a cgroup's parent", in("    cgroup_parent: a\n"), "4:5", "KERNEL"},
	{"a capability", in("    cap_add: [NET_ADMIN]\n"), "4:5", "CAPABILITY"},
	{"a device", in("    devices: [\"/dev/sda:/dev/sda\"]\n"), "4:5", "DEVICE"},
	{"rules for devices", in("    device_cgroup_rules: [\"c 1:3 mr\"]\n"), "4:5", "DEVICE"},
	{"graphics cards", in("    gpus: all\n"), "4:5", "DEVICE"},
	{"graphics cards of deploy", in("    deploy:\n      resources:\n        reservations:\n          devices:\n            - capabilities: [gpu]\n"), "7:11", "DEVICE"},
	{"unconfined", in("    security_opt:\n      - no-new-privileges:true\n      - seccomp:unconfined\n"), "6:9", "SECURITY-OPT"},
	{"volumes of another container", in("    volumes_from: [\"container:mine\"]\n"), "4:5", "EXTERNAL"},
	{"links to another container", in("    external_links: [mine]\n"), "4:5", "EXTERNAL"},
	{"another runtime", in("    runtime: mine\n"), "4:5", "KERNEL"},
	{"the kernel's settings", in("    sysctls: {net.core.somaxconn: 1}\n"), "4:5", "KERNEL"},
	{"the engine's socket, by its field", in("    use_api_socket: true\n"), "4:5", "DOCKER-SOCKET"},
	{"a credential spec", in("    credential_spec: {file: a.json}\n"), "4:5", "KERNEL"},
	{"a program of the host", "services:\n  web:\n    provider: {type: mine}\n", "3:5", "HOST-PROGRAM"},
	{"containers before the start", in("    pre_start:\n      - command: a\n"), "4:5", "NOT-CHECKED"},
	{"models", in("    models: [m]\nmodels:\n  m: {model: a}\n"), "4:5", "NOT-CHECKED"},
	{"shared mounts", in("    volumes:\n      - {type: bind, source: ., target: /a, bind: {propagation: rshared}}\n"), "5:52", "KERNEL"},

	{"the engine's socket", in("    volumes:\n      - /tmp\n      - /var/run/docker.sock:/var/run/docker.sock\n"), "6:9", "DOCKER-SOCKET"},
	{"the engine's socket, elsewhere", in("    volumes: [\"./docker.sock:/a\"]\n"), "4:15", "DOCKER-SOCKET"},
	{"a mount from outside", in("    volumes:\n      - /etc:/a\n"), "5:9", "OUTSIDE"},
	{"a mount from above", in("    volumes:\n      - ..:/a\n"), "5:9", "OUTSIDE"},
	{"a mount of the home folder", in("    volumes:\n      - ~/.ssh:/a\n"), "5:9", "OUTSIDE"},
	{"a mount from outside, long form", in("    volumes:\n      - type: bind\n        source: /etc\n        target: /a\n"), "5:9", "OUTSIDE"},
	{"a mount by a variable", in("    volumes:\n      - ${WHERE:-/etc}:/a\n"), "5:9", "OUTSIDE"},
	{"a context outside", "services:\n  web:\n    build: ..\n", "3:5", "OUTSIDE"},
	{"a Dockerfile outside", "services:\n  web:\n    build: {context: ., dockerfile: ../Dockerfile}\n", "3:25", "OUTSIDE"},
	{"one more context outside", "services:\n  web:\n    build:\n      context: .\n      additional_contexts: {a: /etc}\n", "5:29", "OUTSIDE"},
	{"a remote context", "services:\n  web:\n    build: https://example.com/a.git\n", "3:5", "REMOTE"},
	{"a remote context by ssh", "services:\n  web:\n    build: git@example.com:a.git\n", "3:5", "REMOTE"},
	{"one more context, remote", "services:\n  web:\n    build:\n      context: .\n      additional_contexts: {a: https://example.com/a.git}\n", "5:29", "REMOTE"},
	{"variables outside", in("    env_file: /etc/passwd\n"), "4:5", "OUTSIDE"},
	{"variables outside, in a list", in("    env_file:\n      - path: ../a.env\n        required: false\n"), "5:9", "OUTSIDE"},
	{"labels outside", in("    label_file: /etc/passwd\n"), "4:5", "OUTSIDE"},
	{"a secret outside", in("secrets:\n  key:\n    file: ../key\n"), "6:5", "OUTSIDE"},
	{"a config outside", in("configs:\n  key:\n    file: /etc/passwd\n"), "6:5", "OUTSIDE"},
	{"include outside", "include:\n  - ../a.yaml\n" + in(""), "2:5", "OUTSIDE"},
	{"include of variables outside", "include:\n  - path: a.yaml\n    env_file: /etc/passwd\n" + in(""), "3:15", "OUTSIDE"},
	{"include of a folder outside", "include:\n  - path: a.yaml\n    project_directory: ..\n" + in(""), "3:24", "OUTSIDE"},
	{"a remote include", "include:\n  - https://example.com/a.git\n" + in(""), "2:5", "REMOTE"},
	{"a remote include of a registry", "include:\n  - oci://example.com/a\n" + in(""), "2:5", "REMOTE"},
	{"a remote include by a variable", "include:\n  - ${A:-oci}://example.com/a\n" + in(""), "2:5", "REMOTE"},
	{"extends outside", in("    extends: {file: ../a.yaml, service: a}\n"), "4:21", "OUTSIDE"},
	{"extends outside, in a merge", "x-all: &all\n  web:\n    extends: {file: ../a.yaml, service: a}\nservices:\n  <<: *all\n", "3:21", "OUTSIDE"},
	{"extends of a job outside", in("jobs:\n  a:\n    extends: {file: /dev/zero, service: a}\n"), "6:21", "OUTSIDE"},
	{"a remote extends", in("    extends: {file: \"git@example.com:a.git\", service: a}\n"), "4:21", "REMOTE"},

	{"a volume of somebody else", in("volumes:\n  data:\n    external: true\n"), "6:5", "EXTERNAL"},
	{"a network of somebody else", in("networks:\n  back:\n    external: true\n"), "6:5", "EXTERNAL"},
	{"a secret of somebody else", in("secrets:\n  key:\n    external: true\n"), "6:5", "EXTERNAL"},
	{"a config of somebody else", in("configs:\n  key:\n    external: true\n"), "6:5", "EXTERNAL"},
	{"a volume that is a folder", in("volumes:\n  data:\n    driver: local\n    driver_opts: {type: none, o: bind, device: /etc}\n"), "7:5", "OUTSIDE"},
	{"a volume in a network", in("volumes:\n  data:\n    driver_opts: {type: nfs, o: \"addr=a\", device: \":/a\"}\n"), "6:5", "OUTSIDE"},
	{"a volume's driver", in("volumes:\n  data:\n    driver: sshfs\n"), "6:5", "DRIVER"},
	{"a network's driver", in("networks:\n  back:\n    driver: macvlan\n"), "6:5", "DRIVER"},
	{"the host as network", in("networks:\n  back:\n    driver: host\n"), "6:5", "DRIVER"},
	{"options at a network", in("    networks:\n      default:\n        driver_opts: {a: b}\n"), "6:9", "DRIVER"},
	{"jobs", in("jobs:\n  a:\n    image: a\n    triggers: {manual: true}\n"), "4:1", "NOT-CHECKED"},
}

func TestWhatIsDangerousIsRefusedWithItsPlace(t *testing.T) {
	for _, d := range dangerous {
		t.Run(d.name, func(t *testing.T) {
			// What is included is there, so that only the other thing is wrong.
			folder := project(t, map[string]string{"compose.yaml": d.content, "a.yaml": "services:\n  other:\n    image: a\n"})
			_, problems := Read(t.Context(), folder, "compose.yaml", nil)
			require.NotEmpty(t, problems)
			first := problems[0]
			assert.Equal(t, d.id, first.ID, first.Seen)
			assert.Equal(t, "compose.yaml:"+d.where, first.Where())
			assert.NotEmpty(t, first.Why)
			assert.NotEmpty(t, first.Try)
		})
	}
}

func TestWhatIsHarmlessIsNotRefused(t *testing.T) {
	for name, lines := range map[string]string{
		"mounts inside":           "    volumes: [\".:/src:ro\", \"./data:/data\", /anonymous, \"named:/named\"]\n",
		"memory as a volume":      "    tmpfs: [/a]\n    volumes: [\"mem:/b\"]\n",
		"fewer rights":            "    cap_drop: [ALL]\n    security_opt: [\"no-new-privileges:true\"]\n    read_only: true\n    user: \"1000\"\n",
		"a network of a service":  "    network_mode: service:db\n",
		"no network":              "    network_mode: none\n",
		"a profile that is off":   "  off:\n    image: a\n    privileged: true\n    profiles: [off]\n",
		"another platform":        "    platform: linux/amd64\n    pull_policy: build\n",
		"limits":                  "    mem_limit: 1g\n    cpus: 0.5\n    ulimits: {nofile: 1000}\n",
		"a build of another":      "  built:\n    build: {context: ., additional_contexts: {base: service:other}}\n  other:\n    build: .\n",
		"hooks":                   "    post_start:\n      - command: [a]\n",
		"privileged, but not":     "    privileged: false\n",
		"several networks":        "    networks: {default: {aliases: [x]}, back: }\n",
		"logging, restart, watch": "    logging: {driver: none}\n    restart: on-failure:3\n    develop: {watch: [{path: ., action: rebuild}]}\n",
	} {
		t.Run(name, func(t *testing.T) {
			content := in(lines + "  db:\n    image: b\nnetworks:\n  back: {driver: bridge}\nvolumes:\n  named:\n  mem: {driver_opts: {type: tmpfs, device: tmpfs}}\n")
			assert.Empty(t, problemsOf(t, content))
		})
	}
}
