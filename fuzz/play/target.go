package play

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/profile"
)

// Target is something that can be dialled, and what is known of its handlers.
type Target struct {
	Network   string      // "tcp" or "unix"
	Address   string      // host:port, or the path of a socket
	Authority string      // for the Host field, where the profile names none
	TLS       *tls.Config // nil: no TLS
	Remote    bool        // not on this machine

	// Dial opens a connection in place of Network and Address, for targets in memory.
	// For half-close and reset it must have a CloseWrite() error and a Reset() error.
	Dial func(context.Context) (net.Conn, error)

	Profile profile.Profile
}

// ErrRemote refuses a target that is not on this machine.
var ErrRemote = errors.New("it is not on this machine: add --allow-remote if you may test that server")

// ParseTarget reads http://host:port/path, https://host:port/path, host:port, or
// unix:/path/to.sock. The path of the URL becomes the one that answers GET in the
// target's profile, of which nothing else is known.
//
// A host that is not this machine is refused unless allowRemote is set; the error
// then wraps [ErrRemote]. Certificates are not verified.
func ParseTarget(text string, allowRemote bool) (Target, error) {
	if path, ok := strings.CutPrefix(text, "unix:"); ok {
		return unixTarget(text, strings.TrimPrefix(path, "//"))
	}
	full := text
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	u, err := url.Parse(full)
	if err != nil || u.Hostname() == "" {
		return Target{}, fmt.Errorf("%q is no URL of a server: write http://host:port, https://host:port or unix:/path", text)
	}
	if u.User != nil || u.Fragment != "" {
		return Target{}, fmt.Errorf("%q: a user name or a fragment is never sent: remove it", text)
	}
	port := u.Port()
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return Target{}, fmt.Errorf("%q: %s is not supported: write http://host:port, https://host:port or unix:/path", text, u.Scheme)
	case port == "":
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return Target{}, fmt.Errorf("%q: a port is a number from 1 to 65535", text)
	}
	local := onThisMachine(u.Hostname())
	if !local && !allowRemote {
		return Target{}, fmt.Errorf("%q: %w", text, ErrRemote)
	}
	t := Target{
		Network: "tcp", Address: net.JoinHostPort(u.Hostname(), port), Authority: u.Host, Remote: !local,
		Profile: profile.Default().With(model.Answer, u.RequestURI()),
	}
	if u.Scheme == "https" {
		// Servers under test rarely have a certificate that anybody would trust.
		t.TLS = &tls.Config{ServerName: u.Hostname(), NextProtos: []string{"http/1.1"}, InsecureSkipVerify: true}
	}
	return t, nil
}

func unixTarget(text, path string) (Target, error) {
	if path == "" {
		return Target{}, fmt.Errorf("%q names no socket: write unix:/path/to.sock", text)
	}
	return Target{Network: "unix", Address: path, Authority: "localhost", Profile: profile.Default()}, nil
}

// onThisMachine tells whether the host can be no other machine. Names are not
// looked up, except the one that RFC 6761 reserves for loopback.
func onThisMachine(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.Unmap().IsLoopback() || ip.IsUnspecified())
}

// authority returns the value of the Host field.
func (t Target) authority() string {
	if t.Profile.Host != "" {
		return t.Profile.Host
	}
	return t.Authority
}
