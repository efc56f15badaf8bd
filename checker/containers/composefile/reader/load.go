package reader

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

// This file owns the calls of Compose's own library, which has the last word
// on whether a file is right.

// quiet silences what the library would log on standard error by itself: a
// variable without a value, a `version` that has no effect any more. Both are
// fine here. The library leaves no other way than the logger of the process.
var quiet = sync.OnceFunc(func() { logrus.SetOutput(io.Discard) })

// load lets the library read the files. When it cannot, what is known about
// fields is asked first: it has lines and speaks of all that is wrong.
func (r *reading) load() {
	project, err := r.loaded(func(o *loader.Options) { o.SkipConsistencyCheck = true })
	if err == nil {
		r.project = project
		return
	}
	if r.explainFields(); len(r.problems) == 0 {
		r.add(r.foreign(err))
	}
}

// loaded is one call of the library. It opens no file but those that gather has
// seen: what env_file and label_file name is read later, when it is known to
// lie inside. It fetches nothing: for that it would have to be given a loader.
func (r *reading) loaded(more func(*loader.Options)) (project *types.Project, err error) {
	quiet()
	// The library asserts types that its schema has checked, and has been wrong
	// about that before. A learner's file must not end the program.
	defer func() {
		if p := recover(); p != nil {
			project, err = nil, fmt.Errorf("a value of a sort that nobody expected: %v", p)
		}
	}()
	details := types.ConfigDetails{WorkingDir: r.folder, Environment: r.env.Clone()}
	for _, path := range r.files {
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: path})
	}
	return loader.LoadWithContext(r.ctx, details, func(o *loader.Options) {
		o.SetProjectName(r.projectName(), false)
		o.SkipResolveEnvironment = true
		o.SkipResolveLabels = true
		o.MaxNodeVisits = maxVisits / 5 // the library's own bound takes it many seconds
		o.Profiles = profiles(r.env["COMPOSE_PROFILES"])
		more(o)
	})
}

// projectName is what Compose would call the project: by its folder.
func (r *reading) projectName() string {
	if name := loader.NormalizeProjectName(filepath.Base(r.folder)); name != "" {
		return name
	}
	return "project"
}

func profiles(list string) []string {
	var names []string
	for _, name := range strings.Split(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// resolve reads the files that env_file and label_file name into the services.
func (r *reading) resolve() {
	project, err := r.project.WithServicesEnvironmentResolved(true)
	if err == nil {
		project, err = project.WithServicesLabelsResolved(true)
	}
	if err != nil {
		r.add(r.foreign(err))
		return
	}
	r.project = project
}
