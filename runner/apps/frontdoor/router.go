package frontdoor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// Rule sends the requests of some paths to one place.
type Rule struct {
	// Pathname is a glob for whole paths: * is anything within one segment, **
	// any number of segments, none included. So /fixtures/** takes /fixtures,
	// /fixtures/ and all below, but not /fixtures-old. "" takes every path.
	Pathname string

	// Methods are those that the rule takes, in capitals; HEAD is taken where
	// GET is. Empty: all.
	Methods []string

	// To answers the request: a [Pool], or what [ToURL] or [NoPort] returned.
	To http.Handler

	// Strip takes the literal beginning of Pathname off the path (/fixtures of
	// /fixtures/**). What is left begins with a slash, and X-Forwarded-Prefix
	// says what was taken off.
	Strip bool

	// Dest is what the file calls the destination, for the words of a 404.
	Dest string
}

// Router is one front door before several apps: the first rule that matches a
// request takes it. It is an [http.Handler].
//
// A rule is compared with what a service would make of the path: decoded, and
// without dots and double slashes. So neither /public/../admin nor
// /public%2F..%2Fadmin can pass for something below /public. A slash at the
// end makes no difference. What is passed on is the path and query as the
// client has written them, byte for byte, but for Strip.
//
// A rule whose methods do not fit is passed over. When no rule is left, the
// answer is 404, with the paths that there are; or 405, with the methods that
// there are, when it failed by those alone.
type Router struct {
	rules atomic.Pointer[[]route]
}

// NewRouter returns a router for these rules. The error is about a Pathname
// that is no glob.
func NewRouter(rules []Rule) (*Router, error) {
	rt := &Router{}
	return rt, rt.SetRules(rules)
}

// SetRules replaces all rules at once: a request meets the old ones or the new
// ones. On an error the old ones stay.
func (rt *Router) SetRules(rules []Rule) error {
	routes := make([]route, len(rules))
	for i, rule := range rules {
		r, err := newRoute(rule)
		if err != nil {
			return err
		}
		routes[i] = r
	}
	rt.rules.Store(&routes)
	return nil
}

// Match is the index of the rule that takes a request for a path, as it stands
// in a URL without its query; -1 when none does.
func (rt *Router) Match(method, path string) int {
	path = cleaned(path)
	return slices.IndexFunc(*rt.rules.Load(), func(r route) bool { return r.takesPath(path) && r.takesMethod(method) })
}

// ServeHTTP hands the request to the first rule that matches.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if hasBeenHere(r) {
		loopDetected(w, r)
		return
	}
	path := cleaned(r.URL.Path)
	var methods []string // of rules that take the path, but not the method
	for _, route := range *rt.rules.Load() {
		switch {
		case !route.takesPath(path):
		case !route.takesMethod(r.Method):
			methods = append(methods, route.allowed()...)
		default:
			route.serve(w, r, path)
			return
		}
	}
	if len(methods) > 0 {
		slices.Sort(methods)
		notAllowed(w, r, slices.Compact(methods))
		return
	}
	rt.notFound(w, r)
}

func notAllowed(w http.ResponseWriter, r *http.Request, methods []string) {
	allow := strings.Join(methods, ", ")
	w.Header().Set("Allow", allow)
	answer(w, r, problem{
		Status: http.StatusMethodNotAllowed,
		Detail: "No proxy rule takes a " + r.Method + " of " + r.URL.Path + ". The rules for this path take " + allow + ".",
	})
}

func (rt *Router) notFound(w http.ResponseWriter, r *http.Request) {
	routes := *rt.rules.Load()
	p := problem{Status: http.StatusNotFound, Detail: "No proxy rule takes " + r.URL.Path + "."}
	if len(routes) == 0 {
		p.Detail += " There are no rules."
	} else {
		p.Detail += " These paths lead somewhere:"
	}
	for _, route := range routes {
		p.Paths = append(p.Paths, route.String())
	}
	answer(w, r, p)
}

// stripped is a shallow copy of the request with another path, in all three
// places where a request has its path.
func stripped(r *http.Request, prefix, rest string) *http.Request {
	r = r.WithContext(withPrefix(r.Context(), prefix))
	u := *r.URL
	u.Path, u.RawPath = rest, ""
	if path, err := url.PathUnescape(rest); err == nil {
		u.Path, u.RawPath = path, rest
	}
	r.URL = &u
	r.RequestURI = rest
	if u.RawQuery != "" || u.ForceQuery {
		r.RequestURI += "?" + u.RawQuery
	}
	return r
}
