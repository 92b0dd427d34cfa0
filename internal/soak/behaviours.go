package soak

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is one client in its conversation.
type client struct {
	net.Conn
	rng    *rand.Rand
	number uint64
	sent   int // requests
	abrupt bool
	r      *bufio.Reader
}

// behaviours are the ways to be a client, and how often each is.
var behaviours = []behaviour{
	{"pipelined, the last with close", 110, pipelined},
	{"one after another, then FIN", 90, keptAlive},
	{"pipelined, then FIN", 60, halfClosed},
	{"reset in the middle of a request", 60, abortedRequest},
	{"reset while the handler runs", 40, abortedHandler},
	{"reset while the response comes", 2, abortedResponse},
	{"FIN in the middle of a request", 25, halfRequest},
	{"octet by octet", 20, dribbled},
	{"upload in chunks", 30, uploaded},
	{"upload that is cut", 20, cutUpload},
	{"upload to an early refusal", 10, refusedUpload},
	{"expects 100 and sends nothing", 8, silentExpectation},
	{"unreadable", 20, unreadable},
	{"says nothing", 1, silent},
	{"never reads", 1, neverReads},
}

// target is a target that no other request has.
func (c *client) target(path string) string {
	c.sent++
	return fmt.Sprintf("%s/%d/%d", path, c.sent, c.number)
}

func get(target, fields string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: soak\r\n" + fields + "\r\n"
}

func (c *client) send(s string) error {
	_, err := io.WriteString(c.Conn, s)
	return err
}

// expect reads one response.
func (c *client) expect(status int, content string) error {
	if c.r == nil {
		c.r = bufio.NewReaderSize(c.Conn, 1<<10)
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return fmt.Errorf("instead of the response %q: %w", content, err)
	}
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status || string(got) != content {
		return fmt.Errorf("response %d %q, %v; want %d %q", resp.StatusCode, got, err, status, content)
	}
	return nil
}

// end reads the server's FIN.
func (c *client) end() error {
	rest := io.Reader(c.Conn)
	if c.r != nil {
		rest = c.r
	}
	if more, err := io.ReadAll(rest); err != nil || len(more) > 0 {
		return fmt.Errorf("instead of FIN: %.100q, %w", more, errors.Join(err, errNotTheEnd))
	}
	return nil
}

var errNotTheEnd = errors.New("not the end")

func pipelined(c *client) error {
	targets := make([]string, 1+c.rng.IntN(12))
	var all strings.Builder
	for i := range targets {
		path, fields := []string{"", "", "", "/slow"}[c.rng.IntN(4)], ""
		if i == len(targets)-1 {
			fields = "Connection: close\r\n"
		}
		targets[i] = c.target(path)
		all.WriteString(get(targets[i], fields))
	}
	if err := c.split(all.String()); err != nil {
		return err
	}
	for _, target := range targets {
		if err := c.expect(http.StatusOK, target); err != nil {
			return err
		}
	}
	return c.end()
}

// split sends in one to three segments.
func (c *client) split(s string) error {
	for range c.rng.IntN(3) {
		cut := c.rng.IntN(len(s))
		if err := c.send(s[:cut]); err != nil {
			return err
		}
		s = s[cut:]
	}
	return c.send(s)
}

func keptAlive(c *client) error {
	for range 1 + c.rng.IntN(6) {
		target := c.target("")
		if err := c.send(get(target, "")); err != nil {
			return err
		}
		if err := c.expect(http.StatusOK, target); err != nil {
			return err
		}
	}
	return c.finish()
}

// finish sends FIN and waits for the server's.
func (c *client) finish() error {
	if err := c.halfClose(); err != nil {
		return err
	}
	return c.end()
}

func (c *client) halfClose() error {
	if h, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return h.CloseWrite()
	}
	return errors.New("this connection has no half-close")
}

func halfClosed(c *client) error {
	var targets []string
	var all strings.Builder
	for range 1 + c.rng.IntN(6) {
		targets = append(targets, c.target([]string{"", "/slow"}[c.rng.IntN(2)]))
		all.WriteString(get(targets[len(targets)-1], ""))
	}
	if err := c.split(all.String()); err != nil {
		return err
	}
	if err := c.halfClose(); err != nil {
		return err
	}
	for _, target := range targets {
		if err := c.expect(http.StatusOK, target); err != nil {
			return err
		}
	}
	return c.end()
}

func abortedRequest(c *client) error {
	c.abrupt = true
	request := get(c.target(""), "") + "POST " + c.target("/echo") + " HTTP/1.1\r\nHost: soak\r\nContent-Length: 100\r\n\r\n" + strings.Repeat("x", 100)
	return c.send(request[:c.rng.IntN(len(request))])
}

func abortedHandler(c *client) error {
	c.abrupt = true
	if err := c.send(get(c.target("/slow"), "") + get(c.target("/slow"), "")); err != nil {
		return err
	}
	if c.rng.IntN(2) == 0 {
		time.Sleep(time.Duration(c.rng.IntN(20)) * time.Millisecond) // the handler runs
	}
	return nil
}

func abortedResponse(c *client) error {
	c.abrupt = true
	if err := c.send(get(c.target("/big"), "")); err != nil {
		return err
	}
	begin := time.Now()
	_, err := io.CopyN(io.Discard, c.Conn, int64(c.rng.IntN(1<<20)))
	if time.Since(begin) > Timeouts.Write/2 {
		return nil // held up, so that the server may have given up
	}
	return err
}

func halfRequest(c *client) error {
	request := "POST " + c.target("/echo") + " HTTP/1.1\r\nHost: soak\r\nContent-Length: 100\r\n\r\n" + strings.Repeat("x", 99)
	if err := c.send(request[:c.rng.IntN(len(request))]); err != nil {
		return err
	}
	if err := c.halfClose(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, c.Conn) // 400, or nothing
	return err
}

func dribbled(c *client) error {
	target := c.target("")
	request := get(target, "Connection: close\r\n")
	for i := range len(request) {
		if err := c.send(request[i : i+1]); err != nil {
			return err
		}
		if c.rng.IntN(8) == 0 {
			time.Sleep(time.Millisecond) // slow is what this one is
		}
	}
	if err := c.expect(http.StatusOK, target); err != nil {
		return err
	}
	return c.end()
}

func uploaded(c *client) error {
	target, size := c.target("/echo"), 0
	var body strings.Builder
	for range c.rng.IntN(5) {
		n := 1 + c.rng.IntN(20_000)
		fmt.Fprintf(&body, "%x\r\n%s\r\n", n, strings.Repeat("x", n))
		size += n
	}
	next := c.target("")
	err := c.split("POST " + target + " HTTP/1.1\r\nHost: soak\r\nTransfer-Encoding: chunked\r\n\r\n" + body.String() + "0\r\n\r\n" +
		get(next, "Connection: close\r\n"))
	if err != nil {
		return err
	}
	if err := c.expect(http.StatusOK, fmt.Sprintf("%s %d", target, size)); err != nil {
		return err
	}
	if err := c.expect(http.StatusOK, next); err != nil {
		return err
	}
	return c.end()
}

func cutUpload(c *client) error {
	c.abrupt = c.rng.IntN(2) == 0
	return c.send("POST " + c.target("/echo") + " HTTP/1.1\r\nHost: soak\r\nContent-Length: 50000\r\n\r\n" + strings.Repeat("x", c.rng.IntN(40_000)))
}

func refusedUpload(c *client) error {
	target := c.target("/refuse")
	err := c.send("POST " + target + " HTTP/1.1\r\nHost: soak\r\nConnection: close\r\nContent-Length: 600000\r\n\r\n" + strings.Repeat("x", 600_000))
	if err != nil {
		return err
	}
	if err := c.expect(http.StatusForbidden, target); err != nil {
		return err
	}
	return c.end()
}

func silentExpectation(c *client) error {
	if err := c.send("POST " + c.target("/echo") + " HTTP/1.1\r\nHost: soak\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"); err != nil {
		return err
	}
	line := make([]byte, len("HTTP/1.1 100"))
	if _, err := io.ReadFull(c.Conn, line); err != nil || string(line) != "HTTP/1.1 100" {
		return fmt.Errorf("%q instead of 100: %w", line, errors.Join(err, errNotTheEnd))
	}
	c.abrupt = c.rng.IntN(2) == 0
	return nil
}

func unreadable(c *client) error {
	bad := []string{"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "\x00\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n"}[c.rng.IntN(4)]
	target := c.target("")
	if err := c.send(get(target, "") + bad); err != nil {
		return err
	}
	if err := c.expect(http.StatusOK, target); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return fmt.Errorf("instead of an error: %w", err)
	}
	io.Copy(io.Discard, resp.Body) // it is for a person
	if resp.StatusCode < 400 {
		return fmt.Errorf("status %d for %q", resp.StatusCode, bad)
	}
	return nil
}

func silent(c *client) error { return c.end() }

func neverReads(c *client) error {
	c.abrupt = true
	if err := c.send(get(c.target("/big"), "")); err != nil {
		return err
	}
	time.Sleep(Timeouts.Write + 100*time.Millisecond) // the server gives up
	return nil
}
