package frontdoor_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	neturl "net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/frontdoor"
	"workshop.example/processes/tests/platformtest"
)

// openRouter serves rules on a port of its own, which is closed after the test.
func openRouter(t *testing.T, rules ...frontdoor.Rule) (*frontdoor.Router, *frontdoor.Port) {
	t.Helper()
	router, err := frontdoor.NewRouter(rules)
	require.NoError(t, err)
	return router, openHandler(t, router)
}

func openHandler(t *testing.T, h http.Handler) *frontdoor.Port {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := frontdoor.OpenHandler(ln, h, frontdoor.Options{App: "proxy"})
	t.Cleanup(func() {
		assert.NoError(t, port.Close(within(t)))
		noneOfOurs(t)
	})
	return port
}

// pool is an app with one instance. Its connections are closed after the test.
func pool(t *testing.T, app string, h http.HandlerFunc) *frontdoor.Pool {
	t.Helper()
	p := frontdoor.NewPool(frontdoor.Options{App: app})
	_, addr := service(t, h)
	b := p.Add(0, addr)
	t.Cleanup(func() { p.Remove(b) })
	return p
}

func at(port *frontdoor.Port, path string) string { return "http://" + port.Addr().String() + path }

// uriOf is a service that says what it was asked, and from which prefix.
func uriOf(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s", name, r.RequestURI, r.Header.Get("X-Forwarded-Prefix"))
	}
}

func asking(t *testing.T, port *frontdoor.Port, method, uri string) answer {
	t.Helper()
	_, in := talk(t, port.Addr(), method+" "+uri+" HTTP/1.1\r\nHost: x\r\n\r\n")
	res, body := hear(t, in, method)
	return answer{status: res.StatusCode, header: res.Header, body: body}
}

func TestTheFirstRuleThatMatchesWins(t *testing.T) {
	fixtures, hello := pool(t, "fixtures", uriOf("fixtures")), pool(t, "hello", uriOf("hello"))
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/fixtures/**", Methods: []string{"GET"}, To: fixtures},
		frontdoor.Rule{Pathname: "/fixtures/special", To: hello},
		frontdoor.Rule{Pathname: "/api/**", To: fixtures, Strip: true},
		frontdoor.Rule{To: hello},
	)
	for _, c := range []struct{ method, uri, want string }{
		{"GET", "/fixtures", "fixtures /fixtures "},
		{"GET", "/fixtures/7?team=GER&x;y", "fixtures /fixtures/7?team=GER&x;y "},
		{"GET", "/fixtures/special", "fixtures /fixtures/special "},
		{"POST", "/fixtures/special", "hello /fixtures/special "},
		{"POST", "/fixtures/7", "hello /fixtures/7 "},
		{"GET", "/fixtures/../a%2Fb", "hello /fixtures/../a%2Fb "},
		{"GET", "/x/..%2ffixtures/7", "fixtures /x/..%2ffixtures/7 "},
		{"GET", "/api/a%2Fb?q=%20", "fixtures /a%2Fb?q=%20 /api"},
		{"DELETE", "/api/a%2Fb?", "fixtures /a%2Fb? /api"},
		{"GET", "/api", "fixtures / /api"},
		{"GET", "/", "hello / "},
		{"HEAD", "/fixtures", ""},
	} {
		a := asking(t, port, c.method, c.uri)
		assert.Equal(t, http.StatusOK, a.status)
		assert.Equal(t, c.want, a.body, "%s %s", c.method, c.uri)
	}
}

func TestAPathThatNoRuleTakesIs404WithTheOthers(t *testing.T) {
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/fixtures/**", Methods: []string{"GET", "POST"}, Dest: "world-cup-fixtures"},
		frontdoor.Rule{Pathname: "/hello", Dest: "hello-world"},
	)
	a := asking(t, port, "GET", "/nowhere")
	assert.Equal(t, http.StatusNotFound, a.status)
	assert.Contains(t, a.body, "No proxy rule takes /nowhere.")
	assert.Contains(t, a.body, "\n  /fixtures/** (GET, POST) → world-cup-fixtures\n  /hello → hello-world\n")

	req, err := http.NewRequest("GET", at(port, "/nowhere"), nil)
	require.NoError(t, err)
	req.Header.Set("Accept", "application/json")
	a = do(client(t), req)
	var problem struct{ Paths []string }
	require.NoError(t, json.Unmarshal([]byte(a.body), &problem))
	assert.Len(t, problem.Paths, 2)
	assert.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
}

func TestAMethodThatNoRuleTakesIs405WithTheOthers(t *testing.T) {
	hello := pool(t, "hello", saying("hello"))
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/a", Methods: []string{"POST"}, To: hello},
		frontdoor.Rule{Pathname: "/a", Methods: []string{"GET", "POST"}, To: hello},
		frontdoor.Rule{Pathname: "/b", Methods: []string{"PUT"}, To: hello},
	)
	a := asking(t, port, "DELETE", "/a")
	assert.Equal(t, http.StatusMethodNotAllowed, a.status)
	assert.Equal(t, "GET, HEAD, POST", a.header.Get("Allow"))
	assert.Contains(t, a.body, "No proxy rule takes a DELETE of /a.")
	assert.Equal(t, "PUT", asking(t, port, "DELETE", "/b").header.Get("Allow"), "no HEAD without a GET")
}

func TestAnAppThatIsDownIs503ForItsPathsAlone(t *testing.T) {
	down := frontdoor.NewPool(frontdoor.Options{App: "fixtures", State: func() string { return "errored" }})
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/fixtures/**", To: down},
		frontdoor.Rule{Pathname: "/worker", To: frontdoor.NoPort("worker")},
		frontdoor.Rule{To: pool(t, "hello", saying("hello"))},
	)
	a := asking(t, port, "GET", "/fixtures/7")
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
	assert.Equal(t, "1", a.header.Get("Retry-After"))
	assert.Contains(t, a.body, "fixtures has no instance ready (errored)")

	a = asking(t, port, "GET", "/worker")
	assert.Equal(t, http.StatusBadGateway, a.status)
	assert.Contains(t, a.body, "worker has no PORT")
	assert.Equal(t, "hello", asking(t, port, "GET", "/").body)
}

func TestRulesAreSwappedUnderLoadWithoutAFailure(t *testing.T) {
	one, two := pool(t, "one", saying("one")), pool(t, "two", saying("two"))
	router, port := openRouter(t, frontdoor.Rule{To: one})
	var n atomic.Int64
	failed := loading(t, 4, 1000, func(c *http.Client) error {
		if i := n.Add(1); i%50 == 0 {
			if err := router.SetRules([]frontdoor.Rule{{Pathname: "/**", To: []*frontdoor.Pool{one, two}[i/50%2]}}); err != nil {
				return err
			}
		}
		return asked(get(c, at(port, "/x")))
	})
	assert.Empty(t, failed)

	require.NoError(t, router.SetRules([]frontdoor.Rule{{To: two}}))
	assert.Equal(t, "two", get(client(t), at(port, "/")).body)
	require.Error(t, router.SetRules([]frontdoor.Rule{{Pathname: "{", To: one}}))
	assert.Equal(t, "two", get(client(t), at(port, "/")).body, "the old rules stay")
	require.NoError(t, router.SetRules(nil))
	assert.Contains(t, get(client(t), at(port, "/")).body, "There are no rules.")
}

// The pool of an app in cluster mode has a port of its own, and may be the
// destination of a rule as well.
func TestAPoolMayBeBehindADoorAndARouter(t *testing.T) {
	router, port := openRouter(t)
	door := openDoor(t, frontdoor.Options{Hold: longHold})
	require.NoError(t, router.SetRules([]frontdoor.Rule{{Pathname: "/app/**", To: door.Pool, Strip: true}}))
	throughDoor, throughRouter := getSoon(client(t), url(door)), getSoon(client(t), at(port, "/app"))
	require.Eventually(t, func() bool { return waiting() == 2 }, platformtest.Patience(t), pollEvery)

	require.NoError(t, port.Close(within(t)))
	assert.Equal(t, http.StatusServiceUnavailable, receive(t, throughRouter, "its port closes").status)
	assert.Empty(t, throughDoor, "the other still waits")
	_, addr := service(t, saying("hi"))
	door.Add(0, addr)
	assert.Equal(t, "hi", receive(t, throughDoor, "an instance is there").body)
}

func mustParse(t *testing.T, raw string) *neturl.URL {
	t.Helper()
	u, err := neturl.Parse(raw)
	require.NoError(t, err)
	return u
}

// toURL is a destination outside.
func toURL(t *testing.T, raw string) http.Handler {
	return frontdoor.ToURL(mustParse(t, raw), frontdoor.Options{App: "proxy"})
}

func TestARuleMayLeadToAURL(t *testing.T) {
	var seen atomic.Pointer[http.Request]
	_, addr := service(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen.Store(r)
		fmt.Fprintf(w, "%s %s", r.RequestURI, body)
	})
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/base/**", To: toURL(t, "http://"+addr+"/deep%20er/"), Strip: true},
		frontdoor.Rule{To: toURL(t, "http://"+addr)},
	)
	assert.Equal(t, "/deep%20er/a%2Fb|c?q ", asking(t, port, "GET", "/base/a%2Fb|c?q").body)
	assert.Equal(t, "/base", seen.Load().Header.Get("X-Forwarded-Prefix"))
	assert.Equal(t, addr, seen.Load().Host, "it is asked under its own name")
	assert.Equal(t, "x", seen.Load().Header.Get("X-Forwarded-Host"))
	assert.Equal(t, "/deep%20er//x ", asking(t, port, "GET", "/base//x").body)
	assert.Equal(t, "/x ", asking(t, port, "GET", "/x").body)

	res, err := client(t).Post(at(port, "/y"), "text/plain", strings.NewReader("the body"))
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, "/y the body", string(body))
}

func TestAURLThatIsDownIsNamed(t *testing.T) {
	nobody := refusing(t)
	_, port := openRouter(t,
		frontdoor.Rule{Pathname: "/down", To: toURL(t, "http://"+nobody)},
		frontdoor.Rule{Pathname: "/odd", To: toURL(t, "http://"+rawService(t, "220 mail.example ready\r\n"))},
	)
	a := asking(t, port, "GET", "/down")
	assert.Equal(t, http.StatusServiceUnavailable, a.status)
	assert.Equal(t, "1", a.header.Get("Retry-After"))
	assert.Contains(t, a.body, "Nobody answers at http://"+nobody)
	a = asking(t, port, "GET", "/odd")
	assert.Equal(t, http.StatusBadGateway, a.status)
	assert.Contains(t, a.body, "malformed HTTP")
}

func TestARuleThatLeadsBackToTheProxyIsFoundOut(t *testing.T) {
	router, port := openRouter(t)
	require.NoError(t, router.SetRules([]frontdoor.Rule{{To: toURL(t, at(port, ""))}}))
	a := asking(t, port, "GET", "/")
	assert.Equal(t, http.StatusLoopDetected, a.status)
	assert.Contains(t, a.body, "to the proxy itself")
}

func TestMatchNamesTheRuleThatWouldServe(t *testing.T) {
	router, err := frontdoor.NewRouter([]frontdoor.Rule{
		{Pathname: "/fixtures/**", Methods: []string{"GET"}},
		{Pathname: "/{teams,groups}/*"},
		{Pathname: "/public", Strip: true},
	})
	require.NoError(t, err)
	for asked, want := range map[string]int{
		"GET /fixtures":             0,
		"GET /fixtures/1/goals":     0,
		"HEAD /fixtures/":           0,
		"POST /fixtures":            -1,
		"GET /fixtures-of-2014":     -1,
		"POST /teams/GER":           1,
		"GET /teams":                -1,
		"GET /public/../teams/GER/": 1,
		"GET /":                     -1,
	} {
		method, path, _ := strings.Cut(asked, " ")
		assert.Equal(t, want, router.Match(method, path), asked)
	}
}
