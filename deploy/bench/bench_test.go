//go:build linux

package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test be the servers that it starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// tiny is enough to see that everything is there, and does not wait for a busy machine.
var tiny = scale{warm: time.Millisecond, slice: 20 * time.Millisecond, connections: 4, idle: 50, quiet: time.Millisecond}

// tinyBench runs everything where it is: the test may have one processor.
func tinyBench(t *testing.T) *bench {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	on, err := anywhere()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{on: on, scale: tiny}
}

func TestEveryServer(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			if k.program != nil && k.program.missing() != "" {
				t.Skip(k.program.missing())
			}
			b := tinyBench(t)
			for _, m := range measures {
				s, err := b.slice(t.Context(), m, k, "")
				if err != nil {
					t.Fatal(err)
				}
				if !m.idle && (s.rate <= 0 || s.cost <= 0 || s.busy <= 0) {
					t.Errorf("%s: %+v", m.name, s)
				}
			}
		})
	}
}

func TestCompare(t *testing.T) {
	b := tinyBench(t)
	two, err := lookUp([]string{base, "fasthttp"})
	if err != nil {
		t.Fatal(err)
	}
	var progress, text, markdown bytes.Buffer
	c, err := b.compare(t.Context(), &progress, measures[0], two, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.table(&text, tiny, false); err != nil {
		t.Fatal(err)
	}
	if err := c.table(&markdown, tiny, true); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text.String(), "\n")
	if !strings.Contains(lines[0], "4 connections") || !strings.HasPrefix(lines[3], "nethttp ") || !strings.HasPrefix(lines[4], "fasthttp ") {
		t.Errorf("the table is\n%s", text.String())
	}
	if got := strings.Count(markdown.String(), "| 1.00 | 1.00 to 1.00 |"); got != 1 {
		t.Errorf("net/http is compared with itself %d times in\n%s", got, markdown.String())
	}
	if got := strings.Count(progress.String(), "round"); got != 2 {
		t.Errorf("%d rounds are told in %q", got, progress.String())
	}
}

// TestRows works with numbers that are known: the ratio is that of the same round.
func TestRows(t *testing.T) {
	c := comparison{
		measure: measures[0], kinds: []kind{{name: base}, {name: "other"}},
		samples: [][]sample{{{cost: 10}, {cost: 40}, {cost: 20}}, {{cost: 5}, {cost: 10}, {cost: 10}}},
	}
	rows := c.rows()
	if r := rows[1]; r.sample.cost != 10 || r.ratio != 2 || r.low != 2 || r.top != 4 {
		t.Errorf("the row is %+v", r)
	}
	c.kinds[0].name = "third"
	if r := c.rows()[1]; r.ratio != 0 {
		t.Errorf("without %s the ratio is %v", base, r.ratio)
	}
}

func TestProfiles(t *testing.T) {
	b := tinyBench(t)
	dir := t.TempDir()
	for _, m := range []measure{measures[0], measures[3]} {
		if err := b.profile(t.Context(), m, kinds[:1], dir); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(filepath.Join(dir, base+"-"+m.name+".pprof"))
		if err != nil || len(file) == 0 {
			t.Errorf("the profile for %s has %d octets, %v", m.name, len(file), err)
		}
	}
}

// TestImpostors: a server that does something else is not measured.
func TestImpostors(t *testing.T) {
	const good = "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n"
	for _, tt := range []struct{ says, depth, wants string }{
		{good + "\r\nhullo\n", "keep", "another response than wanted"},
		{strings.Replace(good, "200 OK", "404 No", 1) + "\r\nhello\n", "keep", "another response than wanted"},
		{strings.Replace(good, "Date", "Else", 1) + "\r\nhello\n", "keep", "another response than wanted"},
		{good + "Connection: close\r\n\r\nhello\n", "keep", "another response than wanted"},
		{good + "\r\nhello\n", "close", "another response than wanted"},
		{good + "\r\nhello\n", "keep", "hung up"},
	} {
		_, err := visit(t, tt.says, map[string]int{"keep": 1, "close": 0}[tt.depth])
		if err == nil || !strings.Contains(err.Error(), tt.wants) {
			t.Errorf("%q: %v", tt.says, err)
		}
	}
}

// visit measures a server that answers once on each connection and hangs up.
func visit(t *testing.T, says string, depth int) (int, error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				c.Read(make([]byte, 1000))
				c.Write([]byte(says))
				c.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, c) // what comes behind it, unread, would make this a reset
			}()
		}
	}()
	l, err := newLoad(listener.Addr().(*net.TCPAddr).AddrPort(), depth)
	if err != nil {
		return 0, err
	}
	defer l.close()
	if err := l.open(1); err != nil {
		return 0, err
	}
	return l.run(time.Now().Add(time.Minute)) // it fails long before
}

func TestMistakes(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		wants string
	}{
		{[]string{"--only", "apache"}, `no server is called "apache": there are nethttp,`},
		{[]string{"--measure", "speed"}, "keep-alive"},
		{[]string{"--rounds", "0"}, "at least one"},
		{[]string{"serve", "nginx"}, "start it yourself"},
		{[]string{"serve", base, "--listen", "nowhere"}, "listening"},
	} {
		var stderr bytes.Buffer
		if code := run(tt.args, &stderr, &stderr); code != 2 || !strings.Contains(stderr.String(), tt.wants) {
			t.Errorf("%q ends with %d and says %q", tt.args, code, stderr.String())
		}
	}
	gone := program{name: "no-such-program", install: "apt install it"}
	if why := gone.missing(); !strings.Contains(why, "apt install it") {
		t.Errorf("a missing program is explained with %q", why)
	}
}

func TestInterrupted(t *testing.T) {
	b := tinyBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.compare(ctx, &bytes.Buffer{}, measures[0], kinds[:1], 1); err == nil {
		t.Error("it goes on")
	}
}
