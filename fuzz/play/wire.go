package play

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/hangup-http/hangup/model/trace"
)

// wire is one connection to a target: the octets of HTTP, and below them, which
// with TLS is not the same, FIN and reset.
type wire struct {
	net.Conn            // octets of HTTP
	below    *transport // what carries them
	secure   *tls.Conn  // the same as Conn with TLS, else nil
}

// transport notices the server's FIN, which crypto/tls reports like a closure alert.
type transport struct {
	net.Conn
	ended bool // only the goroutine that reads looks at it
}

func (t *transport) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	if errors.Is(err, io.EOF) {
		t.ended = true
	}
	return n, err
}

// dial opens a connection, with its TLS handshake.
func (t Target) dial(ctx context.Context) (*wire, error) {
	dial := t.Dial
	if dial == nil {
		dial = func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, t.Network, t.Address)
		}
	}
	conn, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	below := &transport{Conn: conn}
	if t.TLS == nil {
		return &wire{Conn: below, below: below}, nil
	}
	secure := tls.Client(below, t.TLS)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close() // the handshake's error says more
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return &wire{Conn: secure, below: below, secure: secure}, nil
}

// listen reads octets, or how the server ended the connection: FIN, FINNoAlert or
// RST; 0 when it did not, which also is so when reading was interrupted.
//
// A server's closure alert counts as its FIN: it initiates the close (RFC 9112,
// section 9.8), and a server may wait for the client's before it closes below.
func (w *wire) listen(p []byte) (n int, end trace.Kind) {
	n, err := w.Read(p)
	switch {
	case err == nil, errors.Is(err, os.ErrDeadlineExceeded):
		return n, 0
	case w.secure == nil && errors.Is(err, io.EOF), w.secure != nil && errors.Is(err, io.EOF) && !w.below.ended:
		return n, trace.FIN
	case w.below.ended:
		return n, trace.FINNoAlert
	}
	return n, trace.RST
}

// isReset tells that a write failed because the server has reset the connection,
// or would have: its end is gone.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// isGone tells that there is nothing left to close.
func isGone(err error) bool {
	return isReset(err) || errors.Is(err, syscall.ENOTCONN) || errors.Is(err, net.ErrClosed)
}

// closeWrite sends FIN, behind a closure alert where there is TLS.
func (w *wire) closeWrite() error {
	if w.secure != nil {
		if err := w.secure.CloseWrite(); err != nil {
			return err
		}
	}
	half, can := w.below.Conn.(interface{ CloseWrite() error })
	if !can {
		return fmt.Errorf("a %T can not be half-closed", w.below.Conn)
	}
	return half.CloseWrite()
}

// reset closes with RST where the network knows it, else at once.
func (w *wire) reset() {
	switch conn := w.below.Conn.(type) {
	case *net.TCPConn:
		_ = conn.SetLinger(0) // fails only when the connection is gone already
	case interface{ Reset() error }:
		_ = conn.Reset()
		return
	}
	_ = w.below.Close()
}
