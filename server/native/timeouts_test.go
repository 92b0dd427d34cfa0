package native_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/native"
)

const (
	late    = "408 Request Timeout|length 33|close||no complete request came in time\n"
	stalled = "503 Service Unavailable|length 30|close||no response was ready in time\n"
)

// timeouts are what a client does before it waits, and what it gets in the end. Only
// one timeout is that short.
var timeouts = []struct {
	name, in, want string
	set            func(t *native.Timeouts, d time.Duration)
}{
	{"idle", "", "", func(t *native.Timeouts, d time.Duration) { t.Idle = d }},
	{"idle behind an exchange", get("/"), ok, func(t *native.Timeouts, d time.Duration) { t.Idle = d }},
	{"head", "GET / HTTP/1.1\r\nHost:", late, func(t *native.Timeouts, d time.Duration) { t.Head = d }},
	{"head behind an exchange", get("/") + "G", ok + late, func(t *native.Timeouts, d time.Duration) { t.Head = d }},
	{"body", post("/echo", "Content-Length: 9\r\n", "brief"), late, func(t *native.Timeouts, d time.Duration) { t.Body = d }},
	{"unread body", post("/", "Content-Length: 9\r\n", "brief"), ok, func(t *native.Timeouts, d time.Duration) { t.Body = d }},
	{"handler", get("/wait"), stalled, func(t *native.Timeouts, d time.Duration) { t.Handler = d }},
	{"detached handler", get("/detached"), stalled, func(t *native.Timeouts, d time.Duration) { t.Handler = d }},
	{"handler that has begun", get("/begun"), "200 OK|length 9||begun", func(t *native.Timeouts, d time.Duration) { t.Handler = d }},
	{"handler behind its body", post("/read", "Content-Length: 5\r\n", "hello"), stalled, func(t *native.Timeouts, d time.Duration) { t.Handler = d }},
}

// patient is how long the other timeouts are.
const patient = time.Hour

// waiting is a handler that waits until it is told to stop.
func waiting(t *testing.T) native.Handler {
	stops := func(x *native.Exchange) {
		<-x.Done()
		if err := x.Err(); !errors.Is(err, native.ErrStalled) {
			t.Errorf("Err: %v", err)
		}
		if err := x.Answer(200, nil, nil); err == nil {
			t.Error("there is an answer all the same")
		}
	}
	return routes{
		"/echo": echo,
		"/wait": stops,
		"/detached": func(x *native.Exchange) {
			x.Detach()
			go stops(x)
		},
		"/begun": func(x *native.Exchange) {
			x.Start(&conn.Answer{Status: 200, Length: 9})
			io.WriteString(x, "begun")
			x.Flush()
			stops(x)
		},
		"/read": func(x *native.Exchange) {
			io.Copy(io.Discard, x)
			stops(x)
		},
	}
}

func allPatient() native.Timeouts {
	return native.Timeouts{Head: patient, Body: patient, Idle: patient, Linger: patient, Write: patient, Handler: patient}
}

// TestTimeouts over sockets: the end comes not before its time. An inline handler must
// not wait in the loop, so there it is left to workers. On a busy machine, time may be over
// before the client has sent something or a handler begins: then there is more of it.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	const shortest, longest = 20 * time.Millisecond, 5 * time.Second
	everyModeAtOnce(t, func(t *testing.T, m mode) {
		for _, tt := range timeouts {
			if m.inline && m.front == native.EventLoop && (tt.in == get("/wait") || tt.in == get("/begun")) {
				continue
			}
			for short := shortest; ; short *= 2 {
				s := &native.Server{Handler: waiting(t), Timeouts: allPatient()}
				tt.set(&s.Timeouts, short)
				begin := time.Now()
				c := dial(t, m.start(t, s))
				io.WriteString(c, tt.in)
				out, err := io.ReadAll(c)
				if took := time.Since(begin); took < short || took > patience/2 {
					t.Errorf("%s: the end came after %v", tt.name, took)
				}
				got := brief(string(out))
				if got == tt.want && err == nil {
					break
				}
				if short > longest {
					t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
					break
				}
			}
		}
	})
}

// TestLinger: who does not close behind the server's FIN is not waited for for ever.
func TestLinger(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		s := &native.Server{Handler: standard, Timeouts: allPatient()}
		s.Timeouts.Linger = 20 * time.Millisecond
		c := dial(t, m.start(t, s))
		begin := time.Now()
		io.WriteString(c, get("/close"))
		if out, err := io.ReadAll(c); err != nil || brief(string(out)) != okClose {
			t.Errorf("%q, %v", out, err)
		}
		until(t, "the connection to end", func() bool { return len(s.Connections()) == 0 })
		if took := time.Since(begin); took < s.Timeouts.Linger {
			t.Errorf("the end came after %v", took)
		}
	})
}

// TestTimeoutsToTheInstant, without sockets and in no time.
func TestTimeoutsToTheInstant(t *testing.T) {
	const short = 3 * time.Second
	for _, inline := range []bool{false, true} {
		for _, tt := range timeouts {
			t.Run(fmt.Sprintf("%s, inline %t", tt.name, inline), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &native.Server{Handler: waiting(t), Timeouts: allPatient(), Inline: inline, Log: slog.New(slog.DiscardHandler)}
					s.Timeouts.Linger = 5 * time.Second
					tt.set(&s.Timeouts, short)
					l := memnet.Listen(memnet.DefaultBuffer)
					serve(t, s, l)
					c, err := l.Dial(context.Background())
					if err != nil {
						t.Fatal(err)
					}
					begin := time.Now()
					io.WriteString(c, tt.in)
					out, err := io.ReadAll(c)
					if got := brief(string(out)); got != tt.want || err != nil {
						t.Errorf("%q, %v; want %q", got, err, tt.want)
					}
					if took := time.Since(begin); took != short {
						t.Errorf("the end came after %v", took)
					}
					if strings.Contains(tt.name, "begun") {
						return // broken off: nothing is left to close
					}
					time.Sleep(5*time.Second - time.Nanosecond) // the time to linger is the subject
					synctest.Wait()
					if n := len(s.Connections()); n != 1 {
						t.Errorf("%d connections before the end of the linger time", n)
					}
					time.Sleep(2 * time.Nanosecond)
					synctest.Wait()
					if n := len(s.Connections()); n != 0 {
						t.Errorf("%d connections behind the linger time", n)
					}
				})
			})
		}
	}
}

// TestDeadlines that a handler sets itself.
func TestDeadlines(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		mustEnd(t, patience)
		addr := m.start(t, &native.Server{Handler: native.HandlerFunc(func(x *native.Exchange) {
			x.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
			_, err := io.Copy(io.Discard, x)
			x.Start(&conn.Answer{Status: 200, Length: -1, Close: true})
			io.WriteString(x, err.Error())
		})})
		if got := brief(talk(t, addr, post("/", "Content-Length: 9\r\n", "brief"))); !strings.Contains(got, "i/o timeout") {
			t.Errorf("%q", got)
		}
	})
}
