package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

const builtInName = "built-in server"

// newServer returns the built-in server with every capability and the choices of the
// profile, and with the bug of that name in it, if one is named.
func newServer(fault string, p profile.Profile) (*server.Server, error) {
	policy := p.Policy()
	s := &server.Server{Handler: capable.Handler(), Policy: &policy}
	if fault == "" {
		return s, nil
	}
	f, ok := faults.Lookup(fault)
	if !ok {
		return nil, usage("hangup faults", "there is no fault %q", fault)
	}
	f.Apply(s)
	return s, nil
}

// builtIn starts the built-in server on a free loopback port. It serves until
// the command ends.
func (f *targetFlags) builtIn(p profile.Profile) (*aim, error) {
	s, err := newServer(f.Fault, p)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, &failure{exitInconclusive, fmt.Errorf("starting the built-in server: %w", err), ""}
	}
	go func() {
		// The command is over before the server is, or the judge reports that it has gone.
		if err := s.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			listener.Close()
		}
	}()
	target, err := play.ParseTarget("http://"+listener.Addr().String(), false)
	if err != nil {
		return nil, fmt.Errorf("the built-in server: %w", err)
	}
	if target.Profile, err = f.handlers(p.Over(profile.Full())); err != nil {
		return nil, err
	}
	name := builtInName
	if f.Fault != "" {
		name += " with fault " + f.Fault
	}
	return &aim{name: name, target: target, flags: f}, nil
}
