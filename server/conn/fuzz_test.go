package conn_test

import (
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/marks"
	"github.com/hangup-http/hangup/server/conn"
)

// FuzzConn gives any octets in any segments to a connection: it never panics,
// never takes a step that the table forbids, and answers the same whatever the segments.
func FuzzConn(f *testing.F) {
	for _, tt := range conversations {
		f.Add([]byte(tt.in), []byte{3, 1, 200, 7}, tt.fin, byte(model.DefaultPolicy))
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte, fin bool, policy byte) {
		cfg := conn.Config{
			Policy: model.Policy(policy & 31), ReadAhead: 4 << 10, UnreadBody: 100, Linger: 1 << 10,
			MaxRequests: uint64(policy >> 5), Followed: marks.Followed,
		}
		whole := play(t, cfg, in, nil, fin)
		cut := play(t, cfg, in, cuts, fin)
		if a, b := whole.sent.String(), cut.sent.String(); a != b || whole.fin != cut.fin {
			t.Fatalf("in one segment:\n%q, FIN %t\nin several:\n%q, FIN %t", a, whole.fin, b, cut.fin)
		}
		if a, b := len(whole.runs), len(cut.runs); a != b {
			t.Fatalf("handlers ran %d and %d times", a, b)
		}
	})
}

// play sends in, cut into segments of the given sizes.
func play(t *testing.T, cfg conn.Config, in, cuts []byte, fin bool) *peer {
	p := newPeer(cfg)
	for i := 0; len(in) > 0; i++ {
		n := len(in)
		if len(cuts) > 0 {
			n = min(n, int(cuts[i%len(cuts)])+1)
		}
		p.receive(string(in[:n]))
		in = in[n:]
	}
	if fin {
		p.halfClose()
	}
	if err := p.c.Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

// phrases are what a client of FuzzEvents sends, one at a time.
var phrases = []string{
	get("/", ""), get("/wait", ""), get("/wait", "Connection: close\r\n"), "GET /wait HTTP/1.0\r\n\r\n", "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
	post("/echo", "Content-Length: 3\r\n", ""), post("/wait", "Content-Length: 3\r\nExpect: 100-continue\r\n", ""),
	post("/ignore", "Transfer-Encoding: chunked\r\n", ""), "3\r\nabc\r\n0\r\n\r\n", "abc", "GET / HT", "\r\n", "Invalid\r\n\r\n",
}

// FuzzEvents lets anything happen at any moment: the client sends a phrase, half-closes,
// resets, timers fire, the server stops, the handler begins, ends or gives up. The
// connection never panics, never takes a step that the table forbids, and is over
// once it has been aborted.
func FuzzEvents(f *testing.F) {
	f.Add([]byte{1, 16, 17, 0, 18})
	f.Add([]byte{6, 19, 9, 20, 3, 16, 21, 22, 23})
	f.Fuzz(func(t *testing.T, octets []byte) {
		p := newPeer(conn.Config{Policy: model.DefaultPolicy, MaxRequests: 5, Followed: marks.Followed})
		for _, b := range octets[:min(len(octets), 40)] {
			p.happen(int(b) % 24)
			p.settle()
		}
		p.c.Abort()
		if p.settle(); !p.gone {
			t.Error("lives on though it was aborted")
		}
		if err := p.c.Err(); err != nil {
			t.Error(err)
		}
	})
}

func (p *peer) happen(what int) {
	atWork := p.busy && p.target == "/wait"
	switch what {
	case 16:
		if atWork && !p.begun {
			p.begun = true
			p.c.StartAnswer(&conn.Answer{Status: 200, Length: -1})
		}
	case 17:
		if atWork {
			p.answer(p.begun)
		}
	case 18:
		p.c.HalfClose()
	case 19:
		p.c.TimerFires()
	case 20:
		p.c.Shutdown()
	case 21:
		p.c.ClientStalls()
	case 22:
		if atWork {
			p.busy = false
			p.c.GiveUp()
		}
	case 23:
		if atWork {
			p.c.ReadBody(make([]byte, 2))
		}
	default:
		p.c.Receive([]byte(phrases[what%len(phrases)]))
	}
}
