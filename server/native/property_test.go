package native_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

// A conversation at random is held with both fronts, and with package conn alone, which
// knows no socket, no goroutine and no clock. The octets must be the same. What is
// looked for is above all a wake-up that gets lost.

// delays are what a handler does with its time. The target begins with one.
var delays = map[string]func(x *native.Exchange, answer func()){
	"/now":     func(_ *native.Exchange, answer func()) { answer() },
	"/yield":   func(_ *native.Exchange, answer func()) { runtime.Gosched(); answer() },
	"/watched": func(x *native.Exchange, answer func()) { x.Done(); answer() },
	"/detached": func(x *native.Exchange, answer func()) {
		x.Detach()
		go answer()
	},
	"/detached-watched": func(x *native.Exchange, answer func()) {
		x.Detach()
		x.Done()
		go answer()
	},
	"/detached-slowly": func(x *native.Exchange, answer func()) {
		x.Detach()
		time.AfterFunc(100*time.Microsecond, answer)
	},
	"/detached-at-once": func(x *native.Exchange, answer func()) {
		x.Detach()
		answer()
	},
}

// responder is the side of a handler, of an Exchange and of a conn.Conn.
type responder interface {
	io.Reader
	io.Writer
	Answer(status int, content []byte) error
	Start(a *conn.Answer) error
	Flush() error
	End() error
}

type exchange struct{ *native.Exchange }

func (e exchange) Answer(status int, content []byte) error {
	return e.Exchange.Answer(status, nil, content)
}
func (e exchange) End() error { return e.Exchange.End() }

// deeds are what a handler does. The target ends with one.
var deeds = map[string]func(r responder){
	"/ok": func(r responder) { r.Answer(200, []byte("ok")) },
	"/echo": func(r responder) {
		content, err := io.ReadAll(r)
		if err != nil {
			r.Answer(400, nil)
			return
		}
		r.Answer(200, content)
	},
	"/half": func(r responder) { // reads some, and leaves the rest
		var buf [3]byte
		n, _ := io.ReadFull(r, buf[:])
		r.Answer(200, buf[:n])
	},
	"/stream": func(r responder) {
		r.Start(&conn.Answer{Status: 200, Length: -1})
		io.WriteString(r, "one")
		r.Flush()
		io.WriteString(r, "two")
		r.End()
	},
	"/large": func(r responder) {
		r.Start(&conn.Answer{Status: 200, Length: 64 * 10000})
		for i := range 64 {
			r.Write(bytes.Repeat([]byte{'a' + byte(i%26)}, 10000))
		}
		r.End()
	},
	"/none":  func(r responder) { r.Answer(204, nil) },
	"/close": func(r responder) { r.Start(&conn.Answer{Status: 200, Length: 0, Close: true}); r.End() },
}

// play is the handler.
func play(x *native.Exchange) {
	delay, deed := split(string(x.Head().Target))
	delays[delay](x, func() { deeds[deed](exchange{x}) })
}

func split(target string) (delay, deed string) {
	i := strings.LastIndexByte(target, '/')
	return target[:i], target[i:]
}

// bare is a conn.Conn that has received everything already.
type bare struct{ *conn.Conn }

func (b bare) Read(p []byte) (int, error)  { return b.ReadBody(p) }
func (b bare) Write(p []byte) (int, error) { return b.WriteContent(p) }
func (b bare) Start(a *conn.Answer) error  { return b.StartAnswer(a) }
func (b bare) Flush() error                { return nil }
func (b bare) End() error                  { return b.EndAnswer() }
func (b bare) Answer(status int, c []byte) error {
	return b.Conn.Answer(&conn.Answer{Status: status}, c)
}

// alone returns what package conn answers to in and FIN.
func alone(t *rapid.T, in []byte) string {
	c := conn.New(conn.Config{Policy: model.DefaultPolicy})
	c.Receive(in)
	c.HalfClose()
	var out strings.Builder
	for {
		switch c.Todo() {
		case conn.Write:
			out.Write(c.Output(nil))
		case conn.FinishFIN:
			c.FINSent()
		case conn.Reset:
			c.Abort()
		case conn.Run:
			_, deed := split(string(c.Request().Target))
			deeds[deed](bare{c})
		default:
			if err := c.Err(); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
	}
}

// conversation is what one client does.
type conversation struct {
	in      []byte
	cuts    []int  // where a segment ends
	reset   int    // octets after which the client resets; -1 for never
	finSoon bool   // FIN follows the last request, else the last response
	reads   int    // octets that the client reads at once
	want    string // up to the server's FIN
}

func (c *conversation) String() string {
	in := regexp.MustCompile("c{9,}").ReplaceAll(c.in, []byte("c..."))
	return fmt.Sprintf("%.3000q, cuts %v, reset %d, FIN soon %t, reads %d", in, c.cuts, c.reset, c.finSoon, c.reads)
}

func drawConversation(t *rapid.T) *conversation {
	var in bytes.Buffer
	delay, deed := rapid.SampledFrom(slices.Sorted(maps.Keys(delays))), rapid.SampledFrom(slices.Sorted(maps.Keys(deeds)))
	for range rapid.IntRange(1, 12).Draw(t, "requests") {
		does := deed.Draw(t, "deed")
		target := delay.Draw(t, "delay") + does
		content := strings.Repeat("c", rapid.SampledFrom([]int{1, 5, 3000, 70000}).Draw(t, "content"))
		kinds := 5
		if does == "/half" {
			kinds = 4 // whether the end of chunks is there when the response begins decides about the connection
		}
		switch rapid.IntRange(0, kinds).Draw(t, "kind") {
		case 0, 1, 2:
			in.WriteString(get(target))
		case 3:
			fmt.Fprintf(&in, "HEAD %s HTTP/1.1\r\n%s\r\n", target, host)
		case 4:
			in.WriteString(post(target, fmt.Sprintf("Content-Length: %d\r\n", len(content)), content))
		case 5:
			in.WriteString(post(target, "Transfer-Encoding: chunked\r\n", fmt.Sprintf("1\r\nx\r\n%x\r\n%s\r\n0\r\n\r\n", len(content), content)))
		}
	}
	end := rapid.SampledFrom([]string{
		"", "", "", "GET /now/ok HTTP/1.1\r\n" + last, "GET /now/ok HTTP/1.0\r\n\r\n", "Invalid\r\n\r\n", "GET /now/ok HT",
		incomplete,
	}).Draw(t, "end")
	in.WriteString(end)
	c := &conversation{in: in.Bytes(), reset: -1}
	c.cuts = rapid.SliceOfN(rapid.IntRange(0, in.Len()), 0, 6).Draw(t, "cuts")
	if rapid.IntRange(0, 4).Draw(t, "ends badly") == 0 {
		c.reset = rapid.IntRange(0, in.Len()).Draw(t, "reset")
	}
	c.finSoon = rapid.Bool().Draw(t, "FIN soon") || end == incomplete // which is answered when FIN is there
	c.reads = rapid.SampledFrom([]int{100, 5000, 1 << 20}).Draw(t, "reads")
	c.want = alone(t, c.in)
	return c
}

var incomplete = post("/now/echo", "Content-Length: 9\r\n", "brief")

var dateLine = regexp.MustCompile(`Date: [^\r]*\r\n`)

// hold holds the conversation, and tells what was wrong.
func (c *conversation) hold(addr net.Addr) (wrong error) {
	nc, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		return err
	}
	defer nc.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		c.send(nc.(client))
	}()
	var got bytes.Buffer
	_, err = io.CopyBuffer(struct{ io.Writer }{&got}, &tired{nc.(client), c, &got}, make([]byte, c.reads))
	abort := c.reset >= 0
	if !abort && err != nil {
		return err
	}
	if !abort {
		<-sent
	}
	out := dateLine.ReplaceAllString(got.String(), "")
	if out != c.want && !abort {
		return fmt.Errorf("got\n%.3000q, want\n%.3000q", out, c.want)
	}
	return nil
}

// send sends, in segments.
func (c *conversation) send(nc client) {
	in := c.in
	if c.reset >= 0 {
		in = in[:c.reset]
	}
	at := 0
	for _, cut := range slices.Sorted(slices.Values(c.cuts)) {
		if cut > at && cut < len(in) {
			if _, err := nc.Write(in[at:cut]); err != nil {
				return // the server has closed
			}
			runtime.Gosched()
			at = cut
		}
	}
	nc.Write(in[at:])
	switch {
	case c.reset >= 0:
		abort(nc)
	case c.finSoon:
		nc.CloseWrite()
	}
}

// tired reads responses, and half-closes behind the last one.
type tired struct {
	nc  client
	c   *conversation
	got *bytes.Buffer
}

func (r *tired) Read(p []byte) (int, error) {
	n, err := r.nc.Read(p)
	soFar := append(r.got.Bytes(), p[:n]...)
	if !r.c.finSoon && r.c.reset < 0 && len(soFar) >= len(r.c.want) && len(dateLine.ReplaceAll(soFar, nil)) >= len(r.c.want) {
		r.nc.CloseWrite()
	}
	return n, err
}

// running is a server, and where it is.
type running struct {
	server *native.Server
	addr   net.Addr
}

// holdAll holds conversations at once. One that hangs ends the program, with all stacks.
func (s *running) holdAll(t *rapid.T, m mode, all []*conversation) {
	hang := time.AfterFunc(patience, func() {
		debug.SetTraceback("all")
		panic(fmt.Sprintf("%v hangs: %+v %v", m, s.server.Connections(), all))
	})
	defer hang.Stop()
	wrong := make([]error, len(all))
	var held sync.WaitGroup
	for i, c := range all {
		held.Go(func() { wrong[i] = c.hold(s.addr) })
	}
	held.Wait()
	if err := errors.Join(wrong...); err != nil {
		t.Fatalf("%v: %v\n%v", m, err, all)
	}
}

// sameInAll is the property.
func sameInAll(servers map[mode]*running) func(*rapid.T) {
	return func(t *rapid.T) {
		all := make([]*conversation, rapid.IntRange(1, 3).Draw(t, "clients"))
		for i := range all {
			all[i] = drawConversation(t)
		}
		network := rapid.SampledFrom([]string{"tcp", "unix"}).Draw(t, "network")
		for m, s := range servers {
			if m.network == network {
				s.holdAll(t, m, all)
			}
		}
	}
}

// startAll starts a server in each mode.
func startAll(t testing.TB) map[mode]*running {
	servers := make(map[mode]*running)
	for _, m := range modes("tcp", "unix") {
		s := &native.Server{Handler: native.HandlerFunc(play)}
		servers[m] = &running{s, m.start(t, s)}
	}
	return servers
}

// TestSameInAllModes holds conversations with all modes of the server.
func TestSameInAllModes(t *testing.T) { rapid.Check(t, sameInAll(startAll(t))) }

// FuzzConversation is the same for the fuzzer.
func FuzzConversation(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sameInAll(startAll(f)))) }
