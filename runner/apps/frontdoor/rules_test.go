package frontdoor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestChooseTakesTheLeastBusyAndGoesRound(t *testing.T) {
	for name, c := range map[string]struct {
		loads []int
		start int
		want  int
	}{
		"none":                                {nil, 0, -1},
		"only one":                            {[]int{7}, 3, 0},
		"equals: the first from start":        {[]int{0, 0, 0}, 1, 1},
		"equals: round the end":               {[]int{0, 0, 0}, 3, 0},
		"least wins over start":               {[]int{2, 3, 1}, 0, 2},
		"equals among the least":              {[]int{1, 4, 1}, 1, 2},
		"barred is passed over":               {[]int{-1, 5, 6}, 0, 1},
		"all barred":                          {[]int{-1, -1}, 0, -1},
		"start from a time with more of them": {[]int{0, 0}, 9, 1},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, choose(c.loads, c.start)) })
	}
}

func TestMayRetry(t *testing.T) {
	dial := &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errors.New("refused"))}
	reset := fmt.Errorf("transport: %w", &net.OpError{Op: "read", Err: errors.New("reset by peer")})
	for name, c := range map[string]struct {
		attempt attempt
		want    bool
	}{
		"GET, never connected":          {attempt{method: "GET", err: dial}, true},
		"POST, never connected":         {attempt{method: "POST", hasBody: true, err: dial}, true},
		"never connected, many times":   {attempt{method: "POST", resends: 9, err: dial}, true},
		"never connected, body is gone": {attempt{method: "POST", hasBody: true, bodyRead: true, err: dial}, false},
		"GET, reset":                    {attempt{method: "GET", err: reset}, true},
		"GET, end of file":              {attempt{method: "GET", err: io.EOF}, true},
		"GET, cut short":                {attempt{method: "GET", err: io.ErrUnexpectedEOF}, true},
		"HEAD, idle connection closed":  {attempt{method: http.MethodHead, err: errors.New("http: server closed idle connection")}, true},
		"OPTIONS, reset":                {attempt{method: http.MethodOptions, err: reset}, true},
		"GET, reset a second time":      {attempt{method: "GET", resends: 1, err: reset}, false},
		"GET with a body, reset":        {attempt{method: "GET", hasBody: true, err: reset}, false},
		"POST, reset":                   {attempt{method: "POST", hasBody: true, err: reset}, false},
		"POST without a body, reset":    {attempt{method: "POST", err: reset}, false},
		"DELETE, reset":                 {attempt{method: "DELETE", err: reset}, false},
		"GET, no HTTP":                  {attempt{method: "GET", err: errors.New("malformed HTTP response")}, false},
		"GET, client went away":         {attempt{method: "GET", err: context.Canceled}, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, mayRetry(c.attempt)) })
	}
}

func TestGaugeTellsWhenItIsAtRest(t *testing.T) {
	var g gauge
	assert.True(t, closed(g.atRest()), "nothing was ever counted")
	g.enter()
	g.enter()
	rest := g.atRest()
	g.leave()
	assert.Equal(t, 1, g.count())
	assert.False(t, closed(rest), "one is left")
	g.leave()
	assert.True(t, closed(rest))
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
