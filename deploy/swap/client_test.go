package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// deadline is for one step: nothing that is compared depends on it.
const deadline = time.Minute

// client is who holds the conversations with one program.
type client struct {
	t      *testing.T // of the step
	base   string     // URL before each path
	http   *http.Client
	dialed int // connections of http
	// What is compared, and the statuses in it.
	seen     strings.Builder
	statuses []string
}

func newClient(base string) *client {
	return &client{base: base, http: &http.Client{
		Timeout:       deadline,
		Transport:     &http.Transport{DisableCompression: true, ExpectContinueTimeout: deadline},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// holds returns what comes back in a step.
func (c *client) holds(t *testing.T, s *step) (seen, statuses string) {
	c.t, c.statuses = t, nil
	c.seen.Reset()
	s.hold(c)
	return c.seen.String(), strings.Join(c.statuses, " ")
}

// failed tells of what goes wrong with no server; then the step is over.
func (c *client) failed(err error) bool {
	c.t.Helper()
	if err != nil {
		c.t.Errorf("%s: %v", c.base, err)
	}
	return err != nil
}

// note adds to what is compared.
func (c *client) note(format string, args ...any) { fmt.Fprintf(&c.seen, format+"\n", args...) }

// ask sends a request and notes its response. Fields are "Name: value".
func (c *client) ask(method, path string, body io.Reader, fields ...string) {
	r, err := http.NewRequest(method, c.base+path, body)
	if c.failed(err) {
		return
	}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		r.Header.Set(name, value)
	}
	c.send(r)
}

func (c *client) send(r *http.Request) {
	trace := &httptrace.ClientTrace{
		GotConn: func(i httptrace.GotConnInfo) {
			if !i.Reused {
				c.dialed++
			}
		},
		Got100Continue: func() { c.note("100") },
	}
	resp, err := c.http.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	if !c.failed(err) {
		c.show(resp)
	}
}

// raw sends octets, and notes the responses to these methods and what comes behind
// them, to the end of the connection.
func (c *client) raw(methods, text string) {
	conn, err := c.dial()
	if c.failed(err) {
		return
	}
	defer conn.Close()
	u, _ := url.Parse(c.base) // which was parsed before
	if _, err := io.WriteString(conn, strings.NewReplacer("{path}", u.Path, "\n", "\r\n").Replace(text)); c.failed(err) {
		return
	}
	r := bufio.NewReader(conn)
	for method := range strings.FieldsSeq(methods) {
		resp, err := http.ReadResponse(r, &http.Request{Method: method})
		if c.failed(err) {
			return
		}
		c.show(resp)
	}
	rest, err := io.ReadAll(r)
	c.failed(err)
	c.note("then %q", rest)
}

func (c *client) dial() (net.Conn, error) {
	u, err := url.Parse(c.base)
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout("tcp", u.Host, deadline)
	if err != nil {
		return nil, err
	}
	return conn, conn.SetDeadline(time.Now().Add(deadline))
}

var boundary = regexp.MustCompile(`\b[0-9a-f]{60}\b`) // of a multipart body; it is random

// show notes a response: status, fields in order and without Date, content, trailer.
func (c *client) show(resp *http.Response) {
	body, err := io.ReadAll(resp.Body)
	c.failed(errors.Join(err, resp.Body.Close()))
	var b strings.Builder
	fmt.Fprintf(&b, "%d length %d coding %v close %v\n", resp.StatusCode, resp.ContentLength, resp.TransferEncoding, resp.Close)
	resp.Header.Del("Date")
	list(&b, "", resp.Header)
	if len(body) > 1000 {
		fmt.Fprintf(&b, "  %d octets %x\n", len(body), sha256.Sum256(body))
	} else {
		fmt.Fprintf(&b, "  %q\n", body)
	}
	list(&b, "behind it ", resp.Trailer)
	c.statuses = append(c.statuses, strconv.Itoa(resp.StatusCode))
	c.note("%s", boundary.ReplaceAllString(b.String(), "BOUNDARY"))
}

// list has fields in the order of their names. chi lists the methods of a path as they come.
func list(b *strings.Builder, prefix string, h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		slices.Sort(h[name])
		fmt.Fprintf(b, "  %s%s: %q\n", prefix, name, h[name])
	}
}
