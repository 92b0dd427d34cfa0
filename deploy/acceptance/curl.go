package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
)

// curls are uses of curl. What -w prints is behind each answer.
var curls = []check{
	curl("two URLs", twice("", "%{http_code} after %{num_connects} connection"), says("ok\n200 after 1 connection\nok\n200 after 0 connection\n")),
	curl("Connection: close", twice("-H 'Connection: close'", "%{http_code} after %{num_connects} connection"),
		says("ok\n200 after 1 connection\nok\n200 after 1 connection\n")),
	curl("--http1.0", twice("--http1.0", "%{http_code} after %{num_connects} connection"),
		says("ok\n200 after 1 connection\nok\n200 after 1 connection\n")),
	curl("--http1.0, keep-alive", "--http1.0 -i -H 'Connection: keep-alive' URL/", has("Connection: keep-alive\r\n", "\r\n\r\nok\n")),
	curl("HEAD twice", twice("-I", "%{http_code} after %{num_connects} connection"),
		has("Content-Length: 3\r\n", "200 after 1 connection\n", "200 after 0 connection\n")),
	curl("-r", "-r 2-5 -w '\n%{http_code}\n' URL/digits", says("2345\n206\n")).where(forHTTP),
	curl("--raw with a trailer", "--raw URL/trailer", says("7\r\ncontent\r\n0\r\nDigest: d1\r\n\r\n")),
	curl("chunks", "-N --raw URL/stream", says("4\r\none\n\r\n4\r\ntwo\n\r\n6\r\nthree\n\r\n0\r\n\r\n")),
	curl("large answer", "-o /dev/null -w '%{http_code} %{size_download} octets\n' URL/size?bytes=20000000", says("200 20000000 octets\n")),
	curl("upload", "--data-binary @UPLOAD -H Expect: -w ' octets, %{http_code}\n' URL/read", says(fmt.Sprintf("%d octets, 200\n", uploaded))),
	curl("upload, Expect: 100-continue", "--expect100-timeout 15 -H 'Expect: 100-continue' -v --data-binary @UPLOAD -w ' octets, %{http_code}\n' URL/read",
		says(fmt.Sprintf("%d octets, 200\n", uploaded)), logs("< HTTP/1.1 100 Continue", "We are completely uploaded and fine")),
	curl("upload that is refused", "-H Expect: --data-binary @UPLOAD -w '%{http_code}\n' URL/missing", says("no such capability\n404\n")),
	curl("upload that is refused, two URLs", twice("-H Expect: --data-binary @UPLOAD", "%{http_code}", "/missing"),
		says("no such capability\n404\nno such capability\n404\n")),
	curl("refused, Expect: 100-continue", "--expect100-timeout 15 -H 'Expect: 100-continue' --data-binary @UPLOAD -w '%{http_code}, sent %{size_upload}\n' URL/missing",
		says("no such capability\n404, sent 0\n")),
	{tool: "curl", name: "-T - in chunks", run: echoed},
	curl("--tlsv1.2", "--tlsv1.2 --tls-max 1.2 -v -w '%{http_code}\n' URL/", says("ok\n200\n"), logs("SSL connection using TLSv1.2", "ALPN: server accepted http/1.1")).where(onTLS),
	curl("--tlsv1.3", "--tlsv1.3 -v -w '%{http_code}\n' URL/", says("ok\n200\n"), logs("SSL connection using TLSv1.3", "ALPN: server accepted http/1.1")).where(onTLS),
}

// twice asks twice with one curl.
func twice(flags, format string, path ...string) string {
	where := " URL" + strings.Join(append(path, ""), "")
	if len(path) == 0 {
		where += "/"
	}
	return flags + " -w '" + format + "\n'" + where + where
}

// expectation looks at what curl wrote to stdout and stderr.
type expectation func(out, log string) error

func says(want string) expectation {
	return func(out, _ string) error {
		if out != want {
			return fmt.Errorf("curl got %q, want %q", clipped(out), want)
		}
		return nil
	}
}

func has(parts ...string) expectation {
	return func(out, _ string) error { return contains("got", out, parts) }
}

func logs(parts ...string) expectation {
	return func(_, log string) error { return contains("logged", log, parts) }
}

func contains(verb, text string, parts []string) error {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return fmt.Errorf("curl %s %q, want %q in it", verb, clipped(text), part)
		}
	}
	return nil
}

// curl makes a check of a command line, in which URL and UPLOAD are replaced. Quotes go
// around what has spaces.
func curl(name, line string, expected ...expectation) check {
	return check{tool: "curl", name: name, run: func(ctx context.Context, s *site) (string, error) {
		var args []string
		for _, word := range words(line) {
			args = append(args, strings.NewReplacer("URL", s.url, "UPLOAD", s.upload).Replace(word))
		}
		out, log, err := s.curl(ctx, nil, args...)
		if err != nil {
			return "", err
		}
		for _, e := range expected {
			if err := e(out, log); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("%q", out), nil
	}}
}

// where restricts a check.
func (c check) where(only func(*site) bool) check {
	c.only = only
	return c
}

// words splits a command line.
func words(line string) []string {
	var all []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			all = append(all, part)
		} else {
			all = append(all, strings.Fields(part)...)
		}
	}
	return all
}

// curl runs it. It fails unless curl ends with 0.
func (s *site) curl(ctx context.Context, in []byte, args ...string) (out, log string, err error) {
	all := []string{"--silent", "--show-error", "--max-time", "30", "--cacert", s.trust}
	if s.socket != "" {
		all = append(all, "--unix-socket", s.socket)
	}
	return execute(ctx, bytes.NewReader(in), "curl", append(all, args...)...)
}

// echoed uploads from stdin, so that curl does not know the length.
func echoed(ctx context.Context, s *site) (string, error) {
	sent, err := os.ReadFile(s.hangup) // something that is not all the same
	if err != nil {
		return "", fmt.Errorf("reading what is to be sent: %w", err)
	}
	out, log, err := s.curl(ctx, sent, "-v", "-X", "POST", "-T", "-", s.url+"/echo")
	if err != nil {
		return "", err
	}
	if out != string(sent) {
		return "", fmt.Errorf("sent %d octets, and %d others came back", len(sent), len(out))
	}
	if err := contains("logged", log, []string{"> Transfer-Encoding: chunked", "< HTTP/1.1 200"}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d octets and the same back", len(out)), nil
}
