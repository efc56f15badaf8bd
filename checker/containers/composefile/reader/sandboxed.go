package reader

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
)

// This file owns the file that the check runs in place of the learner's: the
// same services, beside whatever the learner runs, bounded, and labelled.

// The bounds of a container. They are well above what the services need, and
// low enough for twenty containers that run wild.
const (
	memoryLimit = 512 << 20 // bytes
	pidsLimit   = 256
	logSize     = "1m"
)

// Sandboxed is the project in YAML for a run of the check. Everything is filled
// in and every path is absolute, so the file can lie anywhere; it names no
// project, which the caller does (`docker compose -p`). A secret or config from
// an environment variable is still read from the environment of that command.
func (p *Project) Sandboxed(box composefile.Sandbox) ([]byte, error) {
	project, err := p.copy()
	if err != nil {
		return nil, err
	}
	images := builtImages(project, box)
	sandboxResources(project, box.Labels)
	for name, s := range project.Services {
		sandboxService(project, &s, box)
		if image, built := images[s.Image]; built && s.Build == nil {
			s.Image = image // built for another service of this file
		}
		project.Services[name] = s
	}
	project.Name, project.Extensions = "", nil
	written, err := project.MarshalYAML()
	if err != nil {
		return nil, fmt.Errorf("the Compose file cannot be written: %w", err)
	}
	return readable(written)
}

// copy is the project in new memory: Sandboxed may be called again.
func (p *Project) copy() (*types.Project, error) {
	return p.project.WithServicesTransform(func(_ string, s types.ServiceConfig) (types.ServiceConfig, error) {
		return s, nil
	})
}

// builtImages are the names of images that services build, with those that they
// get here.
func builtImages(project *types.Project, box composefile.Sandbox) map[string]string {
	names := map[string]string{}
	for name, s := range project.Services {
		if s.Build != nil && s.Image != "" && box.Image != nil {
			names[s.Image] = box.Image(name)
		}
	}
	return names
}

func sandboxService(project *types.Project, s *types.ServiceConfig, box composefile.Sandbox) {
	if s.Build != nil {
		sandboxBuild(s, box)
	} else if s.PullPolicy != types.PullPolicyNever {
		s.PullPolicy = types.PullPolicyMissing // what is there does: a room may have no internet
	}
	s.Profiles, s.Extends, s.Develop, s.Extensions = nil, nil, nil, nil
	answerTo(s, s.ContainerName)
	s.ContainerName, s.PullRefreshAfter = "", ""
	s.Labels = labelled(s.Labels, box.Labels)
	for other := range s.DependsOn {
		if _, enabled := project.Services[other]; !enabled {
			delete(s.DependsOn, other) // of a profile that is not active
		}
	}
	s.Ports = loopbackPorts(*s)
	s.HealthCheck = quickened(*s, box.Interval)
	bound(s)
	for name, n := range s.Networks {
		if n != nil {
			n.Ipv4Address, n.Ipv6Address, n.LinkLocalIPs = "", "", nil
			s.Networks[name] = n
		}
	}
	sandboxVolumes(project, s, box)
}

// answerTo lets the other services go on to reach a service by the name of its
// container, which it does not get here: it may be taken on this machine.
func answerTo(s *types.ServiceConfig, name string) {
	if name == "" {
		return
	}
	for network, n := range s.Networks {
		if n == nil {
			n = &types.ServiceNetworkConfig{}
		}
		n.Aliases = append(n.Aliases, name)
		s.Networks[network] = n
	}
}

func sandboxBuild(s *types.ServiceConfig, box composefile.Sandbox) {
	s.Image, s.PullPolicy = "", ""
	if box.Image != nil {
		s.Image = box.Image(s.Name)
	}
	b := s.Build
	b.Labels = labelled(b.Labels, box.Labels)
	b.Tags, b.CacheFrom, b.CacheTo, b.NoCacheFilter = nil, nil, nil, nil
	b.NoCache, b.Pull, b.Provenance, b.SBOM, b.Isolation = false, false, "", "", ""
	b.Extensions = nil
	if s.Environment == nil && len(box.Environment) > 0 {
		s.Environment = types.MappingWithEquals{}
	}
	for name, value := range box.Environment {
		s.Environment[name] = &value
	}
}

// bound keeps a container from taking the machine.
func bound(s *types.ServiceConfig) {
	memory := s.MemLimit
	if s.Deploy != nil {
		if l := s.Deploy.Resources.Limits; l != nil && l.MemoryBytes > 0 {
			memory = l.MemoryBytes
		}
		// Compose wants limits in one of the two places; the other one is used.
		s.Deploy.Resources = types.Resources{}
		s.Deploy.UpdateConfig, s.Deploy.RollbackConfig = nil, nil
		s.Deploy.Placement, s.Deploy.EndpointMode = types.Placement{}, ""
	}
	if memory <= 0 || memory > memoryLimit {
		memory = memoryLimit
	}
	s.MemLimit, s.PidsLimit = memory, pidsLimit
	s.MemReservation, s.MemSwapLimit, s.MemSwappiness = 0, 0, 0
	s.Logging = &types.LoggingConfig{
		Driver:  "json-file",
		Options: types.Options{"max-size": logSize, "max-file": "1"},
	}
	s.LogDriver, s.LogOpt = "", nil
	s.Annotations, s.BlkioConfig, s.StorageOpt = nil, nil, nil
	s.CPURTPeriod, s.CPURTRuntime = 0, 0
	s.Isolation, s.OomKillDisable, s.OomScoreAdj = "", false, 0
}

// loopbackPorts are the ports that the file publishes, each once, on this
// machine alone and at a number that the engine chooses.
func loopbackPorts(s types.ServiceConfig) []types.ServicePortConfig {
	if strings.HasPrefix(s.NetworkMode, "service:") || s.NetworkMode == "none" {
		return nil // it has no network to publish from
	}
	var ports []types.ServicePortConfig
	for _, p := range s.Ports {
		port := types.ServicePortConfig{Mode: "ingress", HostIP: "127.0.0.1", Target: p.Target, Protocol: cmp.Or(p.Protocol, "tcp")}
		if !slices.ContainsFunc(ports, func(p types.ServicePortConfig) bool {
			return p.Target == port.Target && p.Protocol == port.Protocol
		}) {
			ports = append(ports, port)
		}
	}
	return ports
}

// sandboxResources drops names, so that everything is named after the run's
// project, and what reaches beyond it.
func sandboxResources(project *types.Project, labels map[string]string) {
	networks, volumes := types.Networks{}, types.Volumes{}
	for name, n := range project.Networks {
		networks[name] = types.NetworkConfig{
			Driver: n.Driver, Internal: n.Internal, Attachable: n.Attachable, Labels: labelled(n.Labels, labels),
		}
	}
	for name, v := range project.Volumes {
		volumes[name] = types.VolumeConfig{
			Driver: v.Driver, DriverOpts: v.DriverOpts, Labels: labelled(v.Labels, labels),
		}
	}
	project.Networks, project.Volumes = networks, volumes
	project.Secrets, project.Configs = maps.Clone(project.Secrets), maps.Clone(project.Configs)
	for name, s := range project.Secrets {
		s.Name = ""
		project.Secrets[name] = s
	}
	for name, c := range project.Configs {
		c.Name = ""
		project.Configs[name] = c
	}
}

// labelled are labels of the file with those of the run, which win.
func labelled(labels types.Labels, more map[string]string) types.Labels {
	all := types.Labels{}
	maps.Copy(all, labels)
	maps.Copy(all, more)
	return all
}
