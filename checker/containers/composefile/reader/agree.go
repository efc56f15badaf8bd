package reader

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/graph"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"workshop.example/processes/checker/containers/composefile"
	"workshop.example/processes/runner/processfile"
)

// This file owns what has to agree: names that a service uses and names that
// the file defines.

// agree looks at all that the services name. What it knows nothing of is left to
// the library, which is asked again at the end.
func (r *reading) agree() {
	if r.tooMany(); len(r.problems) > 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.project.Services)) {
		s := r.project.Services[name]
		r.hasImage(s)
		r.dependsOnServices(s)
		r.namesVolumes(s)
		r.namesOf(s.Name, "networks", "network", slices.Sorted(maps.Keys(s.Networks)), slices.Sorted(maps.Keys(r.project.Networks)))
		r.namesOf(s.Name, "secrets", "secret", sources(s.Secrets), slices.Sorted(maps.Keys(r.project.Secrets)))
		r.namesOf(s.Name, "configs", "config", sources(s.Configs), slices.Sorted(maps.Keys(r.project.Configs)))
		r.hasBuildFiles(s)
		r.hasTest(s)
		r.canRestart(s)
		r.canScale(s)
	}
	if len(r.problems) == 0 && len(r.project.Services) == 0 {
		r.add(sayNoneEnabled.of().At(where(r.layers, "services")))
	}
	if len(r.problems) == 0 {
		r.inCircles()
	}
	if len(r.problems) == 0 {
		if _, err := r.loaded(func(*loader.Options) {}); err != nil {
			r.add(r.foreign(err))
		}
	}
}

// maxContainers bounds what a check starts, and how long a search for circles
// can take.
const maxContainers = 20

func (r *reading) tooMany() {
	all := 0
	for _, s := range r.project.Services {
		all += max(1, min(s.GetScale(), maxContainers+1))
	}
	if all > maxContainers {
		r.add(sayTooManyContainers.of(maxContainers).At(where(r.layers, "services")))
	}
}

func (r *reading) hasImage(s types.ServiceConfig) {
	if s.Image != "" || s.Build != nil || s.Provider != nil {
		return
	}
	r.add(sayNoImage.of(s.Name).At(where(r.layers, "services", s.Name)))
}

func (r *reading) dependsOnServices(s types.ServiceConfig) {
	for _, other := range slices.Sorted(maps.Keys(s.DependsOn)) {
		_, enabled := r.project.Services[other]
		_, disabled := r.project.DisabledServices[other]
		if enabled || disabled && !s.DependsOn[other].Required {
			continue
		}
		p := r.notDefined("service", "services", other, slices.Sorted(maps.Keys(r.project.Services)))
		if disabled {
			p.Seen = fmt.Sprintf("`%s`, which is not started: its profile is not active", other)
			p.Try = fmt.Sprintf("Remove `profiles` from the service %s, or this dependency.", other)
		}
		r.add(p.At(where(r.layers, "services", s.Name, "depends_on", other)))
	}
}

func (r *reading) namesVolumes(s types.ServiceConfig) {
	defined := slices.Sorted(maps.Keys(r.project.Volumes))
	for _, v := range s.Volumes {
		if v.Type != types.VolumeTypeVolume || v.Source == "" || slices.Contains(defined, v.Source) {
			continue
		}
		p := r.notDefined("volume", "volumes", v.Source, defined)
		if _, err := os.Stat(filepath.Join(r.folder, v.Source)); err == nil {
			p.Try = fmt.Sprintf("If the folder %s is meant, write ./%s; a name without a dot is a volume's.", v.Source, v.Source)
		}
		r.add(p.At(whereItem(r.layers, []string{v.Source, v.Target}, "services", s.Name, "volumes")))
	}
}

// namesOf checks the names that a service gives in one of its fields. The network
// "default" is there, defined or not.
func (r *reading) namesOf(service, field, what string, used, defined []string) {
	for _, name := range used {
		if name != "default" && !slices.Contains(defined, name) {
			r.add(r.notDefined(what, field, name, defined).At(whereItem(r.layers, []string{name}, "services", service, field)))
		}
	}
}

// notDefined is about a name that the file uses and does not define. section is
// the field at the top that would define it.
func (r *reading) notDefined(what, section, name string, defined []string) composefile.Problem {
	p := composefile.Problem{
		ID:       "UNDEFINED-" + strings.ToUpper(what),
		Expected: fmt.Sprintf("a %s that the file defines below `%s`", what, section),
		Seen:     fmt.Sprintf("`%s`, which is not defined", short(name)),
		Try:      fmt.Sprintf("Add `%s:` below `%s:` at the top level of the file.", short(name), section),
	}
	defined = slices.DeleteFunc(slices.Clone(defined), func(name string) bool { return name == "default" })
	if near := processfile.Suggest(name, defined); near != "" {
		p.Seen = fmt.Sprintf("`%s`: did you mean `%s`?", short(name), near)
		p.Try = fmt.Sprintf("Write `%s` instead.", near)
	} else if len(defined) > 0 {
		p.Seen += "; defined are " + strings.Join(defined, ", ")
	}
	return p
}

// sources are the names of secrets or configs that a service uses.
func sources[T types.ServiceSecretConfig | types.ServiceConfigObjConfig](used []T) []string {
	var names []string
	for _, s := range used {
		names = append(names, types.FileReferenceConfig(s).Source)
	}
	return names
}

// inCircles looks for services that wait for each other.
func (r *reading) inCircles() {
	err := graph.CheckCycle(r.project)
	if err == nil {
		return
	}
	_, circle, found := strings.Cut(err.Error(), "detected: ")
	if !found {
		r.add(r.foreign(err))
		return
	}
	first, _, _ := strings.Cut(circle, " -> ")
	r.add(sayWaitForEachOther.of(circle).At(where(r.layers, "services", first, "depends_on")))
}
