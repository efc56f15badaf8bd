// Package wire speaks the plain part of HTTP/1.1 to one address: requests
// without a body, over connections that are kept for the next one.
//
// It exists for speed. An [http.Transport] hands every request to two
// goroutines of the connection and its answer back again; here the caller's
// goroutine writes the request and reads the answer, and nothing is handed
// over. What makes a transport long is left out, and is the caller's to send
// some other way: request bodies, upgrades, TLS, proxies, redirects.
//
// Make a [Client], and call [Client.Do]. Answers are parsed by
// [http.ReadResponse], so their framing is the standard library's.
package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// maxHead bounds the head of an answer, interim ones included, in bytes.
const maxHead = 1 << 20

// ErrHeadTooLarge means that an answer's head had no end within a mebibyte.
var ErrHeadTooLarge = errors.New("the head of the answer is larger than 1 MiB")

// Request is what [Client.Do] sends.
type Request struct {
	// Method decides whether the answer has a body: that to HEAD has none.
	Method string

	// WriteHead writes the request line, all headers (Host as well) and the
	// empty line behind them. Its errors are kept by the writer.
	WriteHead func(*bufio.Writer)

	// Interim is told of answers before the real one (103 and the like; but
	// not 100, for which nobody asked). Nil: they are dropped.
	Interim func(status int, header http.Header)
}

// Do sends one request and returns when the head of its answer is there. The
// caller must close the answer's body; the connection is kept for another
// request only if all of that was read before.
//
// When ctx ends, the connection is closed, whether Do waits or the body is
// being read. Errors are those of dial, of reading and writing the connection,
// of [http.ReadResponse], or of ctx. Do never tries a second time: only the
// caller knows whether that is right.
func (c *Client) Do(ctx context.Context, req Request) (*http.Response, error) {
	conn, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	// From here on, an end of ctx closes the connection.
	unwatch := context.AfterFunc(ctx, func() { conn.Close() })
	res, err := conn.exchange(req)
	if err != nil {
		unwatch()
		conn.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	res.Body = &body{Reader: res.Body, client: c, conn: conn, unwatch: unwatch, last: res.Close}
	return res, nil
}

// conn is one connection. Only one request at a time owns it.
type conn struct {
	net.Conn
	in       *bufio.Reader
	out      *bufio.Writer
	asked    http.Request // http.ReadResponse wants to know the method
	headLeft int          // what the head being read may still have, in bytes
	inHead   bool
	ended    error     // why the connection can no longer be read
	idle     time.Time // since when it lies in the pool
}

func newConn(nc net.Conn) *conn {
	c := &conn{Conn: nc, out: bufio.NewWriter(nc)}
	c.in = bufio.NewReader(c)
	return c
}

// Read is where the limit on heads is kept: http.ReadResponse has none.
func (c *conn) Read(p []byte) (int, error) {
	if c.inHead {
		if c.headLeft <= 0 {
			c.ended = ErrHeadTooLarge
			return 0, c.ended
		}
		p = p[:min(len(p), c.headLeft)]
	}
	n, err := c.Conn.Read(p)
	c.headLeft -= n
	if err != nil {
		c.ended = err
	}
	return n, err
}

func (c *conn) exchange(req Request) (*http.Response, error) {
	req.WriteHead(c.out)
	if err := c.out.Flush(); err != nil {
		return nil, err
	}
	c.inHead, c.headLeft = true, maxHead
	defer func() { c.inHead = false }()
	c.asked.Method = req.Method
	for {
		res, err := http.ReadResponse(c.in, &c.asked)
		switch {
		case err != nil && c.ended == io.EOF:
			// Whatever else is wrong with the head: it is not all of it.
			return nil, io.ErrUnexpectedEOF
		case err != nil && c.ended != nil:
			return nil, c.ended
		case err != nil:
			return nil, err
		case res.StatusCode == http.StatusSwitchingProtocols:
			return nil, errors.New("the answer switches protocols, which nobody asked for")
		case res.StatusCode < 100:
			// A door could not pass it on: net/http panics on such a status.
			return nil, fmt.Errorf("malformed HTTP response: status %q", res.Status)
		case res.StatusCode >= 200:
			return res, nil
		case req.Interim != nil && res.StatusCode != http.StatusContinue:
			req.Interim(res.StatusCode, res.Header)
		}
	}
}

// body is the body of an answer. It gives the connection back.
type body struct {
	io.Reader
	client  *Client
	conn    *conn
	unwatch func() bool
	last    bool // the service will close the connection
	atEnd   bool
	closed  bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.Reader.Read(p)
	b.atEnd = b.atEnd || err == io.EOF
	return n, err
}

// Buffered is how many bytes have come and were not read.
func (b *body) Buffered() int { return b.conn.in.Buffered() }

// Close never closes the body that http.ReadResponse made: that would read on
// to its end, which for a stream of events never comes.
func (b *body) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	watched := b.unwatch() // false: ctx has ended, and the connection with it
	// Bytes behind the answer belong to no request; who sent them has lost
	// count, and the next answer would be the wrong one.
	if watched && b.atEnd && !b.last && b.conn.in.Buffered() == 0 {
		b.client.keep(b.conn)
		return nil
	}
	return b.conn.Close()
}
