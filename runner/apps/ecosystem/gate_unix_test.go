//go:build unix

package ecosystem_test

import (
	"net"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/apps/ecosystem"
	"workshop.example/processes/runner/processfile"
	"workshop.example/processes/tests/platformtest"
)

func TestTheProxyLeadsPathsToAppsInAnyMode(t *testing.T) {
	web, api, mute := cluster(t, "web", 2), app(t, "api", "serve"), app(t, "mute", "stay")
	api.Port = platformtest.FreePort(t)
	api.Env["PORT"] = strconv.Itoa(api.Port)
	api.Env["WHO"], web.Env["WHO"] = "api", "web"
	web.ListenTimeout, api.ListenTimeout = 0, 0 // no request waits
	whole, _ := start(t, ecosystem.Options{})
	p := plan(web, api, mute)
	p.Proxy = &processfile.Proxy{Port: platformtest.FreePort(t), Rules: []processfile.Rule{
		{Pathname: "/api/**", Dest: "api", Strip: true}, {Pathname: "/mute", Dest: "mute"}, {Dest: "web"},
	}}
	assert.Equal(t, ecosystem.Change{App: ecosystem.ProxyName, What: ecosystem.Added}, applied(t, whole, p)[ecosystem.ProxyName])
	assert.Equal(t, "api", get(t, p.Proxy.Port, "/api/env?WHO"))
	assert.Equal(t, "web", get(t, p.Proxy.Port, "/env?WHO"))
	assert.Contains(t, get(t, p.Proxy.Port, "/mute"), "PORT")

	require.NoError(t, whole.StopApp(bounded(t), "api"))
	assert.Contains(t, get(t, p.Proxy.Port, "/api/env?WHO"), "api has no instance ready (instance 0 is stopped")
	assert.Equal(t, "web", get(t, p.Proxy.Port, "/env?WHO"), "the other paths are none the worse")
	require.NoError(t, whole.StartApp(bounded(t), "api"))
	assert.Equal(t, "api", get(t, p.Proxy.Port, "/api/env?WHO"))
	require.NoError(t, whole.DeleteApp(bounded(t), "api"))
	assert.Contains(t, get(t, p.Proxy.Port, "/api/env?WHO"), "not among the apps")

	again := plan(web, mute)
	again.Proxy = &processfile.Proxy{Port: p.Proxy.Port, Rules: []processfile.Rule{{Dest: "web"}}}
	assert.Equal(t, ecosystem.Changed, applied(t, whole, again)[ecosystem.ProxyName].What)
	assert.Equal(t, "instance", get(t, p.Proxy.Port, "/api/env")[:8], "the rules were exchanged")
	again.Proxy = nil
	assert.Equal(t, ecosystem.Removed, applied(t, whole, again)[ecosystem.ProxyName].What)
	_, err := ask(p.Proxy.Port)
	assert.Error(t, err)
}

func TestAProxyWhosePortIsTakenSaysByWhom(t *testing.T) {
	stranger, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer stranger.Close()
	whole, _ := start(t, ecosystem.Options{}, cluster(t, "web", 1))
	err = whole.OpenProxy(&processfile.Proxy{Port: stranger.Addr().(*net.TCPAddr).Port, Rules: []processfile.Rule{{Dest: "web"}}})
	assert.ErrorContains(t, err, "is taken by")
	_, failure := whole.Proxy()
	assert.Error(t, failure)
}
