// Command hertz serves every capability with cloudwego/hertz.
package main

import (
	"context"
	"flag"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cloudwego/hertz/pkg/app"
	"github.com/cloudwego/hertz/pkg/app/server"
	"github.com/cloudwego/hertz/pkg/common/hlog"
)

// Bounds of what a request can ask for.
const (
	maxSlow  = 10_000 // milliseconds
	maxBytes = 64 << 20
	maxKeys  = 10_000
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	flag.Parse()
	hlog.SetLevel(hlog.LevelFatal)
	h := server.New(
		server.WithHostPorts(*listen),
		server.WithMaxRequestBodySize(maxBytes),
		server.WithExitWaitTime(time.Second),
	)
	runs := &counters{runs: make(map[string]int)}
	routes := map[string]app.HandlerFunc{
		"/":             answer,
		"/slow":         slow,
		"/read":         read,
		"/echo":         echo,
		"/size":         size,
		"/stream":       stream,
		"/close":        closes,
		"/no-content":   func(_ context.Context, c *app.RequestContext) { c.SetStatusCode(204) },
		"/not-modified": func(_ context.Context, c *app.RequestContext) { c.SetStatusCode(304) },
		"/count":        runs.serve,
	}
	for path, handler := range routes {
		h.Any(path, handler)
	}
	h.Spin()
}

func answer(_ context.Context, c *app.RequestContext) { c.String(200, "ok\n") }

func slow(_ context.Context, c *app.RequestContext) {
	ms, ok := argument(c, "ms", maxSlow)
	if !ok {
		return
	}
	time.Sleep(time.Duration(ms) * time.Millisecond)
	c.String(200, "slow\n")
}

func read(_ context.Context, c *app.RequestContext) {
	c.String(200, strconv.Itoa(len(c.Request.Body())))
}

func echo(_ context.Context, c *app.RequestContext) {
	c.Data(200, "application/octet-stream", c.Request.Body())
}

func size(_ context.Context, c *app.RequestContext) {
	n, ok := argument(c, "bytes", maxBytes)
	if !ok {
		return
	}
	c.Data(200, "text/plain", []byte(strings.Repeat("x", n)))
}

// stream gives Hertz a reader of unknown length.
func stream(_ context.Context, c *app.RequestContext) {
	c.SetContentType("text/plain")
	c.SetBodyStream(io.MultiReader(strings.NewReader("one\n"), strings.NewReader("two\n"), strings.NewReader("three\n")), -1)
}

func closes(_ context.Context, c *app.RequestContext) {
	c.SetConnectionClose()
	c.String(200, "close\n")
}

// argument returns a number between 0 and limit, or false after a 400.
func argument(c *app.RequestContext, name string, limit int) (int, bool) {
	n, err := strconv.Atoi(c.Query(name))
	if err != nil || n < 0 || n > limit {
		c.String(400, "%s must be a number from 0 to %d\n", name, limit)
		return 0, false
	}
	return n, true
}

// counters tells how often a handler ran for a key.
type counters struct {
	mu   sync.Mutex
	runs map[string]int
}

func (s *counters) serve(_ context.Context, c *app.RequestContext) {
	key := c.Query("key")
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.runs[key]; key == "" || (!known && len(s.runs) == maxKeys) {
		c.String(400, "no key, or too many of them\n")
		return
	}
	s.runs[key]++
	c.String(200, "%d", s.runs[key])
}
