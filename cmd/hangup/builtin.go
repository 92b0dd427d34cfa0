package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/hangup-http/hangup/fuzz/play"
	"github.com/hangup-http/hangup/internal/capable"
	"github.com/hangup-http/hangup/model/profile"
	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/faults"
)

const builtInName = "built-in server"

// newServer returns the built-in server with every capability and the choices of the
// profile, and with the bug or the innocent behaviour of that name in it, if one is named.
func newServer(fault, innocent string, p profile.Profile) (*server.Server, error) {
	policy := p.Policy()
	s := &server.Server{Handler: capable.Handler(), Policy: &policy}
	switch {
	case fault != "" && innocent != "":
		return nil, usage("hangup faults", "--fault and --innocent exclude each other")
	case fault != "":
		f, ok := faults.Lookup(fault)
		if !ok {
			return nil, usage("hangup faults", "there is no fault %q", fault)
		}
		f.Apply(s)
	case innocent != "":
		i, ok := faults.LookupInnocent(innocent)
		if !ok {
			return nil, usage("hangup faults --innocents", "there is no innocent %q", innocent)
		}
		i.Apply(s)
	}
	return s, nil
}

// patient gives an innocent the time that it needs, where the profile says nothing of it.
func patient(innocent string, p profile.Profile) profile.Profile {
	i, _ := faults.LookupInnocent(innocent) // none needs none
	for _, budget := range []*time.Duration{&p.Budgets.Answer, &p.Budgets.Close} {
		if *budget == 0 {
			*budget = i.Within
		}
	}
	return p
}

// builtIn starts the built-in server on a free loopback port. It serves until
// the command ends.
func (f *targetFlags) builtIn(p profile.Profile) (*aim, error) {
	s, err := newServer(f.Fault, f.Innocent, p)
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
	if target.Profile, err = f.handlers(patient(f.Innocent, p).Over(profile.Full())); err != nil {
		return nil, err
	}
	name := builtInName
	if f.Fault != "" {
		name += " with fault " + f.Fault
	}
	if f.Innocent != "" {
		name += " with innocent " + f.Innocent
	}
	return &aim{name: name, target: target, flags: f}, nil
}
