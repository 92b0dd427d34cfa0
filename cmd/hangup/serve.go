package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/server/native"
)

type serveCommand struct {
	Listen string `help:"Address to listen on (${default})." default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	Fault  string `help:"Serve with this bug; see hangup faults." placeholder:"NAME"`

	Innocent string `help:"Serve with this odd behaviour, which is allowed; see hangup faults --innocents." placeholder:"NAME"`

	Profile string `help:"Make the choices of this profile where the RFCs leave one: a shipped one, or a YAML file." placeholder:"NAME|FILE"`

	Front string `help:"How connections are waited for: goroutines, or loop, the event loop of Linux (${default})." enum:"goroutines,loop" default:"goroutines" placeholder:"NAME"`

	DebugListen string `help:"Show the connections at /debug/connections, metrics at /metrics and profiles at /debug/pprof on this address." placeholder:"ADDRESS"`
	LogChanges  bool   `help:"Log each change of a connection's state, with the rule that made it."`

	serverLimits `embed:""`
}

func (serveCommand) Help() string {
	return `Serves every capability that cases ask for, until it is interrupted. With --fault the server has a real
bug of another server in it, to try a tool on. Do not offer it to a network that you do not trust. A limit below zero, --idle-timeout=-1s, is no limit.

    hangup serve
    hangup serve --listen 127.0.0.1:9000 --fault mongoose-answers-after-close
    hangup serve --innocent octet-by-octet
    hangup serve --profile proxy
    hangup serve --front loop --log-changes --debug-listen 127.0.0.1:8081
    hangup serve --max-requests 100 --handler-timeout 5s --write-timeout=-1s
`
}

func (c *serveCommand) Run(s *surroundings) error {
	p, err := loadProfile(c.Profile)
	if err != nil {
		return err
	}
	server, err := newServer(c.Fault, c.Innocent, p)
	if err != nil {
		return err
	}
	c.apply(server)
	if c.Front == "loop" {
		server.Front = native.EventLoop
	}
	closeDebug, err := c.observe(s, server)
	if err != nil {
		return err
	}
	defer closeDebug()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return usage("choose another --listen address", "listening: %w", err)
	}
	fmt.Fprintf(s.stdout, "hangup: serving on http://%s until interrupted\n", listener.Addr())
	ctx, stop := interruptible()
	defer stop()
	context.AfterFunc(ctx, func() { listener.Close() })
	err = server.Serve(listener)
	if ctx.Err() != nil || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving: %w", err)
}
