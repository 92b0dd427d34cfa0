package native

import (
	"crypto/tls"
	"errors"
	"net"
)

// errNoHalfClose: this kind of connection can only be closed whole.
var errNoHalfClose = errors.New("the connection has no half-close")

type halfCloser interface{ CloseWrite() error }

// closeWrite is the first stage of a close: FIN. An error means that there can be no second one.
func closeWrite(nc net.Conn) error {
	if t, ok := nc.(*tls.Conn); ok {
		if err := t.CloseWrite(); err != nil { // the closure alert (RFC 9112, section 9.8)
			return err
		}
		nc = t.NetConn()
	}
	if h, ok := nc.(halfCloser); ok {
		return h.CloseWrite()
	}
	return errNoHalfClose
}

// reset tells the client that the response is not complete. Where it fails, closing
// resets as well, or the client has gone.
func reset(nc net.Conn) {
	if t, ok := nc.(*tls.Conn); ok { // whose closure alert would say that all was well
		nc = t.NetConn()
		defer nc.Close()
	}
	switch r := nc.(type) {
	case interface{ SetLinger(sec int) error }: // TCP: close erases what was not sent
		_ = r.SetLinger(0)
	case interface{ Reset() error }:
		_ = r.Reset()
	}
}
