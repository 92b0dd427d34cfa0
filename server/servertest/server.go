package servertest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/hangup-http/hangup/server"
)

// Server is a server on loopback, for tests. Its members are those of httptest.Server;
// only Config is a *server.Server.
type Server struct {
	URL      string // of the form http://127.0.0.1:port, without a slash at its end
	Listener net.Listener
	// TLS may be set before StartTLS, which adds a certificate where there is none.
	TLS *tls.Config
	// Config may be changed until Start or StartTLS. Its ErrorLog is silent.
	Config *server.Server

	accepted    *listener
	certificate *x509.Certificate
	client      *http.Client
	served      chan error
	once        sync.Once
}

// NewServer starts a server. It panics where that cannot be done, as does everything
// here that starts one.
func NewServer(h http.Handler) *Server {
	s := NewUnstartedServer(h)
	s.Start()
	return s
}

// NewTLSServer starts a server with TLS.
func NewTLSServer(h http.Handler) *Server {
	s := NewUnstartedServer(h)
	s.StartTLS()
	return s
}

// NewUnstartedServer returns a server that listens already, and is to be started.
func NewUnstartedServer(h http.Handler) *Server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		if l, err = net.Listen("tcp6", "[::1]:0"); err != nil {
			panic(fmt.Sprintf("servertest: listening on loopback: %v", err))
		}
	}
	return &Server{Listener: l, Config: &server.Server{Handler: h, ErrorLog: slog.New(slog.DiscardHandler)}}
}

// Start starts a server from NewUnstartedServer.
func (s *Server) Start() {
	if s.URL != "" {
		panic("servertest: the server is started already")
	}
	s.URL = "http://" + s.Listener.Addr().String()
	s.client = &http.Client{Transport: &http.Transport{}}
	s.accepted = &listener{Listener: s.Listener}
	s.serve(s.accepted)
}

// StartTLS starts TLS on a server from NewUnstartedServer.
func (s *Server) StartTLS() {
	if s.URL != "" {
		panic("servertest: the server is started already")
	}
	cfg := &tls.Config{}
	if s.TLS != nil {
		cfg = s.TLS.Clone()
	}
	if len(cfg.Certificates) == 0 {
		cfg.Certificates = []tls.Certificate{localhost()}
	}
	if cfg.NextProtos == nil {
		cfg.NextProtos = []string{"http/1.1"}
	}
	leaf, err := x509.ParseCertificate(cfg.Certificates[0].Certificate[0])
	if err != nil {
		panic(fmt.Sprintf("servertest: the certificate of TLS: %v", err))
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	s.TLS, s.certificate = cfg, leaf
	s.URL = "https://" + s.Listener.Addr().String()
	s.client = &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext:     s.dial,
	}}
	s.accepted = &listener{Listener: s.Listener}
	s.serve(tls.NewListener(s.accepted, cfg))
}

// dial connects to the server for the name in its certificate.
func (s *Server) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if addr == "example.com:443" {
		addr = s.Listener.Addr().String()
	}
	var d net.Dialer
	return d.DialContext(ctx, network, addr)
}

func (s *Server) serve(l net.Listener) {
	s.served = make(chan error, 1)
	go func() { s.served <- s.Config.Serve(l) }()
}

// Client returns a client that trusts the server's certificate and knows it as
// example.com, too. Its connections are closed by Close.
func (s *Server) Client() *http.Client { return s.client }

// Certificate is that of the server, or nil without TLS.
func (s *Server) Certificate() *x509.Certificate { return s.certificate }

// Close shuts the server down and waits until all requests are answered.
func (s *Server) Close() {
	s.once.Do(func() {
		for _, c := range []*http.Client{http.DefaultClient, s.client} {
			if c != nil {
				c.CloseIdleConnections()
			}
		}
		if s.served == nil {
			s.Listener.Close() // never started: nobody else knows of it
			return
		}
		_ = s.Config.Shutdown(context.Background()) // which does not end early
		<-s.served
	})
}

// CloseClientConnections cuts the connections that are open.
func (s *Server) CloseClientConnections() {
	if s.accepted != nil {
		s.accepted.cut()
	}
}

// listener remembers what it has accepted.
type listener struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

func (l *listener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err == nil {
		l.mu.Lock()
		l.conns = append(l.conns, nc)
		l.mu.Unlock()
	}
	return nc, err
}

// cut closes all connections; some are closed already.
func (l *listener) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, nc := range l.conns {
		nc.Close()
	}
	l.conns = nil
}
