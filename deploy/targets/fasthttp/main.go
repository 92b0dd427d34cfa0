// Command fasthttp serves every capability with valyala/fasthttp.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"io"
	"log"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// Bounds of what a request can ask for.
const (
	maxSlow  = 10_000 // milliseconds
	maxBytes = 64 << 20
	maxKeys  = 10_000
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	streaming := flag.Bool("stream", false, "run the handler before the body of its request has arrived")
	flag.Parse()
	server := fasthttp.Server{
		Handler:            route(&counters{runs: make(map[string]int)}),
		StreamRequestBody:  *streaming,
		MaxRequestBodySize: maxBytes,
	}
	log.Fatal(server.ListenAndServe(*listen))
}

func route(runs *counters) fasthttp.RequestHandler {
	handlers := map[string]fasthttp.RequestHandler{
		"/":             answer,
		"/slow":         slow,
		"/read":         echo,
		"/echo":         echo,
		"/ignore":       answer,
		"/size":         size,
		"/stream":       stream,
		"/close":        func(c *fasthttp.RequestCtx) { c.SetConnectionClose(); answer(c) },
		"/no-content":   func(c *fasthttp.RequestCtx) { c.SetStatusCode(fasthttp.StatusNoContent) },
		"/not-modified": func(c *fasthttp.RequestCtx) { c.SetStatusCode(fasthttp.StatusNotModified) },
		"/count":        runs.serve,
	}
	return func(c *fasthttp.RequestCtx) {
		serve, ok := handlers[string(c.Path())]
		if !ok {
			c.Error("no such capability", fasthttp.StatusNotFound)
			return
		}
		serve(c)
	}
}

func answer(c *fasthttp.RequestCtx) { c.SetBodyString("ok\n") }

func slow(c *fasthttp.RequestCtx) {
	ms, ok := argument(c, "ms", maxSlow)
	if !ok {
		return
	}
	time.Sleep(time.Duration(ms) * time.Millisecond)
	c.SetBodyString("slow\n")
}

// echo reads all that there is of the body, streamed or not.
func echo(c *fasthttp.RequestCtx) {
	c.SetContentType("application/octet-stream")
	stream := c.RequestBodyStream()
	if stream == nil {
		c.SetBody(c.PostBody())
		return
	}
	body, err := io.ReadAll(io.LimitReader(stream, maxBytes))
	if err != nil {
		c.Error("body incomplete or malformed", fasthttp.StatusBadRequest)
		return
	}
	c.SetBody(body)
}

func size(c *fasthttp.RequestCtx) {
	if n, ok := argument(c, "bytes", maxBytes); ok {
		c.SetBody(bytes.Repeat([]byte("x"), n))
	}
}

func stream(c *fasthttp.RequestCtx) {
	c.SetBodyStreamWriter(func(w *bufio.Writer) {
		for _, part := range []string{"one\n", "two\n", "three\n"} {
			w.WriteString(part)
			if w.Flush() != nil {
				return // the client is gone
			}
		}
	})
}

// argument reads a number from the query, or answers with 400.
func argument(c *fasthttp.RequestCtx, name string, limit int) (int, bool) {
	n, err := c.QueryArgs().GetUint(name)
	if err != nil || n > limit {
		c.Error(name+" must be a number from 0 to "+strconv.Itoa(limit), fasthttp.StatusBadRequest)
		return 0, false
	}
	return n, true
}

// counters remembers how often the handler ran for each key.
type counters struct {
	mu   sync.Mutex
	runs map[string]int
}

func (s *counters) serve(c *fasthttp.RequestCtx) {
	n, ok := s.increment(string(c.QueryArgs().Peek("key")))
	if !ok {
		c.Error("no key, or too many of them", fasthttp.StatusBadRequest)
		return
	}
	c.SetBodyString(strconv.Itoa(n))
}

func (s *counters) increment(key string) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.runs[key]; key == "" || !known && len(s.runs) == maxKeys {
		return 0, false
	}
	s.runs[key]++
	return s.runs[key], true
}
