//go:build linux

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/valyala/fasthttp"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
	"github.com/hangup-http/hangup/server/wire"
)

// What every server answers.
const (
	contentType = "text/plain; charset=utf-8"
	content     = "hello\n"
)

// kind is a kind of server.
type kind struct {
	name  string
	about string
	// serve answers on l until the process ends. nil for a server that is a program of
	// its own: then program is set.
	serve   func(l net.Listener) error
	program *program
}

// base is what ratios are to.
const base = "nethttp"

// kinds are the servers that can be measured, in the order of the tables.
var kinds = []kind{
	{name: base, about: "net/http", serve: func(l net.Listener) error { return http.Serve(l, hello) }},
	{name: "fasthttp", about: "valyala/fasthttp", serve: fast(false).Serve},
	{name: "fasthttp-lean", about: "the same with ReduceMemoryUsage", serve: fast(true).Serve},
	{name: "nginx", about: "one worker", program: nginx},
	{name: "hangup", about: "server.Server, handlers of net/http, goroutines", serve: func(l net.Listener) error {
		return (&server.Server{Handler: hello}).Serve(l)
	}},
	{name: "hangup-loop", about: "the same in the event loop", serve: func(l net.Listener) error {
		return (&server.Server{Handler: hello, Front: native.EventLoop}).Serve(l)
	}},
	{name: "native", about: "native.Server, goroutines, handlers inline", serve: func(l net.Listener) error {
		return (&native.Server{Handler: nativeHello(), Inline: true}).Serve(l)
	}},
	{name: "native-loop", about: "the same in the event loop", serve: func(l net.Listener) error {
		return (&native.Server{Handler: nativeHello(), Front: native.EventLoop, Inline: true}).Serve(l)
	}},
}

var hello http.HandlerFunc = func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", contentType)
	_, _ = io.WriteString(w, content) // the client notices what is missing
}

func fast(lean bool) *fasthttp.Server {
	return &fasthttp.Server{
		NoDefaultServerHeader: true,
		ReduceMemoryUsage:     lean,
		Handler: func(c *fasthttp.RequestCtx) {
			c.SetContentType(contentType)
			c.SetBodyString(content)
		},
	}
}

func nativeHello() native.Handler {
	fields := []wire.Field{{Name: []byte("Content-Type"), Value: []byte(contentType)}}
	body := []byte(content)
	return native.HandlerFunc(func(x *native.Exchange) {
		_ = x.Answer(http.StatusOK, fields, body) // the client notices what is missing
	})
}

// lookUp returns the kinds of these names, in the order of the table; all for none.
func lookUp(names []string) ([]kind, error) {
	if len(names) == 0 {
		return kinds, nil
	}
	wanted := make(map[string]bool)
	for _, name := range names {
		wanted[name] = true
	}
	var chosen []kind
	var known []string
	for _, k := range kinds {
		known = append(known, k.name)
		if wanted[k.name] {
			chosen = append(chosen, k)
			delete(wanted, k.name)
		}
	}
	for name := range wanted {
		return nil, fmt.Errorf("no server is called %q: there are %s", name, strings.Join(known, ", "))
	}
	return chosen, nil
}
