package conn_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/conn"
)

// TestRoutesChangeNothing: a connection whose machine takes each step alone, because
// somebody looks on, sends and does the same as one that takes routes.
func TestRoutesChangeNothing(t *testing.T) {
	requests := []string{
		get("/", ""), get("/", ""), get("/", ""), get("/", "Connection: close\r\n"), "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
		"GET / HTTP/1.1\r\n\r\n", "\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "x",
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
	}
	rapid.Check(t, func(t *rapid.T) {
		policy := model.DefaultPolicy ^ model.Policy(rapid.Uint32Range(0, 1<<5-1).Draw(t, "policy"))
		in := strings.Join(rapid.SliceOfN(rapid.SampledFrom(requests), 1, 8).Draw(t, "requests"), "")
		cuts := rapid.SliceOfN(rapid.IntRange(0, len(in)), 0, 4).Draw(t, "cuts")
		status := rapid.SliceOfN(rapid.SampledFrom([]int{200, 200, 204, 304, 404, 500}), 9, 9).Draw(t, "status")
		half := rapid.Bool().Draw(t, "half-close")
		var seen [2]string
		for i, follow := range []conn.Follower{nil, func(model.State, model.Input, *model.Rule) {}} {
			c := conn.New(conn.Config{Policy: policy, Followed: follow})
			seen[i] = converse(c, in, cuts, status, half)
		}
		if seen[0] != seen[1] {
			t.Fatalf("with routes\n%s\nwithout\n%s", seen[0], seen[1])
		}
	})
}

// converse sends in, cut at these places, and returns all that the connection does.
func converse(c *conn.Conn, in string, cuts, status []int, half bool) string {
	var seen strings.Builder
	at, run := 0, 0
	for i := range len(cuts) + 1 {
		to := len(in)
		if i < len(cuts) {
			to = max(at, cuts[i])
		}
		c.Receive([]byte(in[at:to]))
		at = to
		if half && i == len(cuts) {
			c.HalfClose()
		}
		for todo := c.Todo(); todo != conn.Nothing; todo = c.Todo() {
			switch todo {
			case conn.Write:
				fmt.Fprintf(&seen, "%s", c.Output(nil))
			case conn.FinishFIN:
				seen.WriteString("FIN\n")
				c.FINSent()
			case conn.Reset:
				seen.WriteString("RST\n")
				c.Abort()
			case conn.Run:
				fmt.Fprintf(&seen, "run %s\n", c.Request().Method)
				err := c.Answer(&conn.Answer{Status: status[run%len(status)]}, []byte("ok"))
				fmt.Fprintln(&seen, run, err, c.State())
				run++
			case conn.Release:
				fmt.Fprintf(&seen, "end %v", c.Err())
				return seen.String()
			}
		}
		kind, epoch := c.Timer()
		fmt.Fprintln(&seen, c.State(), kind, epoch, c.WantsInput())
	}
	return seen.String()
}
