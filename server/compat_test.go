package server_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// compat is a conversation that is held with net/http and with both fronts of this
// server: what comes back, and what the handler saw, is to be the same.
type compat struct {
	name    string
	in      string // up to which the server closes the connection, or the client does
	handler func(w http.ResponseWriter, r *http.Request, note func(...any))
	// differs is why this server does otherwise; then ours is what it does. Each of
	// these reasons is in docs/net-http.md.
	differs string
	ours    string
}

// TestCompatibility holds all conversations of compats.
func TestCompatibility(t *testing.T) {
	for _, c := range compats {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			theirs := c.hold(t, func(h http.Handler, l net.Listener) func() error {
				s := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
				t.Cleanup(func() { s.Close() })
				return func() error { return s.Serve(l) }
			})
			for front, name := range []string{native.Goroutines: "goroutines", native.EventLoop: "event loop"} {
				ours := c.hold(t, func(h http.Handler, l net.Listener) func() error {
					s := &server.Server{Handler: h, Front: native.Front(front), ErrorLog: quiet()}
					t.Cleanup(func() { s.Close() })
					return func() error { return s.Serve(l) }
				})
				switch {
				case c.differs == "" && ours != theirs:
					t.Errorf("%s: got\n%s\nnet/http:\n%s", name, ours, theirs)
				case c.differs != "" && ours == theirs:
					t.Errorf("%s: no longer differs: %s", name, c.differs)
				case c.differs != "" && strings.TrimSpace(ours) != strings.TrimSpace(c.ours):
					t.Errorf("%s: got\n%s\nwant\n%s\nnet/http:\n%s", name, ours, c.ours, theirs)
				}
			}
		})
	}
}

// TestDifferencesAreDocumented: whoever swaps the servers can read what changes.
func TestDifferencesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/net-http.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, c := range compats {
		if c.differs != "" && !strings.Contains(text, c.differs) {
			t.Errorf("docs/net-http.md does not say %q (%s)", c.differs, c.name)
		}
	}
}

// hold returns what a conversation looks like from both ends.
func (c *compat) hold(t *testing.T, serve func(http.Handler, net.Listener) func() error) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	notes := make(chan string, 100)
	note := func(args ...any) { notes <- fmt.Sprintln(args...) }
	var handlers sync.RWMutex // read-locked by each that runs
	go serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers.RLock()
		defer handlers.RUnlock()
		note(seen(r))
		c.handler(w, r, note)
	}), l)()
	client := dial(t, l.Addr())
	if _, err := io.WriteString(client, c.in); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(client)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		out = append(out, "RESET"...)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the connection stays open behind %q", out)
	}
	handlers.Lock() // one of a broken connection may be left
	defer handlers.Unlock()
	text := normal(out)
	for len(notes) > 0 {
		text += "\n-- " + strings.TrimSpace(<-notes)
	}
	return text
}

// seen is what a handler can see of a request.
func seen(r *http.Request) string {
	var b strings.Builder
	u := *r.URL
	fmt.Fprintf(&b, "%s %q %s %d.%d host=%q length=%d coding=%v close=%v nobody=%v tls=%v", r.Method, r.RequestURI, r.Proto, r.ProtoMajor, r.ProtoMinor,
		r.Host, r.ContentLength, r.TransferEncoding, r.Close, r.Body == http.NoBody, r.TLS != nil)
	fmt.Fprintf(&b, " url=%q host=%q scheme=%q path=%q raw=%q query=%q force=%v opaque=%q", u.String(), u.Host, u.Scheme, u.Path, u.RawPath, u.RawQuery, u.ForceQuery, u.Opaque)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(&b, " %s=%q", name, r.Header[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Trailer)) {
		fmt.Fprintf(&b, " trailer:%s=%q", name, r.Trailer[name])
	}
	if ip, _, err := net.SplitHostPort(r.RemoteAddr); err != nil || ip != "127.0.0.1" {
		fmt.Fprintf(&b, " remote=%q", r.RemoteAddr)
	}
	return b.String()
}

// normal brings responses into one form: fields in order, without the time, chunks
// put together.
func normal(out []byte) string {
	var b strings.Builder
	r := bufio.NewReader(bytes.NewReader(out))
	for {
		head, chunked, length, ok := normalHead(r)
		if !ok {
			break
		}
		b.WriteString(head)
		switch {
		case chunked:
			b.WriteString(normalChunks(r))
		case length > 0:
			content := make([]byte, length)
			n, _ := io.ReadFull(r, content)
			fmt.Fprintf(&b, "%q", content[:n])
			if n < length {
				fmt.Fprintf(&b, " (of %d)", length)
			}
		}
		b.WriteByte('\n')
	}
	rest, _ := io.ReadAll(r)
	fmt.Fprintf(&b, "rest %q", rest)
	return b.String()
}

// normalHead reads a head. What is none stays.
func normalHead(r *bufio.Reader) (head string, chunked bool, length int, ok bool) {
	start, err := r.Peek(5)
	if err != nil || string(start) != "HTTP/" {
		return "", false, 0, false
	}
	status, _ := r.ReadString('\n')
	var fields []string
	for {
		line, err := r.ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		if line == "" || err != nil {
			break
		}
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "Date":
			if _, err := http.ParseTime(value); err == nil {
				line = "Date: now"
			}
		case "Transfer-Encoding":
			chunked = strings.HasSuffix(value, "chunked")
		case "Content-Length":
			fmt.Sscan(value, &length)
		}
		fields = append(fields, line)
	}
	slices.Sort(fields)
	return strings.TrimSpace(status) + " | " + strings.Join(fields, " | ") + " | ", chunked, length, true
}

// normalChunks reads content in chunks, and the trailer behind it.
func normalChunks(r *bufio.Reader) string {
	var content []byte
	for {
		line, err := r.ReadString('\n')
		var size int
		if _, bad := fmt.Sscanf(line, "%x\r\n", &size); err != nil || bad != nil {
			return fmt.Sprintf("chunks %q, broken off", content)
		}
		if size == 0 {
			break
		}
		part := make([]byte, size+2)
		io.ReadFull(r, part)
		content = append(content, part[:size]...)
	}
	var trailer []string
	for {
		line, err := r.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" || err != nil {
			break
		}
		trailer = append(trailer, line)
	}
	slices.Sort(trailer)
	return fmt.Sprintf("chunks %q %q", content, trailer)
}
