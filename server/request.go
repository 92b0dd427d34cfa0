package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// newRequest copies a head, which lies in a buffer, into a request. A
// request-target that url.Parse does not take leaves URL nil. It needs mu.
func (c *connection) newRequest(h *wire.Head) *http.Request {
	r := &http.Request{
		Method: string(h.Method), RequestURI: string(h.Target), Host: string(h.Authority),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: headerOf(h.Fields),
		ContentLength: h.Length, RemoteAddr: c.nc.RemoteAddr().String(), Body: http.NoBody, Close: h.SaysClose,
	}
	if h.Minor == 0 {
		r.Proto, r.ProtoMinor = "HTTP/1.0", 0
	}
	if h.Framing == wire.BodyChunked {
		r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
	}
	if c.core.HasBody() {
		r.Body = &body{c: c}
	}
	if t, ok := c.nc.(*tls.Conn); ok {
		state := t.ConnectionState()
		r.TLS = &state
	}
	r.URL = parseTarget(h.Form, r.RequestURI)
	return r
}

func headerOf(fields []wire.Field) http.Header {
	header := make(http.Header, len(fields))
	for _, f := range fields {
		name := textproto.CanonicalMIMEHeaderKey(string(f.Name))
		if name != "Host" { // Request.Host, as in net/http
			header[name] = append(header[name], string(f.Value))
		}
	}
	return header
}

func parseTarget(form wire.Form, target string) *url.URL {
	if form == wire.AuthorityForm {
		return &url.URL{Host: target}
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil
	}
	if form == wire.OriginForm && strings.HasPrefix(target, "//") { // a path with an empty segment, no authority
		if u, err = url.ParseRequestURI("http://x" + target); err != nil {
			return nil
		}
		u.Scheme, u.Host = "", ""
	}
	return u
}

// run answers one request.
func (c *connection) run(r *http.Request) {
	c.settle(true)
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.mu.Lock()
	c.stop = cancel
	c.mu.Unlock()
	b, _ := r.Body.(*body)
	r = r.WithContext(ctx)
	w := &response{c: c, isHead: r.Method == http.MethodHead, header: make(http.Header), length: -1}
	defer c.endRun(w, b)
	if r.URL == nil {
		http.Error(w, "invalid request-target", http.StatusBadRequest)
		return
	}
	c.srv.handler().ServeHTTP(w, r)
}

// endRun ends the response, also behind a panic of the handler.
func (c *connection) endRun(w *response, b *body) {
	if p := recover(); p != nil {
		if p != http.ErrAbortHandler {
			c.srv.log().Error("handler panicked", "panic", p, "client", c.nc.RemoteAddr().String())
		}
		w.fail()
	} else {
		w.finish()
	}
	if b != nil {
		c.mu.Lock()
		b.closed = true
		c.mu.Unlock()
	}
	c.settle(true)
}

// body is the content of a request while its handler runs.
type body struct {
	c      *connection
	closed bool // under c.mu
}

// Read waits for content.
func (b *body) Read(p []byte) (int, error) {
	c := b.c
	for {
		c.mu.Lock()
		if b.closed {
			c.mu.Unlock()
			return 0, http.ErrBodyReadAfterClose
		}
		seen := c.events
		n, err := c.core.ReadBody(p)
		c.mu.Unlock()
		c.settle(true) // 100 (Continue) is sent, or more can be read
		if !errors.Is(err, conn.ErrWait) {
			return n, err
		}
		c.mu.Lock()
		for c.events == seen && !c.closed {
			c.changed.Wait()
		}
		c.mu.Unlock()
	}
}

// Close ends reading. What is left is up to the connection.
func (b *body) Close() error {
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	b.closed = true
	return nil
}

var _ io.ReadCloser = (*body)(nil)
