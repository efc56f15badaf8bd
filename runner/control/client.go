package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// patience bounds what a daemon may take to say who it is.
const patience = 5 * time.Second

// Client talks to the daemon of one home. Its methods' errors are *Failure
// where the daemon refused, ErrGone where it ended meanwhile, and the context's
// own where that ended.
type Client struct {
	Home    Home
	Version Version // of the daemon

	http *http.Client
}

// Dial connects to the daemon of a home. The error is ErrNoDaemon when nobody
// is there. A daemon of another APIVersion is refused, see [DialAny].
func Dial(ctx context.Context, home Home) (*Client, error) {
	c, err := DialAny(ctx, home)
	if err != nil {
		return nil, err
	}
	if c.Version.API != APIVersion {
		return nil, otherAPI(c.Version)
	}
	return c, nil
}

// DialAny is Dial for those who only want to know the version or to end
// everything.
func DialAny(ctx context.Context, home Home) (*Client, error) {
	info, err := os.Stat(home.Dir)
	if err != nil {
		return nil, ErrNoDaemon
	}
	if err := home.trusted(info); err != nil {
		return nil, err
	}
	c := &Client{Home: home, http: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", home.Address())
		},
		DisableCompression: true,
	}}}
	bound, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err = c.call(bound, http.MethodGet, "/v1/version", nil, &c.Version)
	switch {
	case err == nil:
		return c, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, silent(home, fmt.Errorf("it has said nothing for %s", patience))
	case isGone(err):
		return nil, ErrNoDaemon
	}
	return nil, silent(home, err)
}

// isGone: nobody listens at the address, or whoever did has just died.
func isGone(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Status is how everything stands.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var s Status
	return s, c.call(ctx, http.MethodGet, "/v1/status", nil, &s)
}

// Describe is everything about one app. Values whose names look secret are
// masked before they leave the daemon. all: the variables of the surrounding
// shell too, and not their number alone.
func (c *Client) Describe(ctx context.Context, name string, all bool) (Description, error) {
	var d Description
	return d, c.call(ctx, http.MethodGet, "/v1/apps/"+segment(name)+"?all="+strconv.FormatBool(all), nil, &d)
}

// Do asks one thing of all apps that a target names: an app, a namespace, an
// instance's id, or "all".
func (c *Client) Do(ctx context.Context, verb Verb, target string) ([]Outcome, error) {
	var outcomes []Outcome
	return outcomes, c.call(ctx, http.MethodPost, "/v1/apps/"+segment(target)+"/"+string(verb), nil, &outcomes)
}

// Scale changes the number of an app's instances, and returns when that is done.
func (c *Client) Scale(ctx context.Context, name string, to Scale) (Scaled, error) {
	var s Scaled
	return s, c.call(ctx, http.MethodPost, "/v1/apps/"+segment(name)+"/scale", to, &s)
}

// Kill ends everything, the daemon last. It returns when the apps are gone;
// the daemon itself follows at once.
func (c *Client) Kill(ctx context.Context) (Ended, error) {
	var e Ended
	return e, c.call(ctx, http.MethodPost, "/v1/kill", nil, &e)
}

// Close gives up the connection.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// call asks once and reads the whole answer into result.
func (c *Client) call(ctx context.Context, method, path string, body, result any) error {
	answer, err := c.ask(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(result); err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

// ask sends a request. An answer that is no success becomes its *Failure.
func (c *Client) ask(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	// The host is nobody's: the transport knows only one socket.
	request, err := http.NewRequestWithContext(ctx, method, "http://runner"+path, content)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	if answer.StatusCode/100 == 2 {
		return answer, nil
	}
	defer answer.Body.Close()
	failure := &Failure{Code: answer.StatusCode}
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(failure); err != nil || failure.Message == "" {
		failure.Message = "the daemon answered " + answer.Status
	}
	return nil, failure
}

// broken tells a daemon that ended from other trouble. Before there is a
// version, the connection itself is the question, and its error is kept.
func (c *Client) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if c.Version.Pid != 0 && isGone(err) {
		return ErrGone
	}
	return err
}

// segment is one word of a path. PathEscape leaves dots alone, and a server
// would take an app that is called ".." for a way upwards.
func segment(name string) string {
	return strings.ReplaceAll(url.PathEscape(name), ".", "%2E")
}
