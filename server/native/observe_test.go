package native_test

import (
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hangup-http/hangup/server/native"
)

// TestChanged: the life of a connection, state by state, with the rule for each.
func TestChanged(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		var mu sync.Mutex
		var life []string
		s := &native.Server{Handler: standard, Changed: func(c native.Change) {
			mu.Lock()
			defer mu.Unlock()
			if c.Connection != 1 || c.Rule == nil || c.Rule.Why == "" || c.RemoteAddr == nil {
				t.Errorf("%+v", c)
			}
			if !strings.Contains(c.String(), c.Rule.Why) {
				t.Errorf("%q", c)
			}
			life = append(life, c.To.String())
		}}
		c := dial(t, m.start(t, s))
		io.WriteString(c, get("/")+"GET / HTTP/1.1\r\n"+last)
		io.ReadAll(c)
		c.Close()
		until(t, "the end", func() bool { return len(s.Connections()) == 0 })
		mu.Lock()
		defer mu.Unlock()
		want := []string{"reading", "responding", "idle", "reading", "responding", "draining", "closed"}
		if !slices.Equal(life, want) {
			t.Errorf("%v, want %v", life, want)
		}
	})
}

// TestConnections tells what each is doing.
func TestConnections(t *testing.T) {
	everyMode(t, func(t *testing.T, m mode) {
		detached := make(chan *native.Exchange, 1)
		s := &native.Server{Handler: routes{"/late": func(x *native.Exchange) {
			x.Detach()
			detached <- x
		}}}
		addr := m.start(t, s)
		dial(t, addr)
		// Each loop numbers what it takes up: the second comes when the first has its number.
		until(t, "the first connection", func() bool { return len(s.Connections()) == 1 })
		c := dial(t, addr)
		io.WriteString(c, get("/")+get("/")+get("/late"))
		x := await(t, detached, "the handler")
		until(t, "both connections", func() bool { return len(s.Connections()) == 2 })
		all := s.Connections()
		if i := all[0]; i.Connection != 1 || i.State.String() != "idle" || i.Requests != 0 || i.Request != "" {
			t.Errorf("%+v", i)
		}
		if i := all[1]; i.Connection != 2 || i.State.String() != "responding" || i.Requests != 2 || i.Request != "GET /late" {
			t.Errorf("%+v", i)
		}
		if x.ID() != 2 || x.RemoteAddr().Network() != m.network {
			t.Errorf("exchange of %d from %v", x.ID(), x.RemoteAddr())
		}
		if m.network == "tcp" && (x.RemoteAddr().String() != c.LocalAddr().String() || x.LocalAddr().String() != c.RemoteAddr().String()) {
			t.Errorf("from %v to %v, want %v and %v", x.RemoteAddr(), x.LocalAddr(), c.LocalAddr(), c.RemoteAddr())
		}
		if got := string(x.AppendRemoteAddr([]byte("from "))); got != "from "+x.RemoteAddr().String() {
			t.Errorf("AppendRemoteAddr: %q", got)
		}
	})
}
