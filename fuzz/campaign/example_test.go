package campaign_test

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/hangup-http/hangup/fuzz/campaign"
	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/server"
)

// Two hundred conversations with a server that is as it should be.
func Example() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	s := &server.Server{Handler: capable.Handler()}
	go func() { _ = s.Serve(l) }() // ends with Close
	defer s.Close()

	dir, err := os.MkdirTemp("", "campaign-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store, err := campaign.OpenFolder(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	target, err := play.ParseTarget("http://"+l.Addr().String(), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := campaign.New(context.Background(), campaign.Config{
		Target: target, Store: store, Seed: 1, SeedAlone: true, Executions: 200,
		Found: func(f campaign.Finding) { fmt.Println(f.String()) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := c.Run(context.Background())
	fmt.Println(status.Executions, "conversations,", status.Total(), "findings", err)
	// Output: 200 conversations, 0 findings <nil>
}
