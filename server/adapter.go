package server

import (
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/hangup-http/hangup/server/native"
)

// adapter runs handlers of net/http.
type adapter struct{ s *Server }

// exchange is what one request needs beside http.Request, allocated as a whole. A
// handler may keep parts of it, so none is used again.
type exchange struct {
	request  *http.Request
	response response
	body     body
	ctx      requestContext
	url      url.URL
	peer     peer // in the event loop
	values   [8]string
}

// blank is what requests are copied from: WithContext is the only way to give one a
// context.
var blank http.Request

// Serve answers one request.
func (a *adapter) Serve(x *native.Exchange) {
	e := new(exchange)
	r := a.newRequest(e, x)
	e.request = r
	e.response = response{s: a.s, x: x, e: e, isHead: r.Method == http.MethodHead, length: -1}
	defer a.end(e)
	if r.URL == nil {
		http.Error(&e.response, "invalid request-target", http.StatusBadRequest)
		return
	}
	a.s.handler(r).ServeHTTP(&e.response, r)
}

// end ends the response, also behind a panic of the handler.
func (a *adapter) end(e *exchange) {
	p := recover()
	if p != nil && p != http.ErrAbortHandler {
		a.s.log().Error("handler panicked", "panic", p, "client", e.request.RemoteAddr, "stack", string(debug.Stack()))
	}
	e.ctx.end()
	switch {
	case e.response.hijacked != nil:
	case p == http.ErrAbortHandler:
		e.response.x.Abort()
	case p != nil:
		e.response.x.Fail()
	default:
		e.response.finish()
	}
	e.response.release()
	e.body.closed.Store(true)
	if e.request.MultipartForm != nil {
		if err := e.request.MultipartForm.RemoveAll(); err != nil {
			a.s.log().Warn("files of a form are left", "error", err)
		}
	}
}
