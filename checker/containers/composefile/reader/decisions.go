package reader

import (
	"reflect"

	"github.com/compose-spec/compose-go/v2/types"
)

// This file owns the decisions: for every field that Compose knows, whether the
// check runs it as it is. A test fails when Compose's library gets a field that
// nobody has decided about, and until then such a field is refused.

// treatment is what becomes of a field.
type treatment int

const (
	// refused: the check does not run a file that has this field.
	refused treatment = iota
	// passed: it reaches the engine as it is; what it consists of is looked at.
	passed
	// asked: it depends on the value; asking.go and paths.go look at it.
	asked
	// changed: Sandboxed leaves it out or writes something of its own.
	changed
)

type decision struct {
	treatment treatment
	id, why   string // of refused ones
}

func refuse(id, why string) decision { return decision{refused, id, why} }

var (
	pass   = decision{treatment: passed}
	ask    = decision{treatment: asked}
	change = decision{treatment: changed}

	refusePrivileged = refuse("PRIVILEGED", "A privileged container can do on this machine whatever root can.")
	refuseDevice     = refuse("DEVICE", "It gives the container a device of this machine.")
	refuseCapability = refuse("CAPABILITY", "It gives the container rights over this machine that containers do not have otherwise.")
	refuseKernel     = refuse("KERNEL", "It changes how this machine's kernel or engine runs the container.")
	refuseForeign    = refuse("EXTERNAL", "It uses what does not belong to this project: the check might change something of yours.")
	refuseDriver     = refuse("DRIVER", "A driver runs outside the container and reaches this machine or others.")
	refuseModel      = refuse("NOT-CHECKED", "The check runs containers, not models.")
	refuseHostCall   = refuse("HOST-PROGRAM", "It runs a program of this machine, outside all containers.")
	refuseShared     = refuse("KERNEL", "What is mounted in the container would be mounted on this machine too.")
	refuseSecretKeys = refuse("SSH", "It hands your keys to a build.")
	refuseLater      = refuse("NOT-CHECKED", "It is new in Compose, and not every version that this course allows knows it.")
	refuseAPISocket  = refuse("DOCKER-SOCKET", "Whoever reaches the engine can do on this machine whatever root can.")
)

type fields map[string]decision

func of[T any](f fields) (reflect.Type, fields) { return reflect.TypeFor[T](), f }

// decisions has a table for every structure that is reached through fields that
// are passed or asked.
var decisions = func() map[reflect.Type]fields {
	all := map[reflect.Type]fields{}
	add := func(t reflect.Type, f fields) { all[t] = f }
	add(of[types.Project](fields{
		"name": change, "services": pass, "networks": pass, "volumes": pass, "secrets": pass, "configs": pass,
		"jobs": refuseLater, "models": refuseModel,
	}))
	add(of[types.ServiceConfig](fields{
		"name": pass, "deploy": pass, "restart": pass, "scale": pass, "attach": pass, "links": pass,
		"post_start": pass, "pre_stop": pass,
		// Profiles are decided by now, extends is merged, develop is for `watch`.
		"profiles": change, "extends": change, "develop": change, "container_name": change,
		"provider": refuseHostCall, "external_links": refuseForeign, "net": refuseKernel, "pre_start": refuseLater,
	}))
	add(of[types.ContainerSpec](containerFields))
	add(of[types.WorkloadSpec](fields{
		"build": ask, "expose": pass, "stdin_open": pass, "tty": pass,
		"depends_on": change, "healthcheck": change, "ports": change, "dockerfile": refuseLater,
	}))
	add(of[types.BuildConfig](buildFields))
	add(of[types.ServiceHook](fields{
		"command": pass, "user": pass, "working_dir": pass, "environment": pass, "privileged": refusePrivileged,
	}))
	add(of[types.DeployConfig](fields{
		"mode": pass, "replicas": pass, "labels": pass, "restart_policy": pass, "resources": pass,
		// These are for swarms.
		"update_config": change, "rollback_config": change, "placement": change, "endpoint_mode": change,
	}))
	add(of[types.EnvFile](fields{"path": ask, "required": pass, "format": pass}))
	add(of[types.RestartPolicy](fields{"condition": pass, "delay": pass, "max_attempts": pass, "window": pass}))
	add(of[types.Resources](fields{"limits": pass, "reservations": pass}))
	add(of[types.Resource](fields{
		"cpus": change, "memory": change, "pids": change, "devices": refuseDevice, "generic_resources": refuseDevice,
	}))
	add(of[types.UlimitsConfig](fields{"single": pass, "soft": pass, "hard": pass}))
	addMounts(add)
	addResources(add)
	return all
}()

var containerFields = fields{
	"cap_drop": pass, "command": pass, "configs": pass, "cpu_count": pass, "cpu_percent": pass,
	"cpu_period": pass, "cpu_quota": pass, "cpus": pass, "cpuset": pass, "cpu_shares": pass, "dns": pass,
	"dns_opt": pass, "dns_search": pass, "domainname": pass, "entrypoint": pass, "extra_hosts": pass,
	"group_add": pass, "hostname": pass, "init": pass, "mac_address": pass, "networks": pass,
	"platform": pass, "read_only": pass, "secrets": pass, "shm_size": pass, "stop_grace_period": pass,
	"stop_signal": pass, "tmpfs": pass, "ulimits": pass, "umask": pass, "user": pass, "working_dir": pass,

	"cgroup": ask, "env_file": ask, "ipc": ask, "label_file": ask, "network_mode": ask, "pid": ask,
	"security_opt": ask, "userns_mode": ask, "uts": ask, "volumes": ask,

	"environment": change, "image": change, "labels": change, "CustomLabels": change,
	"logging": change, "log_driver": change, "log_opt": change,
	"mem_limit": change, "mem_reservation": change, "memswap_limit": change, "pids_limit": change,
	"pull_policy": change, "pull_refresh_after": change,
	// Left out: they concern speed, the order in which the kernel kills, or
	// Windows, and a check needs none of them.
	"annotations": change, "blkio_config": change, "cpu_rt_period": change, "cpu_rt_runtime": change,
	"isolation": change, "mem_swappiness": change, "oom_kill_disable": change, "oom_score_adj": change,
	"storage_opt": change,

	"privileged": refusePrivileged, "cap_add": refuseCapability,
	"devices": refuseDevice, "device_cgroup_rules": refuseDevice, "gpus": refuseDevice,
	"cgroup_parent": refuseKernel, "runtime": refuseKernel, "sysctls": refuseKernel, "credential_spec": refuseKernel,
	"use_api_socket": refuseAPISocket, "models": refuseModel,
	"volumes_from": refuseForeign, "volume_driver": refuseDriver,
}

var buildFields = fields{
	"context": ask, "dockerfile": ask, "additional_contexts": ask, "network": ask,

	"dockerfile_inline": pass, "args": pass, "extra_hosts": pass, "target": pass, "secrets": pass,
	"shm_size": pass, "ulimits": pass, "platforms": pass,

	// tags would overwrite images of the learner; a cache can be a folder or a
	// registry; the others make a build slower and change nothing.
	"labels": change, "tags": change, "cache_from": change, "cache_to": change, "no_cache": change,
	"no_cache_filter": change, "pull": change, "provenance": change, "sbom": change, "isolation": change,

	"privileged":   refusePrivileged,
	"entitlements": refuse("CAPABILITY", "It gives the build rights over this machine."),
	"ssh":          refuseSecretKeys,
}

// addMounts has what services use of files, volumes and networks.
func addMounts(add func(reflect.Type, fields)) {
	add(of[types.ServiceVolumeConfig](fields{
		"type": ask, "source": ask, "target": pass, "read_only": pass, "consistency": pass,
		"bind": pass, "volume": pass, "tmpfs": pass, "image": pass,
	}))
	add(of[types.ServiceVolumeBind](fields{
		"selinux": pass, "create_host_path": pass, "recursive": pass, "propagation": ask,
	}))
	add(of[types.ServiceVolumeVolume](fields{"labels": pass, "nocopy": pass, "subpath": pass}))
	add(of[types.ServiceVolumeTmpfs](fields{"size": pass, "mode": pass}))
	add(of[types.ServiceVolumeImage](fields{"subpath": pass}))
	add(of[types.ServiceNetworkConfig](fields{
		"aliases": pass, "gw_priority": pass, "mac_address": pass, "priority": pass,
		"use_service_name_alias": pass, "interface_name": pass,
		// The networks get addresses of their own, beside those of a running
		// project of the learner.
		"ipv4_address": change, "ipv6_address": change, "link_local_ips": change,
		"driver_opts": refuseDriver,
	}))
	file := fields{"source": pass, "target": pass, "uid": pass, "gid": pass, "mode": pass}
	add(reflect.TypeFor[types.ServiceSecretConfig](), file)
	add(reflect.TypeFor[types.ServiceConfigObjConfig](), file)
}

// addResources has what a file defines at its top beside services.
func addResources(add func(reflect.Type, fields)) {
	add(of[types.NetworkConfig](fields{
		"driver": ask, "internal": pass, "attachable": pass,
		"name": change, "labels": change, "CustomLabels": change, "ipam": change, "driver_opts": change,
		"enable_ipv4": change, "enable_ipv6": change,
		"external": refuseForeign,
	}))
	add(of[types.VolumeConfig](fields{
		"driver": ask, "driver_opts": ask, "name": change, "labels": change, "CustomLabels": change,
		"external": refuseForeign,
	}))
	file := fields{
		"file": ask, "environment": pass, "content": pass, "marshallContent": pass, "labels": pass, "name": change,
		"external": refuseForeign, "driver": refuseDriver, "driver_opts": refuseDriver, "template_driver": refuseDriver,
	}
	add(reflect.TypeFor[types.SecretConfig](), file)
	add(reflect.TypeFor[types.ConfigObjConfig](), file)
}
