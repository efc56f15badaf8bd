package frontdoor

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatAPathnameTakes(t *testing.T) {
	for _, c := range []struct {
		pathname string
		takes    []string
		leaves   []string
	}{
		{"", []string{"/", "/a", "/a/b", "//", "/../x"}, nil},
		{"/", []string{"/", "//", "/.", "/a/.."}, []string{"/a"}},
		{"/**", []string{"/", "/a", "/a/b"}, nil},
		{"/fixtures", []string{"/fixtures", "/fixtures/", "//fixtures", "/x/../fixtures", "/%66ixtures"}, []string{"/", "/fixtures/1", "/fixtures-old", "/Fixtures"}},
		{"/fixtures/", []string{"/fixtures", "/fixtures/"}, []string{"/fixtures/1"}},
		{"fixtures", []string{"/fixtures"}, []string{"/x/fixtures"}},
		{"/fixtures/**", []string{"/fixtures", "/fixtures/", "/fixtures/1", "/fixtures/1/goals", "/fixtures/.hidden", "/fixtures%2F1"}, []string{"/", "/fixtures-old", "/x/fixtures/1", "/fixtures/../admin", "/fixtures%2F..%2Fadmin", "/fixtures/%2e%2e/admin"}},
		{"/admin/**", []string{"/fixtures/../admin/x", "/x%2F..%2Fadmin", "/%2e/admin", "//admin//x", "/./admin", "/admin%2Fx", "/../../admin"}, []string{"/admin/../fixtures", "/%2561dmin"}},
		{"/fixtures/*", []string{"/fixtures/1", "/fixtures/1/"}, []string{"/fixtures", "/fixtures/1/goals", "/fixtures/1%2Fgoals"}},
		{"/*/goals", []string{"/1/goals"}, []string{"/goals", "/1/2/goals"}},
		{"/a/**/z", []string{"/a/z", "/a/b/z", "/a/b/c/z"}, []string{"/a", "/a/b"}},
		{"/{teams,groups}/**", []string{"/teams", "/groups/A"}, []string{"/fixtures"}},
	} {
		r, err := newRoute(Rule{Pathname: c.pathname})
		require.NoError(t, err)
		for _, raw := range c.takes {
			assert.True(t, r.takesPath(cleanedRaw(t, raw)), "%q takes %s", c.pathname, raw)
		}
		for _, raw := range c.leaves {
			assert.False(t, r.takesPath(cleanedRaw(t, raw)), "%q leaves %s", c.pathname, raw)
		}
	}
}

func cleanedRaw(t *testing.T, raw string) string {
	t.Helper()
	path, err := url.PathUnescape(raw)
	require.NoError(t, err)
	return cleaned(path)
}

func TestAPathnameThatIsNoGlobIsNamed(t *testing.T) {
	_, err := NewRouter([]Rule{{Pathname: "/a/[b"}})
	assert.ErrorContains(t, err, `"/a/[b"`)
}

func TestWhatIsLeftWhenThePrefixIsStripped(t *testing.T) {
	for _, c := range []struct{ pathname, raw, rest string }{
		{"/api/**", "/api", "/"},
		{"/api/**", "/api/", "/"},
		{"/api/**", "/api/users/7", "/users/7"},
		{"/api/**", "/api/a%2Fb/c|d", "/a%2Fb/c|d"},
		{"/api/**", "/%61pi/users", "/users"},
		{"/api/**", "/api//users/", "//users/"},
		{"/api/**", "//api/users", "/users"},
		{"/api/**", "/x/../api/a%20b", "/a%20b"},
		{"/api/**", "/api/x/../users", "/users"},
		{"/api/**", "/api%2Fusers", "/users"},
		{"/api/v1/**", "/api/v1/users", "/users"},
		{"/api/v1/**", "/api%2Fv1/users", "/users"},
		{"/api/*/users", "/api/7/users", "/7/users"},
		{"/health", "/health", "/"},
	} {
		r, err := newRoute(Rule{Pathname: c.pathname, Strip: true})
		require.NoError(t, err)
		req := httptest.NewRequest("GET", c.raw, nil)
		req.RequestURI = c.raw
		req.URL = &url.URL{}
		req.URL.Path, err = url.PathUnescape(c.raw)
		require.NoError(t, err)
		path := cleaned(req.URL.Path)
		require.True(t, r.takesPath(path), "%s takes %s", c.pathname, c.raw)
		assert.Equal(t, c.rest, r.rest(req, path), "%s of %s", c.raw, c.pathname)
	}
}
