package frontdoor

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// route is a rule made ready for comparing.
type route struct {
	Rule
	glob    string // cleaned; "" takes every path
	literal string // the segments before the first that has a wildcard, "" or /a/b
}

func newRoute(rule Rule) (route, error) {
	if rule.Pathname == "" {
		return route{Rule: rule}, nil
	}
	if !doublestar.ValidatePattern(rule.Pathname) {
		return route{}, fmt.Errorf("pathname %q is no path with wildcards such as /fixtures/**; is a bracket left open?", rule.Pathname)
	}
	glob := cleaned(rule.Pathname)
	return route{Rule: rule, glob: glob, literal: literalPart(glob)}, nil
}

// literalPart is the beginning of a glob that stands for itself.
func literalPart(glob string) string {
	literal := ""
	for segment := range strings.SplitSeq(strings.Trim(glob, "/"), "/") {
		if segment == "" || strings.ContainsAny(segment, `*?[{\`) {
			break
		}
		literal += "/" + segment
	}
	return literal
}

// cleaned begins with a slash, and has no dots, double slashes, or slash at
// the end (but for the root's).
func cleaned(p string) string { return path.Clean("/" + p) }

func (r route) takesPath(p string) bool {
	if r.glob == "" {
		return true
	}
	return doublestar.MatchUnvalidated(r.glob, p)
}

func (r route) takesMethod(method string) bool {
	if len(r.Methods) == 0 || slices.Contains(r.Methods, method) {
		return true
	}
	return method == http.MethodHead && slices.Contains(r.Methods, http.MethodGet)
}

// allowed are the methods that the rule takes, for the Allow of a 405.
func (r route) allowed() []string {
	if slices.Contains(r.Methods, http.MethodGet) {
		return append([]string{http.MethodHead}, r.Methods...)
	}
	return r.Methods
}

func (r route) serve(w http.ResponseWriter, req *http.Request, path string) {
	if r.Strip && r.literal != "" {
		req = stripped(req, r.literal, r.rest(req, path))
	}
	r.To.ServeHTTP(w, req)
}

// rest is what is left of the path, escaped. It is the client's own writing
// where that has the prefix plainly, and otherwise (/x/../fixtures/7) comes
// from what the rule was compared with.
func (r route) rest(req *http.Request, cleaned string) string {
	if rest, ok := cutPrefix(rawPath(req), r.literal); ok {
		return rest
	}
	after := strings.TrimPrefix(cleaned, r.literal)
	return (&url.URL{Path: "/" + strings.TrimPrefix(after, "/")}).EscapedPath()
}

// cutPrefix takes a prefix off a path as the client has written it. It is not
// ok when the segments differ, or when dots behind them would lead out of the
// prefix again.
func cutPrefix(raw, prefix string) (rest string, ok bool) {
	rest = raw
	for want := range strings.SplitSeq(prefix[1:], "/") {
		segment, after, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		if have, err := url.PathUnescape(segment); err != nil || have != want {
			return "", false
		}
		rest = "/" + after
	}
	decoded, err := url.PathUnescape(rest)
	return rest, err == nil && !strings.Contains(decoded+"/", "/../")
}

// String is the rule as a 404 lists it: "/fixtures/** (GET) → fixtures".
func (r route) String() string {
	words := r.Pathname
	if words == "" {
		words = "every path"
	}
	if len(r.Methods) > 0 {
		words += " (" + strings.Join(r.Methods, ", ") + ")"
	}
	if r.Dest != "" {
		words += " → " + r.Dest
	}
	return words
}
