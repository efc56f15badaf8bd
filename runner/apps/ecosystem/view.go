package ecosystem

import (
	"time"

	"workshop.example/processes/runner/apps/supervise"
	"workshop.example/processes/runner/processfile"
)

// View is one instance as people ask for it.
type View struct {
	supervise.Status
	ID        int
	Namespace string
	Mode      processfile.Mode
	Watch     bool
	Cause     Cause // why its process was started
	// InFlight is how many requests it is working on, of those that came
	// through the shared port or the proxy.
	InFlight int
}

// Description is one app in full.
type Description struct {
	Spec      *processfile.App // with the number of instances that it has now
	File      string           // the process file that it came from
	EnvName   string
	Program   string // the built program; "" for an app that is not in Go
	Shared    bool   // the runner listens on its port
	Failure   error  // why it does not run as a whole
	BuildErr  error  // why its newest source does not run, while an older version does
	Watched   []string
	Environ   []string // what its processes were given of the surrounding environment
	Instances []View
}

// Instances are all instances, app by app, by number.
func (e *Ecosystem) Instances() []View {
	var views []View
	for _, a := range e.all() {
		views = append(views, a.views()...)
	}
	return views
}

func (a *app) views() []View {
	spec, seats := a.spec(), a.all()
	var views []View
	for i, row := range a.status() {
		v := View{Status: row, Namespace: spec.Namespace, Mode: spec.ExecMode, Watch: spec.Watch}
		if i < len(seats) {
			v.ID, v.Cause = seats[i].id, seats[i].why()
			v.InFlight = seats[i].inFlight()
		} else {
			a.mu.Lock()
			v.ID = a.id(i)
			a.mu.Unlock()
		}
		views = append(views, v)
	}
	return views
}

// Describe is all that is known of an app. Its error is *Unknown.
func (e *Ecosystem) Describe(name string) (*Description, error) {
	a := e.app(name)
	if a == nil {
		_, err := e.Names(name)
		return nil, err
	}
	a.watching.mu.Lock()
	watched := a.watching.seen
	a.watching.mu.Unlock()
	d := &Description{Instances: a.views(), Watched: watched}
	a.mu.Lock()
	defer a.mu.Unlock()
	d.Spec, d.Program, d.Environ = a.version.spec, a.version.program, a.version.environ
	d.File, d.EnvName = a.origin.file, a.origin.envName
	d.Shared, d.Failure, d.BuildErr = a.door != nil, a.failure, a.buildErr
	return d, nil
}

// NextCron is when an app is restarted by its cron_restart; zero: never.
func (e *Ecosystem) NextCron(name string) time.Time {
	if a := e.app(name); a != nil {
		return nextTime(a.spec().CronRestart, time.Now())
	}
	return time.Time{}
}
