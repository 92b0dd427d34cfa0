package main

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/hangup-http/hangup/server"
	"github.com/hangup-http/hangup/server/native"
)

// kind is a way to serve.
type kind struct {
	name   string
	native bool
	front  native.Front
	inline bool
}

func kinds() []kind {
	return []kind{
		{name: "net/http handlers, goroutines", front: native.Goroutines},
		{name: "net/http handlers, loop", front: native.EventLoop},
		{name: "native, goroutines", native: true, front: native.Goroutines},
		{name: "native, goroutines, inline", native: true, front: native.Goroutines, inline: true},
		{name: "native, loop", native: true, front: native.EventLoop},
		{name: "native, loop, inline", native: true, front: native.EventLoop, inline: true},
	}
}

// serve starts a server, over TLS where there is a certificate.
func (k kind) serve(l net.Listener, over *tls.Config) (end func()) {
	quiet := slog.New(slog.DiscardHandler)
	var serve, stop func() error
	if k.native {
		s := &native.Server{Handler: nativeHandler(), Front: k.front, Inline: k.inline, Log: quiet}
		if over != nil {
			l = tls.NewListener(l, over)
		}
		serve, stop = func() error { return s.Serve(l) }, s.Close
	} else {
		s := &server.Server{Handler: httpHandler(), Front: k.front, ErrorLog: quiet, TLSConfig: over}
		serve, stop = func() error { return s.Serve(l) }, s.Close
		if over != nil {
			serve = func() error { return s.ServeTLS(l, "", "") }
		}
	}
	done := make(chan error)
	go func() { done <- serve() }()
	return func() {
		_ = stop() // which tells nothing
		<-done
	}
}

// gear is what the checks need, whatever the server.
type gear struct {
	dir         string // for files
	hangup      string // the command
	upload      string // a file of uploaded octets
	script      string // for wrk, to pipeline
	profile     string // where the handlers are
	trust       string // the certificate
	certificate tls.Certificate
	seconds     int // for wrk
}

// uploaded is larger than all buffers on the way.
const uploaded = 10 << 20

func prepare(dir string) (*gear, error) {
	g := &gear{dir: dir, hangup: filepath.Join(dir, "hangup"), seconds: 1}
	lender := httptest.NewUnstartedServer(nil) // for its certificate
	lender.StartTLS()
	defer lender.Close()
	g.certificate = lender.TLS.Certificates[0]
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: lender.Certificate().Raw})
	for _, f := range []struct {
		path    *string
		name    string
		content []byte
	}{
		{&g.upload, "upload", make([]byte, uploaded)},
		{&g.script, "pipeline.lua", []byte(pipeline)},
		{&g.profile, "profile.yaml", []byte(capabilities())},
		{&g.trust, "trusted.pem", trusted},
	} {
		*f.path = filepath.Join(dir, f.name)
		if err := os.WriteFile(*f.path, f.content, 0o600); err != nil {
			return nil, fmt.Errorf("preparing: %w", err)
		}
	}
	return g, nil
}

// build builds the command.
func (g *gear) build(ctx context.Context) error {
	_, _, err := execute(ctx, nil, "go", "build", "-o", g.hangup, "github.com/hangup-http/hangup/cmd/hangup")
	return err
}

// site is a server that listens.
type site struct {
	*gear
	kind    kind
	network string
	url     string // without a slash at its end
	socket  string // path of a unix socket, or empty
	close   func()
}

func (g *gear) open(k kind, network string) (*site, error) {
	s := &site{gear: g, kind: k, network: network}
	l, err := s.listen()
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	var over *tls.Config
	if network == "tls" {
		over = &tls.Config{Certificates: []tls.Certificate{s.certificate}}
		if k.native {
			over.NextProtos = []string{"http/1.1", "http/1.0"} // as server.ServeTLS does
		}
	}
	s.close = k.serve(l, over)
	return s, nil
}

func (s *site) listen() (net.Listener, error) {
	if s.network == "unix" {
		s.socket = filepath.Join(s.dir, "socket")
		s.url = "http://localhost"
		return net.Listen("unix", s.socket)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + l.Addr().String()
	if s.network == "tls" {
		s.url = "https://" + l.Addr().String()
	}
	return l, nil
}
