package play

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/hangup-http/hangup/internal/profile"
	"github.com/hangup-http/hangup/model"
)

// Target is something that can be dialled, with the capabilities of its handlers.
type Target struct {
	Network   string // tcp or unix; empty with Dial
	Address   string
	Authority string      // Host field, unless the profile names one
	Path      string      // path of the URL, at least "/"
	TLS       *tls.Config // nil for plain connections
	Dial      func(context.Context) (net.Conn, error)
	Remote    bool // not on this machine
	Profile   profile.Profile
}

// ErrRemote refuses a target that is not on this machine.
var ErrRemote = errors.New("the target is not on this machine; --allow-remote allows it, at a limited rate")

// ParseTarget reads a target: http://host:port/path, https://host:port/path,
// unix:/path/to/socket, or host:port. Hosts other than loopback addresses and
// localhost need allowRemote; without it the error wraps ErrRemote.
func ParseTarget(s string, allowRemote bool) (Target, error) {
	if path, ok := strings.CutPrefix(s, "unix:"); ok {
		path = "/" + strings.TrimLeft(path, "/")
		if path == "/" {
			return Target{}, fmt.Errorf("target %q: write a unix socket as unix:/path/to/socket", s)
		}
		return Target{Network: "unix", Address: path, Authority: "localhost", Path: "/", Profile: profile.Default()}, nil
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return Target{}, fmt.Errorf("target %q: %w", s, errors.Unwrap(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return Target{}, fmt.Errorf("target %q: the scheme is %q; write http://host:port, https://host:port or unix:/path", s, u.Scheme)
	}
	if u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return Target{}, fmt.Errorf("target %q: write http://host:port, https://host:port or unix:/path", s)
	}
	return hostTarget(u, allowRemote)
}

func hostTarget(u *url.URL, allowRemote bool) (Target, error) {
	remote := !loopback(u.Hostname())
	if remote && !allowRemote {
		return Target{}, fmt.Errorf("target %s: %w", u.Redacted(), ErrRemote)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	t := Target{
		Network: "tcp", Address: net.JoinHostPort(u.Hostname(), port), Authority: u.Host, Path: u.RequestURI(), Remote: remote,
	}
	if u.Scheme == "https" {
		// Servers under test rarely have a certificate that anybody would trust.
		t.TLS = &tls.Config{ServerName: u.Hostname(), InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}} //nolint:gosec // see above
	}
	t.Profile = profile.Default().With(model.Answer, t.Path)
	return t, nil
}

// loopback tells whether a host can only be this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// dial opens a connection, TLS included.
func (t Target) dial(ctx context.Context) (net.Conn, error) {
	dial := t.Dial
	if dial == nil {
		dial = func(ctx context.Context) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, t.Network, t.Address)
		}
	}
	conn, err := dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if t.TLS == nil {
		return conn, nil
	}
	secure := tls.Client(conn, t.TLS)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%w: TLS handshake: %w", ErrUnreachable, err)
	}
	return secure, nil
}

// host returns the Host field to send.
func (t Target) host() string {
	if t.Profile.Host != "" {
		return t.Profile.Host
	}
	return t.Authority
}
