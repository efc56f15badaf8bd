package processfile

import (
	"strconv"
	"strings"
)

// This file owns the rule that a port has one listener.

// listener is a range of ports that one app or the proxy listens on.
type listener struct {
	who      string
	app      string
	from, to int
	at       Position
}

// portsAreUnique finds two listeners on one port. Several forks of one app on
// one port are left to collide when they run, as in PM2: that is a lesson.
func (r *reader) portsAreUnique() {
	var listeners []listener
	for i := range r.file.Apps {
		app := &r.file.Apps[i]
		if app.Port == 0 {
			continue
		}
		last := app.Port
		if app.IncrementVar == "PORT" {
			last += app.Instances - 1
		}
		listeners = append(listeners, listener{"`" + app.Name + "`", app.Name, app.Port, last, portPlace(app)})
	}
	if proxy := r.file.Proxy; proxy != nil && proxy.Port != 0 {
		listeners = append(listeners, listener{"the proxy", "", proxy.Port, proxy.Port, proxy.At})
	}
	for i, later := range listeners {
		for _, earlier := range listeners[:i] {
			if r.clash(earlier, later) {
				break
			}
		}
	}
}

// clash reports two listeners on one port, if they are.
func (r *reader) clash(earlier, later listener) bool {
	port := max(earlier.from, later.from)
	if port > min(earlier.to, later.to) {
		return false
	}
	hint := "only one program can listen on a port; give one of them another PORT"
	if later.app == "" { // The proxy is always the last of the listeners.
		hint = "only one program can listen on a port; give one of them another port: the proxy's is `port`, an app's is env.PORT"
	}
	r.problem(Problem{Kind: PortTwice, At: later.at, App: later.app, Field: "env.PORT",
		Message:  "port " + strconv.Itoa(port) + " is used twice: by " + earlier.who + " and by " + later.who,
		Expected: "a port of its own for each", Found: earlier.who + " has it at " + earlier.at.String(),
		Hint: hint})
	return true
}

// portPlace is where the file shows the app's port.
func portPlace(app *App) Position {
	from := app.EnvFrom["PORT"]
	if strings.HasPrefix(from, "env_file") {
		return app.Where("env_file")
	}
	if from == "port" {
		return app.Where("port")
	}
	if p, ok := app.At[from+".PORT"]; ok {
		return p
	}
	return app.Where(from)
}
