package reader

import (
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
)

// This file owns the fields that are refused for some of their values. Each
// names the values that are fine; all others are not.

func (r *reading) askService(s types.ServiceConfig) {
	path := []string{"services", s.Name}
	shared := []string{"service:"}
	r.askNamespace(s.NetworkMode, append(shared, "none", "bridge"), below(path, "network_mode"))
	r.askNamespace(s.Pid, shared, below(path, "pid"))
	r.askNamespace(s.Ipc, append(shared, "none", "private", "shareable"), below(path, "ipc"))
	r.askNamespace(s.Uts, nil, below(path, "uts"))
	r.askNamespace(s.UserNSMode, nil, below(path, "userns_mode"))
	r.askNamespace(s.Cgroup, []string{"private"}, below(path, "cgroup"))
	r.askSecurity(s, below(path, "security_opt"))
	r.askServicePaths(s)
	if s.Build != nil {
		r.askNamespace(s.Build.Network, []string{"none", "default"}, below(below(path, "build"), "network"))
		r.askBuildPaths(s)
	}
}

// askNamespace is about a part of this machine that a container has of its own,
// unless the file says otherwise.
func (r *reading) askNamespace(value string, fine []string, path []string) {
	if value == "" || slices.ContainsFunc(fine, func(f string) bool {
		return value == f || strings.HasSuffix(f, ":") && strings.HasPrefix(value, f)
	}) {
		return
	}
	r.add(sayHostNamespace.of(ownThings[path[len(path)-1]], path[len(path)-1], short(value)).At(where(r.layers, path...)))
}

var ownThings = map[string]string{
	"network_mode": "a network", "network": "a network", "pid": "processes", "ipc": "shared memory",
	"uts": "a host name", "userns_mode": "users", "cgroup": "limits",
}

func (r *reading) askSecurity(s types.ServiceConfig, path []string) {
	for _, option := range s.SecurityOpt {
		name, _, _ := strings.Cut(strings.ReplaceAll(option, "=", ":"), ":")
		if name == "no-new-privileges" {
			continue
		}
		r.add(saySecurityOpt.of(short(option)).At(whereItem(r.layers, []string{option}, path...)))
	}
}

// askTop looks at what is defined beside services.
func (r *reading) askTop() {
	for _, name := range slices.Sorted(maps.Keys(r.project.Networks)) {
		if n := r.project.Networks[name]; n.Driver != "" && n.Driver != "bridge" && n.Driver != "default" {
			r.add(r.notRun(refuseDriver, []string{"networks", name, "driver"}))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.project.Volumes)) {
		r.askVolume(name, r.project.Volumes[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.project.Secrets)) {
		r.askPath(r.project.Secrets[name].File, "the secret "+name, where(r.layers, "secrets", name, "file"))
	}
	for _, name := range slices.Sorted(maps.Keys(r.project.Configs)) {
		r.askPath(r.project.Configs[name].File, "the config "+name, where(r.layers, "configs", name, "file"))
	}
}

// askVolume passes volumes that the engine keeps itself, and those in memory.
func (r *reading) askVolume(name string, v types.VolumeConfig) {
	path := []string{"volumes", name}
	if v.Driver != "" && v.Driver != "local" {
		r.add(r.notRun(refuseDriver, below(path, "driver")))
	}
	if len(v.DriverOpts) == 0 || v.DriverOpts["type"] == "tmpfs" {
		return
	}
	why := decision{id: "OUTSIDE", why: "With these options a volume is a folder or a disk of this machine, or one in a network."}
	r.add(r.notRun(why, below(path, "driver_opts")))
}
