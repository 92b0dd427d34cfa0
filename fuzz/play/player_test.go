package play_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/memnet"
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/model/trace"
)

// inBubble plays a script on a server in memory, in fake time. The bubble also
// sees to it that no goroutine outlives the play.
func inBubble(t *testing.T, handle func(*memnet.Conn), script string, check func(t *testing.T, p play.Played)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(handle)
		defer stop()
		check(t, mustPlay(t, target, parse(t, script)))
	})
}

func TestGoodServerConforms(t *testing.T) {
	inBubble(t, answerAndClose, getClose, func(t *testing.T, p play.Played) {
		wantKinds(t, p, "open > < FIN")
		if p.Report.Verdict != model.Conforms || p.Cut != "" {
			t.Errorf("%v %+v", p.Report.Verdict, p.Report.Findings)
		}
		if want := "GET / HTTP/1.1\r\nHost: target.test\r\nConnection: close\r\n\r\n"; string(octets(p.Trace, trace.Sent)) != want {
			t.Errorf("sent %q", octets(p.Trace, trace.Sent))
		}
	})
}

// Where nothing is owed, the end of a play costs no more than the time to settle.
func TestRestIsSeen(t *testing.T) {
	inBubble(t, answerAlways, get, func(t *testing.T, p play.Played) {
		wantKinds(t, p, "open > < wait")
		if got := waited(p); got != trace.DefaultBudgets().Settle {
			t.Errorf("waited %v", got)
		}
	})
}

// What is owed is waited for as long as its budget and the patience say, once.
func TestSilence(t *testing.T) {
	b := trace.DefaultBudgets()
	inBubble(t, func(c *memnet.Conn) { drain(c) }, get+"await\nawait\n", func(t *testing.T, p play.Played) {
		wantKinds(t, p, "open > wait")
		if got := waited(p); got != b.Answer+b.Patience || len(p.Trace.Records) != 3 {
			t.Errorf("waited %v, %d records", got, len(p.Trace.Records))
		}
		if p.Report.Verdict != model.Violation {
			t.Errorf("verdict %v", p.Report.Verdict)
		}
	})
}

func TestLateIsToldFromNever(t *testing.T) {
	b := trace.DefaultBudgets()
	late := func(conn *memnet.Conn) {
		readHead(conn)
		time.Sleep(b.Answer + b.Patience/2)
		_, _ = io.WriteString(conn, okAnswer)
		drain(conn)
	}
	inBubble(t, late, get, func(t *testing.T, p play.Played) {
		wantKinds(t, p, "open > < wait")
		if p.Report.Verdict != model.Late {
			t.Errorf("verdict %v", p.Report.Verdict)
		}
	})
}

func TestResetOfTheServer(t *testing.T) {
	inBubble(t, func(c *memnet.Conn) {
		readHead(c)
		_ = c.Reset()
	}, get, func(t *testing.T, p play.Played) { wantKinds(t, p, "open > RST") })
}

// Octets that nobody asked for are seen after the answer, and before the next connection.
func TestStrayOctets(t *testing.T) {
	stray := func(conn *memnet.Conn) {
		answerOnce := readHead(conn)
		if answerOnce {
			_, _ = io.WriteString(conn, okAnswer)
			time.Sleep(trace.DefaultBudgets().Settle / 2)
			_, _ = io.WriteString(conn, "stray")
			drain(conn)
		}
	}
	for _, script := range []string{get, get + "await\nconnect\n" + get} {
		inBubble(t, stray, script, func(t *testing.T, p play.Played) {
			wantKinds(t, p, "open > <")
			if p.Report.Verdict != model.Violation {
				t.Errorf("verdict %v", p.Report.Verdict)
			}
		})
	}
}

// An endless sender is cut off: what is kept is bounded.
func TestEndlessAnswer(t *testing.T) {
	chunk := "1000\r\n" + strings.Repeat("x", 0x1000) + "\r\n"
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		for err == nil {
			_, err = io.WriteString(conn, chunk)
		}
	}, get, func(t *testing.T, p play.Played) {
		if !strings.Contains(p.Cut, "without end") || p.Report.Verdict != model.Inconclusive {
			t.Errorf("cut %q, verdict %v", p.Cut, p.Report.Verdict)
		}
		if n := len(octets(p.Trace, trace.Received)); n > play.DefaultMaxReceive+1000 || n < play.DefaultMaxReceive/2 {
			t.Errorf("%d octets kept", n)
		}
	})
}

// What a case asks for is not cut off, however much it is.
func TestLargeAnswerThatWasAskedFor(t *testing.T) {
	content := bytes.Repeat([]byte("x"), play.DefaultMaxReceive*2)
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n")
		_, _ = conn.Write(content)
		drain(conn)
	}, "needs size\n> GET {size:8388608} HTTP/1.1\n> Host: {host}\n>\n", func(t *testing.T, p play.Played) {
		if p.Cut != "" || p.Report.Verdict != model.Conforms {
			t.Errorf("cut %q, verdict %v", p.Cut, p.Report.Verdict)
		}
	})
}

// A server that keeps sending a little is left at the limit.
func TestNeverAtRest(t *testing.T) {
	start := time.Now()
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		for err == nil {
			time.Sleep(time.Second)
			_, err = io.WriteString(conn, "1\r\nx\r\n")
		}
	}, get, func(t *testing.T, p play.Played) {
		if !strings.Contains(p.Cut, "did not come to rest in 30s") {
			t.Errorf("cut %q", p.Cut)
		}
	})
	if real := time.Since(start); real > 25*time.Second {
		t.Errorf("fake time cost %v", real)
	}
}

func TestContextEndsAPlay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target, stop := inMemory(func(c *memnet.Conn) { drain(c) })
		defer stop()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := play.NewPlayer(target).Play(ctx, parse(t, get))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestEveryByte(t *testing.T) {
	inBubble(t, answerAndClose, "needs slow\nsplit every-byte\n"+
		"> GET {slow:300} HTTP/1.1\n> Host: {host}\n> Connection: close\n>\n", func(t *testing.T, p play.Played) {
		addressed := 0
		for _, r := range p.Trace.Records {
			if r.Kind == trace.Sent && len(r.Data) != 1 {
				t.Fatalf("one write took %d octets", len(r.Data))
			}
			for _, u := range r.Uses {
				addressed++
				if u != (trace.Use{Offset: 0, Handler: model.Slow, Arg: 300}) || r.Data[0] != '/' {
					t.Errorf("use %+v at %q", u, r.Data)
				}
			}
		}
		if addressed != 1 {
			t.Errorf("%d handlers addressed", addressed)
		}
	})
}

// TestBoundaries: a write for each line, two for the empty one, and time between them.
func TestBoundaries(t *testing.T) {
	script := "needs read\nsplit boundaries\n> POST {read} HTTP/1.1\n> Host: {host}\n> Content-Length: 5\n>\n>> \"hello\"\n"
	inBubble(t, func(c *memnet.Conn) { drain(c) }, script, func(t *testing.T, p play.Played) {
		var sent []string
		var last time.Duration
		for _, r := range p.Trace.Records {
			if r.Kind != trace.Sent {
				continue
			}
			if len(sent) > 0 && r.At-last < time.Millisecond {
				t.Errorf("%q leaves %v behind the one before", r.Data, r.At-last)
			}
			sent, last = append(sent, string(r.Data)), r.At
		}
		want := []string{"POST /read HTTP/1.1\r\n", "Host: target.test\r\n", "Content-Length: 5\r\n", "\r", "\n", "hello"}
		if !slices.Equal(sent, want) {
			t.Errorf("%q, want %q", sent, want)
		}
	})
}

// Large sends are cut in records, and the handlers stay where their paths are.
func TestUsesOfALargeSend(t *testing.T) {
	script := "needs slow echo\n>> \"x\" * 70000\n> GET {slow:5} HTTP/1.1\n> GET {echo} HTTP/1.1\n"
	inBubble(t, func(c *memnet.Conn) { drain(c) }, script, func(t *testing.T, p play.Played) {
		full := profile.Full()
		var found []model.Handler
		for _, r := range p.Trace.Records {
			if len(r.Data) > 64<<10 {
				t.Errorf("a record of %d octets", len(r.Data))
			}
			for _, u := range r.Uses {
				found = append(found, u.Handler)
				if path := full.Path(u.Handler, u.Arg, ""); !bytes.HasPrefix(r.Data[u.Offset:], []byte(path)) {
					t.Errorf("at offset %d stands no %s", u.Offset, path)
				}
			}
		}
		if len(found) != 2 || found[0] != model.Slow || found[1] != model.Echo {
			t.Errorf("handlers %v", found)
		}
	})
}

// An answer that comes while the request is still being sent is seen at once, and
// a server that does not read on holds the player up for no longer than patience says.
func TestEarlyAnswer(t *testing.T) {
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		_, _ = io.WriteString(conn, okAnswer)
		time.Sleep(time.Minute)
	}, "needs ignore\n> POST {ignore} HTTP/1.1\n> Host: {host}\n> Content-Length: 300000\n>\n>> \"x\" * 300000\n",
		func(t *testing.T, p play.Played) {
			b := trace.DefaultBudgets()
			var answered, gaveUp time.Duration
			for _, r := range p.Trace.Records {
				switch r.Kind {
				case trace.Received:
					answered = r.At
				case trace.Waited:
					gaveUp = r.At
				}
			}
			if answered != 0 || gaveUp > b.Answer+2*b.Patience {
				t.Errorf("answered at %v, gave up at %v", answered, gaveUp)
			}
			if n := len(octets(p.Trace, trace.Sent)); n >= 300000 {
				t.Errorf("%d octets sent to a server that does not read", n)
			}
		})
}

// A reset ends a blocked write, and what came before it is not lost to the trace.
func TestResetEndsABlockedWrite(t *testing.T) {
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		_, _ = io.WriteString(conn, closeAnswer)
		time.Sleep(10 * time.Millisecond)
		_ = conn.Reset()
	}, "needs ignore\n> POST {ignore} HTTP/1.1\n> Host: {host}\n> Content-Length: 300000\n>\n>> \"x\" * 300000\n",
		func(t *testing.T, p play.Played) {
			if got := kinds(p.Trace); !strings.HasSuffix(got, "RST") || !strings.Contains(got, "<") {
				t.Errorf("records are %s", got)
			}
			if last := p.Trace.Records[len(p.Trace.Records)-1]; last.At > 20*time.Millisecond {
				t.Errorf("the reset was seen at %v", last.At)
			}
		})
}

// What the client does arrives as such.
func TestWhatTheServerSees(t *testing.T) {
	for _, c := range []struct{ step, records, end string }{
		{"half-close\n", "open > < half-close FIN", "EOF"},
		{"close\n", "open > < abort", "EOF"},
		{"reset\n", "open > < abort", "connection reset by peer"},
	} {
		var end string
		inBubble(t, func(conn *memnet.Conn) {
			readHead(conn)
			_, _ = io.WriteString(conn, okAnswer)
			_, err := conn.Read(make([]byte, 1))
			end = err.Error()
		}, get+"await\n"+c.step, func(t *testing.T, p play.Played) { wantKinds(t, p, c.records) })
		if !strings.Contains(end, c.end) {
			t.Errorf("%s the server sees %s", c.step, end)
		}
	}
}

// While reading is stopped nothing is received, and the server's writes block.
func TestStoppedReading(t *testing.T) {
	size := 4 * memnet.DefaultBuffer
	var blocked time.Duration
	inBubble(t, func(conn *memnet.Conn) {
		readHead(conn)
		start := time.Now()
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 262144\r\n\r\n")
		_, _ = conn.Write(make([]byte, size))
		blocked = time.Since(start)
		drain(conn)
	}, "needs size\nstop reading\n> GET {size:262144} HTTP/1.1\n> Host: {host}\n>\npause 5s\nresume reading\n",
		func(t *testing.T, p play.Played) {
			wantKinds(t, p, "open stop > resume < wait")
			if p.Report.Verdict != model.Conforms {
				t.Errorf("verdict %v", p.Report.Verdict)
			}
		})
	if blocked != 5*time.Second {
		t.Errorf("the server's write was blocked for %v", blocked)
	}
}

// Each connection is recorded, and all share one key, which no other play has.
func TestConnectionsAndKeys(t *testing.T) {
	request := "> GET {count} HTTP/1.1\n> Host: {host}\n>\n"
	script := "needs count\n" + request + "await\nconnect\n" + request
	keys := map[string]int{}
	for range 2 {
		inBubble(t, answerAlways, script, func(t *testing.T, p play.Played) {
			if got := strings.Count(kinds(p.Trace), "open"); got != 2 {
				t.Errorf("%d connections", got)
			}
			for _, line := range strings.Split(string(octets(p.Trace, trace.Sent)), "\r\n") {
				if strings.HasPrefix(line, "GET ") {
					keys[line]++
				}
			}
		})
	}
	if len(keys) != 2 {
		t.Errorf("keys: %v", keys)
	}
	for line, times := range keys {
		if times != 2 {
			t.Errorf("%q was used %d times", line, times)
		}
	}
}

// await start waits for one more response each time, even one that came before.
func TestAwaitStart(t *testing.T) {
	inBubble(t, func(conn *memnet.Conn) {
		for range 2 {
			readHead(conn)
		}
		_, _ = io.WriteString(conn, okAnswer)
		time.Sleep(500 * time.Millisecond)
		_, _ = io.WriteString(conn, okAnswer[:20])
		time.Sleep(500 * time.Millisecond)
		_, _ = io.WriteString(conn, okAnswer[20:])
		drain(conn)
	}, get+get+"pause 100ms\nawait start\nawait start\nclose\n", func(t *testing.T, p play.Played) {
		last := p.Trace.Records[len(p.Trace.Records)-1]
		if last.Kind != trace.Aborted || last.At != 500*time.Millisecond {
			t.Errorf("left at %v", last.At)
		}
	})
}

func TestUnreachable(t *testing.T) {
	target, stop := inMemory(answerAlways)
	stop()
	if _, err := play.NewPlayer(target).Play(t.Context(), parse(t, get)); !errors.Is(err, play.ErrUnreachable) {
		t.Errorf("error is %v", err)
	}
}

// When the target goes away between two connections, what was seen is returned.
func TestUnreachableLater(t *testing.T) {
	target, stop := inMemory(answerAlways)
	defer stop()
	refuseFrom(2, &target)
	p, err := play.NewPlayer(target).Play(t.Context(), parse(t, get+"await\nconnect\n"+get))
	if !errors.Is(err, play.ErrUnreachable) || p.Trace == nil || !bytes.Contains(octets(p.Trace, trace.Received), []byte("ok")) {
		t.Errorf("%v, %+v", err, p)
	}
}

func TestMissingCapability(t *testing.T) {
	_, err := play.NewPlayer(play.Target{Profile: profile.Default()}).Play(t.Context(),
		parse(t, "needs echo\n> POST {echo} HTTP/1.1\n"))
	if err == nil || !strings.Contains(err.Error(), "echo") {
		t.Errorf("error is %v", err)
	}
}

// A connection that is set aside stays open until the end of the case.
func TestConnectBeside(t *testing.T) {
	var open, most atomic.Int32
	inBubble(t, func(conn *memnet.Conn) {
		for n := open.Add(1); most.Load() < n; {
			most.Store(n)
		}
		defer open.Add(-1)
		answerAlways(conn)
	}, get+"await\nconnect beside\n"+get+"await\nconnect beside\n"+get+"await\nconnect\n"+get, func(t *testing.T, p play.Played) {
		wantKinds(t, p, "open > < wait open > < wait open > < wait open > < wait")
		if p.Report.Verdict != model.Conforms {
			t.Errorf("verdict %v", p.Report.Verdict)
		}
	})
	if most.Load() != 3 || open.Load() != 0 {
		t.Errorf("%d connections were open at once, %d are left", most.Load(), open.Load())
	}
}
