package server_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type noted = func(...any)

// get and post are requests that are the last ones.
func get(target string, fields ...string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + strings.Join(append(fields, "Connection: close\r\n"), "") + "\r\n"
}

func post(content string, fields ...string) string {
	return "POST / HTTP/1.1\r\nHost: a\r\n" + strings.Join(append(fields, "Connection: close\r\n"), "") + "\r\n" + content
}

func says(text string) func(http.ResponseWriter, *http.Request, noted) {
	return func(w http.ResponseWriter, _ *http.Request, _ noted) { io.WriteString(w, text) }
}

func nothing(http.ResponseWriter, *http.Request, noted) {}

// copies answers with the content.
func copies(w http.ResponseWriter, r *http.Request, note noted) {
	content, err := io.ReadAll(r.Body)
	note(err, r.Trailer)
	w.Write(content)
}

func status(code int) func(http.ResponseWriter, *http.Request, noted) {
	return func(w http.ResponseWriter, _ *http.Request, note noted) {
		w.Header().Set("Content-Type", "a/b")
		w.WriteHeader(code)
		_, err := io.WriteString(w, "content")
		note(err)
	}
}

func sets(pairs ...string) func(http.ResponseWriter, *http.Request, noted) {
	return func(w http.ResponseWriter, _ *http.Request, note noted) {
		for i := 0; i < len(pairs); i += 2 {
			w.Header().Add(pairs[i], pairs[i+1])
		}
		_, err := io.WriteString(w, "abc")
		note(err)
	}
}

func with(h http.Handler) func(http.ResponseWriter, *http.Request, noted) {
	return func(w http.ResponseWriter, r *http.Request, _ noted) { h.ServeHTTP(w, r) }
}

func mux() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /items/{id}/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Pattern+" "+r.PathValue("id")+" "+r.PathValue("rest"))
	})
	m.HandleFunc("/tree/", func(http.ResponseWriter, *http.Request) {})
	return m
}

const ready = "Host: a\r\nContent-Length: 5\r\n"

var long = strings.Repeat("0123456789abcdef", 1000)

// compats are the conversations of TestCompatibility.
var compats = []compat{
	// What the handler sees of a request.
	{name: "plain", in: get("/"), handler: says("hello")},
	{name: "query", in: get("/a/b?x=1&y=2"), handler: says("hello")},
	{name: "empty query", in: get("/a?"), handler: nothing},
	{name: "two question marks", in: get("/a?b?c"), handler: nothing},
	{name: "escapes", in: get("/a%20b/%2F/c%2fd"), handler: nothing},
	{name: "octets that need no escape", in: get("/a:b@c!$&'()*+,;=~-._"), handler: nothing},
	{name: "two slashes", in: get("//a//b/../c"), handler: nothing},
	{name: "absolute-form", in: get("http://b:80/x?y"), handler: nothing},
	{name: "absolute-form without path", in: get("http://b"), handler: nothing},
	{name: "absolute-form with a query only", in: get("http://b?q"), handler: nothing},
	{name: "authority-form", in: "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\nConnection: close\r\n\r\n", handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.WriteHeader(405) }},
	{name: "names and values", in: get("/", "x-a: 1\r\nX-A:   2 \r\nACCEPT: */*\r\ncookie: a=1\r\nCookie: b=2\r\nx_y.z: \r\n"), handler: nothing},
	{name: "many fields", in: get("/", strings.Repeat("A: 1\r\nb-C: 2\r\nD: 3\r\nE: 4\r\nF: 5\r\nG: 6\r\nH: 7\r\nI: 8\r\nJ: 9\r\nK: 10\r\n", 3)), handler: nothing},
	{name: "pragma", in: get("/", "Pragma: no-cache\r\n"), handler: nothing},
	{name: "port in host", in: "GET / HTTP/1.1\r\nHost: Example.com:8080\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "empty host", in: "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "other methods", in: "PURGE /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "trailer field without chunks", in: get("/", "Trailer: X\r\n"), handler: nothing},
	{name: "upgrade offered", in: "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: x\r\n\r\n", handler: nothing},

	// Content of requests.
	{name: "content", in: post("hello", "Content-Length: 5\r\n"), handler: copies},
	{name: "no content, said so", in: post("", "Content-Length: 0\r\n"), handler: copies},
	{name: "chunks", in: post("5\r\nhello\r\n1;a=b\r\n!\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"), handler: copies},
	{name: "trailer", in: post("1\r\na\r\n0\r\nX-Sum: 1\r\nx-more: 2\r\n\r\n", "Transfer-Encoding: chunked\r\nTrailer: x-sum, X-Other\r\n"), handler: copies},
	{name: "unannounced trailer", in: post("1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n", "Transfer-Encoding: chunked\r\n"), handler: copies},
	{
		name: "reading behind close", in: post("hello", "Content-Length: 5\r\n"),
		handler: func(_ http.ResponseWriter, r *http.Request, note noted) {
			r.Body.Close()
			_, err := r.Body.Read(make([]byte, 1))
			note(err == http.ErrBodyReadAfterClose)
		},
	},
	{
		name: "too large", in: post("hello", "Content-Length: 5\r\n"),
		handler: func(w http.ResponseWriter, r *http.Request, note noted) {
			content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 3))
			note(string(content), err)
			http.Error(w, "too large", http.StatusBadRequest)
		},
	},
	{
		name: "form", in: post("a=1&b=2", "Content-Length: 7\r\nContent-Type: application/x-www-form-urlencoded\r\n"),
		handler: func(_ http.ResponseWriter, r *http.Request, note noted) {
			note(r.FormValue("b"), r.ParseForm(), r.PostForm)
		},
	},
	{
		name: "expectation that is met", in: post("hello", "Content-Length: 5\r\nExpect: 100-continue\r\n"), handler: copies,
	},
	{
		name: "expectation that is not met", in: "POST / HTTP/1.1\r\n" + ready + "Expect: 100-continue\r\n\r\nhello",
		handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.WriteHeader(417) },
	},
	{
		name: "content that nobody reads", in: "POST / HTTP/1.1\r\n" + ready + "\r\nhello" + get("/2"), handler: says("ok"),
	},
	{
		name: "pipelined", in: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n" + get("/3"), handler: func(w http.ResponseWriter, r *http.Request, _ noted) {
			if r.Method != "HEAD" {
				io.WriteString(w, r.URL.Path)
			}
		},
	},

	// Responses.
	{name: "nothing", in: get("/"), handler: nothing},
	{name: "long", in: get("/"), handler: says(long)},
	{name: "HTML", in: get("/"), handler: says("<!DOCTYPE html><p>x")},
	{name: "sniffed beyond the first write", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		io.WriteString(w, " ")
		io.WriteString(w, "<html>"+long)
	}},
	{name: "own type", in: get("/"), handler: sets("Content-Type", "x/y")},
	{name: "encoded", in: get("/"), handler: sets("Content-Encoding", "gzip")},
	{name: "no type", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header()["Content-Type"] = nil
		io.WriteString(w, "abc")
	}},
	{name: "no date", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header()["Date"] = nil
		io.WriteString(w, "abc")
	}},
	{name: "own date", in: get("/"), handler: sets("Date", "yesterday")},
	{name: "several values", in: get("/"), handler: sets("Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Long", " x ")},
	{name: "line breaks in values", in: get("/"), handler: sets("X-Evil", "a\r\nb: c\nd")},
	{name: "names that are none", in: get("/"), handler: sets("a b", "x", "", "y", "X-Good", "z")},
	{name: "own length", in: get("/"), handler: sets("Content-Length", "3")},
	{name: "more than the length", in: get("/"), handler: sets("Content-Length", "2")},
	{name: "less than the length", in: get("/"), handler: sets("Content-Length", "5")},
	{name: "length that is none", in: get("/"), handler: sets("Content-Length", "many")},
	{name: "length and coding", in: get("/"), handler: sets("Content-Length", "2", "Transfer-Encoding", "chunked")},
	{name: "coding", in: get("/"), handler: sets("Transfer-Encoding", "chunked")},
	{name: "says close", in: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", handler: sets("Connection", "close")},
	{name: "204", in: get("/"), handler: status(204)},
	{name: "304", in: get("/"), handler: status(304)},
	{name: "404", in: get("/"), handler: status(404)},
	{name: "204 with a length", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Content-Length", "5")
		w.WriteHeader(204)
	}},
	{name: "304 with a length", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Content-Length", "5")
		w.Header().Set("Etag", `"x"`)
		w.WriteHeader(304)
	}},
	{name: "HEAD", in: strings.Replace(get("/"), "GET", "HEAD", 1), handler: says("hello")},
	{name: "HEAD, long", in: strings.Replace(get("/"), "GET", "HEAD", 1), handler: says(long)},
	{name: "HEAD, nothing", in: strings.Replace(get("/"), "GET", "HEAD", 1), handler: nothing},
	{name: "HEAD with a length", in: strings.Replace(get("/"), "GET", "HEAD", 1), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.Header().Set("Content-Length", "99") }},
	{name: "HEAD of an error", in: strings.Replace(get("/"), "GET", "HEAD", 1), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { http.Error(w, "no", 404) }},
	{name: "flushed", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		io.WriteString(w, "a")
		w.(http.Flusher).Flush()
		io.WriteString(w, "b")
	}},
	{name: "flushed with a length", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		w.Header().Set("Content-Length", "2")
		io.WriteString(w, "a")
		note(http.NewResponseController(w).Flush())
		io.WriteString(w, "b")
	}},
	{name: "flushed before everything", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.(http.Flusher).Flush() }},
	{name: "fields set too late", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("A", "1")
		w.WriteHeader(201)
		w.Header().Set("A", "2")
		w.Header().Set("B", "2")
		w.Header().Set("Content-Type", "x/y")
		io.WriteString(w, "abc")
	}},
	{name: "two statuses", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.WriteHeader(201)
		w.WriteHeader(500)
	}},
	{name: "early hints", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Link", "</a>")
		w.WriteHeader(103)
		w.Header().Set("Link", "</b>")
		w.WriteHeader(103)
		io.WriteString(w, "ok")
	}},
	{name: "announced trailer", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Trailer", "X-A, X-B")
		io.WriteString(w, "abc")
		w.Header().Set("X-A", "1")
		w.Header().Add("X-B", "2")
		w.Header().Add("X-B", "3")
	}},
	{name: "trailer by prefix", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		io.WriteString(w, "abc")
		w.(http.Flusher).Flush()
		w.Header().Set(http.TrailerPrefix+"X-A", "1")
	}},
	{name: "trailer by prefix before the head", in: get("/"), handler: sets(http.TrailerPrefix+"X-A", "1")},
	{name: "trailer and HTTP/1.0", in: "GET / HTTP/1.0\r\n\r\n", handler: sets(http.TrailerPrefix+"X-A", "1"), differs: version10, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Type: text/plain; charset=utf-8 | Date: now | 
rest "abc"
-- GET "/" HTTP/1.0 1.0 host="" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque=""
-- <nil>`},
	{name: "copied", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		n, err := io.Copy(w, io.MultiReader(strings.NewReader("<html>"), strings.NewReader(long)))
		note(n, err)
	}},
	{name: "copied, short", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		note(w.(io.ReaderFrom).ReadFrom(strings.NewReader("abc")))
	}},
	{name: "aborted", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		io.WriteString(w, "abc")
		panic(http.ErrAbortHandler)
	}},
	{name: "aborted in chunks", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		io.WriteString(w, "abc")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}},
	{name: "panicked within a length", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Content-Length", "5")
		io.WriteString(w, "abc")
		w.(http.Flusher).Flush()
		panic("x")
	}},
	{name: "deadline for reading", in: "POST / HTTP/1.1\r\n" + ready + "\r\nhe", handler: func(w http.ResponseWriter, r *http.Request, note noted) {
		begun := make([]byte, 2)
		note(io.ReadFull(r.Body, begun))
		note(http.NewResponseController(w).SetReadDeadline(time.Now().Add(20 * time.Millisecond)))
		content, err := io.ReadAll(r.Body)
		note(string(content), errors.Is(err, os.ErrDeadlineExceeded))
		io.WriteString(w, "late")
	}},
	{name: "deadline for writing", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		c := http.NewResponseController(w)
		note(c.SetWriteDeadline(time.Now().Add(-time.Second)))
		io.WriteString(w, "late")
		note(errors.Is(c.Flush(), os.ErrDeadlineExceeded))
	}},
	{name: "a deadline that was moved", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		c := http.NewResponseController(w)
		note(c.SetWriteDeadline(time.Now().Add(-time.Second)), c.SetWriteDeadline(time.Time{}), c.EnableFullDuplex())
		io.WriteString(w, "in time")
		note(c.Flush())
	}},

	// Handlers of package net/http.
	{name: "mux", in: get("/items/7/a%2Fb/c"), handler: with(mux())},
	{name: "mux, redirect", in: get("/tree"), handler: with(mux())},
	{name: "mux, unclean", in: get("/tree/../x"), handler: with(mux())},
	{name: "mux, another method", in: post("", "Content-Length: 0\r\n"), handler: with(http.StripPrefix("/", mux()))},
	{name: "mux, not found", in: get("/none"), handler: with(mux())},
	{name: "range", in: get("/", "Range: bytes=2-4\r\n"), handler: serveContent},
	{name: "not modified", in: get("/", "If-None-Match: \"v\"\r\n"), handler: serveContent},
	{name: "whole", in: get("/"), handler: serveContent},
	{name: "timeout handler", in: get("/"), handler: with(http.TimeoutHandler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), 10*time.Millisecond, "late"))},
	{name: "timeout handler in time", in: get("/"), handler: with(http.TimeoutHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "in time") }), time.Minute, "late"))},
	{name: "options", in: "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "bearer", in: get("/", "Authorization: Basic YTpi\r\nReferer: x\r\nUser-Agent: u\r\n"), handler: func(_ http.ResponseWriter, r *http.Request, note noted) {
		user, pass, ok := r.BasicAuth()
		note(user, pass, ok, r.Referer(), r.UserAgent())
	}},

	{name: "OPTIONS with a path", in: "OPTIONS /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "close in odd case", in: "GET / HTTP/1.1\r\nHost: a\r\nconnection: x, CLOSE\r\n\r\n", handler: nothing},
	{name: "both lengths", in: post("0\r\n\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), handler: copies},
	{name: "version 1.2", in: "GET / HTTP/1.2\r\nHost: a\r\nConnection: close\r\n\r\n", handler: nothing},
	{name: "a length in the 304", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) {
		w.Header().Set("Content-Type", "x/y")
		w.WriteHeader(304)
	}},
	{name: "continue by hand", in: post("hello", "Content-Length: 5\r\nExpect: 100-continue\r\n"), handler: func(w http.ResponseWriter, r *http.Request, note noted) { w.WriteHeader(100); copies(w, r, note) }},
	{name: "a bad range of statuses", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, note noted) {
		defer func() { note(recover()) }()
		w.WriteHeader(99)
	}},

	// Differences.
	{name: "empty lines before", in: "\r\n" + get("/"), handler: nothing, differs: emptyLine, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]`},
	{name: "bare LF", in: "GET / HTTP/1.1\nHost: a\nConnection: close\n\n", handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 14 | Content-Type: text/plain | Date: now | "LF without CR\n"
rest ""`},
	{name: "folded", in: get("/", "A: b\r\n c\r\n"), handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 18 | Content-Type: text/plain | Date: now | "folded field line\n"
rest ""`},
	{name: "no host", in: "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", handler: nothing, differs: ownErrors, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 16 | Content-Type: text/plain | Date: now | "Host is missing\n"
rest ""`},
	{name: "two hosts", in: get("/", "Host: b\r\n"), handler: nothing, differs: ownErrors, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 19 | Content-Type: text/plain | Date: now | "more than one Host\n"
rest ""`},
	{name: "the same length twice", in: post("hello", "Content-Length: 5\r\nContent-Length: 5\r\n"), handler: copies, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 23 | Content-Type: text/plain | Date: now | "invalid Content-Length\n"
rest ""`},
	{name: "an escape that is none", in: get("/%zz"), handler: nothing, differs: ownErrors, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 21 | Content-Type: text/plain | Date: now | "invalid request-line\n"
rest ""`},
	{name: "another expectation", in: get("/", "Expect: the unexpected\r\n"), handler: nothing, differs: expectation, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"] Expect=["the unexpected"]`},
	{name: "version 2.0", in: "PRI * HTTP/2.0\r\n\r\n", handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 21 | Content-Type: text/plain | Date: now | "invalid request-line\n"
rest ""`},
	{name: "RPC", in: "CONNECT /_goRPC_ HTTP/1.0\r\n\r\n", handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 21 | Content-Type: text/plain | Date: now | "invalid request-line\n"
rest ""`},
	{name: "announced trailer that is forbidden", in: post("0\r\n\r\n", "Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n"), handler: copies, differs: noTrailer, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- POST "/" HTTP/1.1 1.1 host="a" length=-1 coding=[chunked] close=true nobody=false tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil> map[]`},
	{name: "forbidden trailer", in: post("0\r\nX-A: 1\r\nAuthorization: x\r\n\r\n", "Transfer-Encoding: chunked\r\n"), handler: copies, differs: noTrailer, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- POST "/" HTTP/1.1 1.1 host="a" length=-1 coding=[chunked] close=true nobody=false tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil> map[X-A:[1]]`},
	{name: "chunks that are none", in: post("x\r\n", "Transfer-Encoding: chunked\r\n"), handler: copies, differs: flawedContent, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 19 | Content-Type: text/plain | Date: now | "invalid chunk size\n"
rest ""
-- POST "/" HTTP/1.1 1.1 host="a" length=-1 coding=[chunked] close=true nobody=false tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- invalid chunk size map[]`},
	{name: "unknown coding", in: post("0\r\n\r\n", "Transfer-Encoding: gzip, chunked\r\n"), handler: copies, differs: ownErrors, ours: `
HTTP/1.1 501 Not Implemented | Connection: close | Content-Length: 24 | Content-Type: text/plain | Date: now | "unknown transfer coding\n"
rest ""`},
	{name: "userinfo", in: get("http://u:p@b/"), handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 21 | Content-Type: text/plain | Date: now | "invalid request-line\n"
rest ""`},
	{name: "unescaped", in: get("/a|b\"é"), handler: nothing, differs: strict, ours: `
HTTP/1.1 400 Bad Request | Connection: close | Content-Length: 21 | Content-Type: text/plain | Date: now | "invalid request-line\n"
rest ""`},
	{name: "upgrade in the answer", in: get("/"), handler: sets("Upgrade", "x", "Connection", "Upgrade"), differs: upgradeListed, ours: `
HTTP/1.1 200 OK | Connection: close | Connection: upgrade | Content-Length: 3 | Content-Type: text/plain; charset=utf-8 | Date: now | Upgrade: x | "abc"
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil>`},
	{name: "HTTP/1.0 keep-alive", in: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/"), handler: says("a"), differs: version10, ours: `
HTTP/1.1 200 OK | Connection: keep-alive | Content-Length: 1 | Content-Type: text/plain; charset=utf-8 | Date: now | "a"
HTTP/1.1 200 OK | Connection: close | Content-Length: 1 | Content-Type: text/plain; charset=utf-8 | Date: now | "a"
rest ""
-- GET "/" HTTP/1.0 1.0 host="" length=0 coding=[] close=false nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["keep-alive"]
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]`},
	{name: "ranges that cannot be", in: get("/", "Range: bytes=900000-\r\n"), handler: serveContent, differs: phrases, ours: `
HTTP/1.1 416 Range Not Satisfiable | Connection: close | Content-Length: 33 | Content-Range: bytes */16000 | Content-Type: text/plain; charset=utf-8 | Date: now | X-Content-Type-Options: nosniff | "invalid range: failed to overlap\n"
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"] Range=["bytes=900000-"]`},
	{name: "announced badly", in: get("/"), handler: sets("Trailer", "x-a, Content-Length"), differs: noTrailer, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Type: text/plain; charset=utf-8 | Date: now | Trailer: X-A | Transfer-Encoding: chunked | chunks "abc" []
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil>`},
	{name: "HTTP/1.0", in: "GET / HTTP/1.0\r\n\r\n", handler: says("abc"), differs: version10, ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 3 | Content-Type: text/plain; charset=utf-8 | Date: now | "abc"
rest ""
-- GET "/" HTTP/1.0 1.0 host="" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque=""`},
	{name: "panicked", in: get("/"), handler: func(http.ResponseWriter, *http.Request, noted) { panic("x") }, differs: "A handler that panics before its response has begun is answered with 500.", ours: `
HTTP/1.1 500 Internal Server Error | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]`},
	{name: "status without a phrase", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.WriteHeader(599) }, differs: phrases, ours: `
HTTP/1.1 599 | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]`},
	{name: "identity", in: get("/"), handler: sets("Transfer-Encoding", "identity"), differs: "Content of unknown length goes out in chunks, also where the handler sets Transfer-Encoding to identity, which HTTP no longer has.", ours: `
HTTP/1.1 200 OK | Connection: close | Date: now | Transfer-Encoding: chunked | chunks "abc" []
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil>`},
	{name: "keep-alive", in: get("/"), handler: sets("Keep-Alive", "timeout=5", "Connection", "keep-alive"), differs: "Connection (as far as close, keep-alive and upgrade go) and Keep-Alive are written by the server alone; a handler's close is heard.", ours: `
HTTP/1.1 200 OK | Connection: close | Content-Length: 3 | Content-Type: text/plain; charset=utf-8 | Date: now | "abc"
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]
-- <nil>`},
	{name: "101 without hijacking", in: get("/"), handler: func(w http.ResponseWriter, _ *http.Request, _ noted) { w.WriteHeader(101) }, differs: "A handler that says 101 and does not take the connection over is answered for with 500.", ours: `
HTTP/1.1 500 Internal Server Error | Connection: close | Content-Length: 0 | Date: now | 
rest ""
-- GET "/" HTTP/1.1 1.1 host="a" length=0 coding=[] close=true nobody=true tls=false url="/" host="" scheme="" path="/" raw="" query="" force=false opaque="" Connection=["close"]`},
}

// Why this server does otherwise than net/http.
const (
	version10     = "The version in a response is always HTTP/1.1, also towards HTTP/1.0 (RFC 9110, section 6.2)."
	phrases       = "Reason phrases are those of RFC 9110 (413 Content Too Large, 416 Range Not Satisfiable), and a status that has none gets none."
	strict        = "What the grammar does not allow is refused with 400."
	ownErrors     = "The server's own errors are whole responses, with a length and a date, and say what is wrong."
	flawedContent = "Where content cannot be decoded, the client gets 400 in place of the handler's response, unless that has begun."
	noTrailer     = "Trailer fields that no trailer may have (RFC 9110, section 6.5.1) are dropped, announced or not, in requests and responses; announced names are written in canonical form."
	expectation   = "An expectation other than 100-continue is ignored, which RFC 9110 (section 10.1.1) allows."
	emptyLine     = "An empty line before a request is skipped (RFC 9112, section 2.2)."
	upgradeListed = "A response with an Upgrade field lists upgrade in Connection, also where it says close."
)

func serveContent(w http.ResponseWriter, r *http.Request, _ noted) {
	w.Header().Set("Etag", `"v"`)
	http.ServeContent(w, r, "x.txt", time.Unix(1e9, 0), bytes.NewReader([]byte(long)))
}
