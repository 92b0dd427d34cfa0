package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"
)

// step is a conversation.
type step struct {
	name     string
	statuses string // of the responses
	hold     func(c *client)
	differs  []difference
}

var steps = []step{
	{"hello", "200 200 200 404 405", func(c *client) {
		c.ask("GET", "/", nil)
		c.ask("HEAD", "/", nil)
		c.ask("GET", "/", nil, "Accept-Encoding: gzip")
		c.ask("GET", "/missing", nil)
		c.ask("DELETE", "/notes", nil)
	}, nil},
	{"files", "200 200 200 404 301 200", func(c *client) {
		c.ask("GET", "/files/small.txt", nil)
		c.ask("HEAD", "/files/large.bin", nil)
		c.ask("GET", "/files/large.bin", nil)
		c.ask("GET", "/files/missing", nil)
		c.ask("GET", "/files/sub", nil)
		c.ask("GET", "/files/sub/", nil)
	}, nil},
	{"ranges", "206 206 206 416 206", func(c *client) {
		c.ask("GET", "/files/small.txt", nil, "Range: bytes=2-5")
		c.ask("GET", "/files/small.txt", nil, "Range: bytes=-3")
		c.ask("GET", "/files/small.txt", nil, "Range: bytes=0-1,4-5")
		c.ask("GET", "/files/small.txt", nil, "Range: bytes=99-")
		c.ask("GET", "/files/large.bin", nil, "Range: bytes=1000000-")
	}, nil},
	{"conditions", "304 200 412 200", func(c *client) {
		c.ask("GET", "/files/small.txt", nil, "If-Modified-Since: Sun, 01 Mar 2026 12:00:00 GMT")
		c.ask("GET", "/files/small.txt", nil, "If-Modified-Since: Sun, 01 Mar 2026 11:00:00 GMT")
		c.ask("GET", "/files/small.txt", nil, "If-Unmodified-Since: Sun, 01 Mar 2026 11:00:00 GMT")
		c.ask("GET", "/files/small.txt", nil, "Range: bytes=2-5", "If-Range: Sun, 01 Mar 2026 11:00:00 GMT")
	}, nil},
	{"JSON", "201 201 200 200 200 200 404 400 400 415 413", func(c *client) {
		const typed = "Content-Type: application/json"
		c.ask("POST", "/notes", strings.NewReader(`{"text": "first"}`), typed)
		c.raw("POST GET", "POST {path}/notes HTTP/1.1\nHost: a\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n"+
			"9\n{\"text\": \nc\n\"in chunks\"}\n0\n\nGET {path}/ HTTP/1.1\nHost: a\nConnection: close\n\n")
		c.ask("GET", "/notes", nil)
		c.ask("GET", "/notes", nil, "Accept-Encoding: gzip")
		c.ask("GET", "/notes/2", nil)
		c.ask("GET", "/notes/7", nil)
		c.ask("POST", "/notes", strings.NewReader(`{"text": `), typed)
		c.ask("POST", "/notes", strings.NewReader(`{"title": "unknown"}`), typed)
		c.ask("POST", "/notes", strings.NewReader("text"), "Content-Type: text/plain")
		c.ask("POST", "/notes", strings.NewReader(`{"text": "`+strings.Repeat("x", 2*largest)+`"}`), typed)
	}, nil},
	{"upload", "200", func(c *client) { uploads(c) }, nil},
	{"upload with an expectation", "200 415", func(c *client) {
		c.ask("PUT", "/digest", strings.NewReader("awaited"), "Expect: 100-continue")
		c.ask("POST", "/upload", strings.NewReader("unwanted"), "Expect: 100-continue", "Content-Type: text/plain")
	}, nil},
	{"content and trailers in both directions", "200", func(c *client) {
		r, err := http.NewRequest("PUT", c.base+"/digest", io.LimitReader(pattern{}, 2<<20))
		if c.failed(err) {
			return
		}
		r.Trailer = http.Header{"Client-Says": {"that is all"}}
		c.send(r)
	}, []difference{{
		"A response that begins before content of unknown length was read says close",
		"[chunked] close true", "[chunked] close false",
	}}},
	{"events", "200", func(c *client) { watch(c) }, nil},
	{"upgrade", "426 101", func(c *client) {
		c.ask("GET", "/echo", nil)
		upgrade(c)
	}, []difference{{
		"A response with an Upgrade field lists upgrade in Connection",
		"close false\n  Connection: [\"upgrade\"]\n  Content", "close false\n  Content",
	}}},
	{"time and defects", "504 500 200", func(c *client) {
		c.ask("GET", "/slow", nil)
		c.ask("GET", "/panic", nil)
		c.ask("GET", "/", nil)
	}, nil},
	{"pipelined", "504 200 415 200 200", func(c *client) {
		c.raw("GET GET POST HEAD GET", "GET {path}/slow HTTP/1.1\nHost: a\n\nGET {path}/files/small.txt HTTP/1.1\nHost: a\n\n"+
			"POST {path}/upload HTTP/1.1\nHost: a\nContent-Length: 5\n\nhelloHEAD {path}/ HTTP/1.1\nHost: a\n\n"+
			"GET {path}/ HTTP/1.1\nHost: a\nConnection: close\n\nGET {path}/ HTTP/1.1\nHost: a\n\n")
	}, nil},
	{"HTTP/1.0", "200 200 200 200", func(c *client) {
		c.raw("GET", "GET {path}/ HTTP/1.0\n\n")
		c.raw("GET GET", "GET {path}/files/sub/page.html HTTP/1.0\nConnection: keep-alive\n\nGET {path}/files/small.txt HTTP/1.0\n\n")
		c.raw("PUT", "PUT {path}/digest HTTP/1.0\nContent-Length: 5\n\nhello")
	}, []difference{{
		"Trailers are not announced to a client of HTTP/1.0",
		"octet-stream\"]\n  \"hello\"", "octet-stream\"]\n  Trailer: [\"Digest\"]\n  \"hello\"",
	}}},
	{"connections", strings.Repeat("200 ", 20), func(c *client) {
		c.http.CloseIdleConnections()
		before := c.dialed
		for range 20 {
			c.ask("GET", "/", nil)
		}
		// A client whose own goroutine is late to say that a request is out makes another one.
		c.note("connections are kept: %v", c.dialed-before < 10)
	}, nil},
}

// difference is between Hangup and net/http, for a reason that docs/net-http.md gives.
type difference struct{ reason, ours, theirs string }

// kinds are the servers; the first is what the others are compared with.
var kinds = []string{"net/http", "hangup", "hangup-loop"}

// TestSwap holds the conversations with net/http and with both fronts of Hangup, and with
// a proxy before a backend of the same kind; what comes back is to be the same.
func TestSwap(t *testing.T) {
	dir := files(t)
	direct, proxied := make(map[string]*client), make(map[string]*client)
	for _, kind := range kinds {
		backend := start(t, "--server", kind, "--files", dir)
		proxy := start(t, "--server", kind, "--backend", backend)
		direct[kind], proxied[kind] = newClient(backend), newClient(proxy+"/proxy")
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			step.compare(t, direct, true)
		})
		t.Run(step.name+" through the proxy", func(t *testing.T) {
			step.compare(t, proxied, false) // some differences are between the proxy and its backend
		})
	}
}

// compare holds a conversation with each.
func (s *step) compare(t *testing.T, clients map[string]*client, mustDiffer bool) {
	var theirs string
	for _, kind := range kinds {
		got, statuses := clients[kind].holds(t, s)
		if statuses != strings.TrimSpace(s.statuses) {
			t.Errorf("%s: statuses %s, want %s", kind, statuses, s.statuses)
		}
		if kind == kinds[0] {
			theirs = got
			continue
		}
		for _, d := range s.differs {
			if mustDiffer && !strings.Contains(got, d.ours) {
				t.Errorf("%s: no longer so: %s", kind, d.reason)
			}
			got = strings.ReplaceAll(got, d.ours, d.theirs)
		}
		if got != theirs {
			t.Errorf("%s:\n%s\n%s:\n%s", kind, got, kinds[0], theirs)
		}
	}
}

// TestDifferencesAreDocumented: whoever swaps the servers can read what changes.
func TestDifferencesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/net-http.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, s := range steps {
		for _, d := range s.differs {
			if !strings.Contains(text, d.reason) {
				t.Errorf("docs/net-http.md does not say %q (%s)", d.reason, s.name)
			}
		}
	}
}

// pattern is content without an end.
type pattern struct{}

func (pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i)
	}
	return len(p), nil
}

// uploads sends a form with two files.
func uploads(c *client) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, n := range []int64{10, 3 << 20} {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%d.bin"`, n)},
		})
		if c.failed(err) {
			return
		}
		if _, err := io.Copy(part, io.LimitReader(pattern{}, n)); c.failed(err) {
			return
		}
	}
	if !c.failed(form.Close()) {
		c.ask("POST", "/upload", &body, "Content-Type: "+form.FormDataContentType())
	}
}

// watch reads a few events, leaves, and waits until the program knows.
func watch(c *client) {
	ctx, leave := context.WithTimeout(context.Background(), deadline)
	defer leave()
	r, err := http.NewRequestWithContext(ctx, "GET", c.base+"/events", nil)
	if c.failed(err) {
		return
	}
	resp, err := c.http.Do(r)
	if c.failed(err) {
		return
	}
	lines := bufio.NewReader(resp.Body)
	for range 9 {
		line, err := lines.ReadString('\n')
		c.failed(err)
		c.note("%q", line)
	}
	resp.Body = io.NopCloser(strings.NewReader(""))
	c.show(resp)
	c.failed(watchers(ctx, c, "1"))
	leave()
	patient, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	c.failed(watchers(patient, c, "0"))
}

// watchers waits until there are as many.
func watchers(ctx context.Context, c *client, n string) error {
	for pause := time.NewTicker(5 * time.Millisecond); ; {
		r, err := http.NewRequestWithContext(ctx, "GET", c.base+"/events/watchers", nil)
		if err != nil {
			return err
		}
		resp, err := c.http.Do(r)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || strings.TrimSpace(string(body)) == n {
			return err
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// upgrade talks with a connection that was taken over.
func upgrade(c *client) {
	conn, err := c.dial()
	if c.failed(err) {
		return
	}
	defer conn.Close()
	path := strings.TrimPrefix(c.base, "http://"+conn.RemoteAddr().String())
	fmt.Fprintf(conn, "GET %s/echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", path)
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, nil)
	if c.failed(err) {
		return
	}
	c.show(resp)
	for _, said := range []string{"one\n", "two\n"} {
		io.WriteString(conn, said) // if it fails, nothing comes back
		line, err := r.ReadString('\n')
		c.failed(err)
		c.note("%q", line)
	}
	conn.(interface{ CloseWrite() error }).CloseWrite() // the same
	rest, err := io.ReadAll(r)
	c.failed(err)
	c.note("then %q", rest)
}
