package conn_test

import (
	"testing"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// FuzzConn gives any octets in any segments to a connection: it never panics,
// never takes a step that the table forbids, and answers the same whatever the segments.
func FuzzConn(f *testing.F) {
	for _, tt := range conversations {
		f.Add([]byte(tt.in), []byte{3, 1, 200, 7}, tt.fin, byte(model.DefaultPolicy))
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte, fin bool, policy byte) {
		cfg := conn.Config{Policy: model.Policy(policy & 15), ReadAhead: 4 << 10, UnreadBody: 100, Linger: 1 << 10}
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
