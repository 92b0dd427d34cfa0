package server

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"slices"
)

// Serve is http.Serve: it serves h, or http.DefaultServeMux for nil, on l.
func Serve(l net.Listener, h http.Handler) error { return (&Server{Handler: h}).Serve(l) }

// ServeTLS is http.ServeTLS.
func ServeTLS(l net.Listener, h http.Handler, certFile, keyFile string) error {
	return (&Server{Handler: h}).ServeTLS(l, certFile, keyFile)
}

// ListenAndServe is http.ListenAndServe.
func ListenAndServe(addr string, h http.Handler) error {
	return (&Server{Addr: addr, Handler: h}).ListenAndServe()
}

// ListenAndServeTLS is http.ListenAndServeTLS.
func ListenAndServeTLS(addr, certFile, keyFile string, h http.Handler) error {
	return (&Server{Addr: addr, Handler: h}).ListenAndServeTLS(certFile, keyFile)
}

// ListenAndServe listens on Addr and serves what comes, as Serve.
func (s *Server) ListenAndServe() error {
	l, err := s.listen(":http")
	if err != nil {
		return err
	}
	return s.Serve(l)
}

// ListenAndServeTLS listens on Addr and serves what comes, as ServeTLS.
func (s *Server) ListenAndServeTLS(certFile, keyFile string) error {
	l, err := s.listen(":https")
	if err != nil {
		return err
	}
	defer l.Close() // where the certificate is not found
	return s.ServeTLS(l, certFile, keyFile)
}

func (s *Server) listen(otherwise string) (net.Listener, error) {
	addr := s.Addr
	if addr == "" {
		addr = otherwise
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", addr, err)
	}
	return l, nil
}

// ServeTLS is Serve over TLS. The certificate and its key are in files, or in TLSConfig
// where both names are empty. HTTP/1.1 and 1.0 are offered to clients.
func (s *Server) ServeTLS(l net.Listener, certFile, keyFile string) error {
	cfg := &tls.Config{}
	if s.TLSConfig != nil {
		cfg = s.TLSConfig.Clone()
	}
	cfg.NextProtos = slices.DeleteFunc(slices.Clone(cfg.NextProtos), func(p string) bool { return p == "h2" })
	for _, version := range []string{"http/1.1", "http/1.0"} {
		if !slices.Contains(cfg.NextProtos, version) {
			cfg.NextProtos = append(cfg.NextProtos, version)
		}
	}
	has := len(cfg.Certificates) > 0 || cfg.GetCertificate != nil || cfg.GetConfigForClient != nil
	if !has || certFile != "" || keyFile != "" {
		cert, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return fmt.Errorf("loading the certificate: %w", err)
		}
		cfg.Certificates = []tls.Certificate{cert}
	}
	return s.Serve(tls.NewListener(l, cfg))
}
