package daemon

import (
	"net/http"
	"slices"
	"strconv"
	"sync"

	"workshop.example/processes/runner/control"
)

// This file owns what is asked of apps by name.

func (s *Server) status(w http.ResponseWriter, _ *http.Request) { s.answer(w, s.current()) }

// current is how everything stands, with processor and memory. They are looked
// at only now, when somebody wants to know: a daemon that nobody asks does
// nothing at all.
func (s *Server) current() control.Status {
	rows := s.engine.Rows()
	s.measure(rows)
	status := control.Status{Rows: rows, Troubles: s.engine.Troubles()}
	if status.Rows == nil {
		status.Rows = []control.Row{}
	}
	if status.Troubles == nil {
		status.Troubles = []control.Trouble{}
	}
	return status
}

func (s *Server) measure(rows []control.Row) {
	var pids []int
	for _, row := range rows {
		if row.Pid != 0 {
			pids = append(pids, row.Pid)
		}
	}
	used := s.meter.Sample(pids)
	for i := range rows {
		if u, ok := used[rows[i].Pid]; ok {
			rows[i].CPUPercent, rows[i].MemoryBytes = u.CPU, u.Memory
		}
	}
}

func (s *Server) describe(w http.ResponseWriter, r *http.Request) {
	names, err := s.engine.Names(r.PathValue("name"))
	if err != nil {
		s.refuse(w, notFound(err))
		return
	}
	if len(names) > 1 {
		s.refuse(w, &control.Failure{
			Code: http.StatusBadRequest, Message: "one app at a time: " + r.PathValue("name") + " means " + list(names),
		})
		return
	}
	app, err := s.engine.Describe(names[0])
	if err != nil {
		s.refuse(w, notFound(err))
		return
	}
	all, _ := strconv.ParseBool(r.URL.Query().Get("all"))
	d := description(app, all)
	rows := make([]control.Row, len(d.Instances))
	for i := range d.Instances {
		rows[i] = d.Instances[i].Row
	}
	s.measure(rows)
	for i := range d.Instances {
		d.Instances[i].Row = rows[i]
	}
	s.answer(w, d)
}

// do does one thing to every app that is meant, to all at the same time.
func (s *Server) do(w http.ResponseWriter, r *http.Request) {
	verb := control.Verb(r.PathValue("verb"))
	if !slices.Contains(control.Verbs, verb) {
		s.refuse(w, &control.Failure{Code: http.StatusNotFound, Message: "nothing that can be done is called " + string(verb)})
		return
	}
	names, err := s.engine.Names(r.PathValue("target"))
	if err != nil {
		s.refuse(w, notFound(err))
		return
	}
	outcomes := make([]control.Outcome, len(names))
	var work sync.WaitGroup
	for i, name := range names {
		outcomes[i].App = name
		work.Go(func() {
			if err := s.engine.Do(s.orders, verb, name); err != nil {
				outcomes[i].Error = err.Error()
			}
		})
	}
	work.Wait()
	s.answer(w, outcomes)
}

func (s *Server) scale(w http.ResponseWriter, r *http.Request) {
	var to control.Scale
	if !s.body(w, r, &to) {
		return
	}
	names, err := s.engine.Names(r.PathValue("name"))
	if err != nil {
		s.refuse(w, notFound(err))
		return
	}
	if len(names) > 1 {
		s.refuse(w, &control.Failure{Code: http.StatusBadRequest, Message: "one app at a time: " + r.PathValue("name") + " means " + list(names)})
		return
	}
	s.scaling.Lock()
	defer s.scaling.Unlock()
	done := control.Scaled{App: names[0], From: s.count(names[0])}
	done.To = done.From + to.By
	if to.By == 0 {
		done.To = to.N
	}
	if err := sensible(done); err != nil {
		s.refuse(w, err)
		return
	}
	if err := s.engine.Scale(s.orders, done.App, done.To); err != nil {
		s.refuse(w, err)
		return
	}
	s.answer(w, done)
}

// maxInstances keeps a slip of a finger from filling the machine.
const maxInstances = 1000

func sensible(to control.Scaled) error {
	switch {
	case to.To < 1:
		return &control.Failure{
			Code: http.StatusBadRequest, Message: to.App + " cannot have " + strconv.Itoa(to.To) + " instances: at least one must stay",
			Hint: "go run ./runner stop " + to.App + " (it stays known), or delete " + to.App,
		}
	case to.To > maxInstances:
		return &control.Failure{
			Code: http.StatusBadRequest, Message: strconv.Itoa(to.To) + " instances are more than this machine will bear; " + strconv.Itoa(maxInstances) + " at the most",
		}
	}
	return nil
}

func (s *Server) count(name string) int {
	n := 0
	for _, row := range s.engine.Rows() {
		if row.Name == name {
			n++
		}
	}
	return n
}

func notFound(err error) error {
	failure := asFailure(err)
	failure.Code = http.StatusNotFound
	return failure
}
