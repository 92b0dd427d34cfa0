package properties_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model/trace"
)

// conversation is what a client sends in one go and what comes back.
type conversation struct {
	sent, received string
	fin            bool
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// drawConversation draws requests and responses, right ones and wrong ones.
func drawConversation(t *rapid.T) conversation {
	var c conversation
	for range rapid.IntRange(1, 3).Draw(t, "requests") {
		method := rapid.SampledFrom([]string{"GET", "HEAD", "POST"}).Draw(t, "method")
		version := rapid.SampledFrom([]string{"1.1", "1.1", "1.0"}).Draw(t, "version")
		connection := rapid.SampledFrom([]string{"", "", "close", "keep-alive", "x, CLOSE"}).Draw(t, "connection")
		c.sent += method + " / HTTP/" + version + "\r\nHost: a\r\n"
		if connection != "" {
			c.sent += "Connection: " + connection + "\r\n"
		}
		if method == "POST" {
			c.sent += rapid.SampledFrom([]string{
				"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "Content-Length: +3\r\n\r\nabc",
			}).Draw(t, "body")
			continue
		}
		c.sent += "\r\n"
	}
	for range rapid.IntRange(0, 3).Draw(t, "responses") {
		c.received += rapid.SampledFrom([]string{
			ok, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "stray",
		}).Draw(t, "response")
	}
	c.fin = rapid.Bool().Draw(t, "FIN")
	return c
}

// judged returns the verdict and the broken requirements of a conversation whose
// octets come in these pieces, a microsecond apart.
func judged(sent, received []string, fin bool) string {
	j := trace.NewJudge(trace.DefaultBudgets())
	at := time.Duration(0)
	add := func(r trace.Record) {
		at += time.Microsecond
		r.At = at
		j.Add(r)
	}
	add(trace.Record{Kind: trace.Opened})
	for _, p := range sent {
		add(trace.Record{Kind: trace.Sent, Data: []byte(p)})
	}
	for _, p := range received {
		add(trace.Record{Kind: trace.Received, Data: []byte(p)})
	}
	if fin {
		add(trace.Record{Kind: trace.FIN})
	} else {
		at += 5 * time.Second
		add(trace.Record{Kind: trace.Waited, For: 5 * time.Second})
	}
	report := j.Report()
	words := []string{report.Verdict.String()}
	for _, f := range report.Findings {
		words = append(words, fmt.Sprint(f.Verdict, " ", f.Requirement.Address))
	}
	return strings.Join(words, "; ")
}

// cut draws a cutting of s into pieces.
func cut(t *rapid.T, s, label string) (pieces []string) {
	for s != "" {
		n := rapid.IntRange(1, len(s)).Draw(t, label)
		pieces, s = append(pieces, s[:n]), s[n:]
	}
	return pieces
}

// TestSegmentsDoNotMatter: how octets are cut into segments never changes the verdict.
func TestSegmentsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversation(t)
		whole := judged([]string{c.sent}, []string{c.received}, c.fin)
		pieces := judged(cut(t, c.sent, "sent"), cut(t, c.received, "received"), c.fin)
		if whole != pieces {
			t.Fatalf("sent %q\nreceived %q\nwhole:  %s\npieces: %s", c.sent, c.received, whole, pieces)
		}
	})
}

// TestSpellingDoesNotMatter: the case of field names, the space around their values
// and fields that mean nothing to a connection leave the verdict alone.
func TestSpellingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversation(t)
		other := c.sent
		if rapid.Bool().Draw(t, "lower case") {
			other = strings.NewReplacer("Host:", "host:", "Connection:", "connection:", "Content-Length:", "content-length:",
				"Transfer-Encoding:", "transfer-encoding:").Replace(other)
		}
		if rapid.Bool().Draw(t, "unknown field") {
			other = strings.ReplaceAll(other, "ost: a\r\n", "ost: a\r\nX-Unknown: 1\r\n")
		}
		if rapid.Bool().Draw(t, "space") {
			other = strings.ReplaceAll(other, "ost: a\r\n", "ost: \ta \r\n")
		}
		plain := judged([]string{c.sent}, []string{c.received}, c.fin)
		spelled := judged([]string{other}, []string{c.received}, c.fin)
		if plain != spelled {
			t.Fatalf("%q: %s\n%q: %s\nreceived %q", c.sent, plain, other, spelled, c.received)
		}
	})
}
