//go:build linux

package lean_test

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/hangup-http/hangup/fuzz/gen"
	"github.com/hangup-http/hangup/fuzz/lean"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/trace"
	"github.com/hangup-http/hangup/server"
)

// A thousand conversations, a hundred at once, on this goroutine.
func Example() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := &server.Server{Handler: capable.Handler()}
	go func() { _ = s.Serve(l) }() // ends with Close
	defer s.Close()
	target, err := play.ParseTarget("http://"+l.Addr().String(), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	left, verdicts := 1000, map[string]int{}
	err = lean.Hold(context.Background(),
		lean.Config{Target: target, Budgets: trace.DefaultBudgets(), MaxReceive: 1 << 20, Limit: time.Minute, InFlight: 100},
		func() (lean.Job, lean.Supply) {
			if left == 0 {
				return lean.Job{}, lean.Over
			}
			left--
			return lean.Job{Conversation: gen.Conversation{{Kind: gen.Request}, {Kind: gen.Field}, {Kind: gen.End}}}, lean.Ready
		},
		func(r *lean.Result) { verdicts[r.Judge.Standing().String()]++ })
	fmt.Println(verdicts, err)
	// Output: map[conforms:1000] <nil>
}
