package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// This file owns answers that come line by line.

// Apply hands over a plan and returns when every app of it that was touched is
// ready or has failed. tell gets words on how far it is. The daemon goes on
// when ctx ends.
func (c *Client) Apply(ctx context.Context, plan Plan, tell func(string)) (Applied, error) {
	var applied *Applied
	err := lines(c, ctx, http.MethodPost, "/v1/apply", plan, func(l ApplyLine) error {
		switch {
		case l.Failure != nil:
			return l.Failure
		case l.Applied != nil:
			applied = l.Applied
		default:
			tell(l.Progress)
		}
		return nil
	})
	switch {
	case err != nil:
		return Applied{}, err
	case applied == nil:
		return Applied{}, ErrGone
	}
	return *applied, nil
}

// Logs hands over the lines that a query asks for. With Follow it returns when
// ctx ends (nil), when the daemon does (ErrGone), or with each's error.
func (c *Client) Logs(ctx context.Context, q LogQuery, each func(LogRecord) error) error {
	values := url.Values{"target": {q.Target}, "lines": {strconv.Itoa(q.Lines)}}
	for name, set := range map[string]bool{"follow": q.Follow, "out": q.Out, "err": q.Err} {
		if set {
			values.Set(name, "true")
		}
	}
	err := lines(c, ctx, http.MethodGet, "/v1/logs?"+values.Encode(), nil, each)
	return endless(ctx, err, q.Follow)
}

// Events hands over what happens, from now on. It returns as Logs does.
func (c *Client) Events(ctx context.Context, each func(Event) error) error {
	return endless(ctx, lines(c, ctx, http.MethodGet, "/v1/events", nil, each), true)
}

// endless: a stream without end that has ended is a daemon that has.
func endless(ctx context.Context, err error, follows bool) error {
	switch {
	case ctx.Err() != nil:
		return nil
	case err == nil && follows:
		return ErrGone
	}
	return err
}

// lines reads an answer of JSON values until its end.
func lines[T any](c *Client, ctx context.Context, method, path string, body any, each func(T) error) error {
	answer, err := c.ask(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	values := json.NewDecoder(answer.Body)
	for {
		var value T
		if err := values.Decode(&value); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return c.broken(ctx, err)
		}
		if err := each(value); err != nil {
			return err
		}
	}
}
