package server

import (
	"crypto/tls"
	"errors"
	"net"
)

// errNoHalfClose: this kind of connection can only be closed whole.
var errNoHalfClose = errors.New("the connection has no half-close")

type halfCloser interface{ CloseWrite() error }

// closeWrite is the first stage of a close: FIN. An error means that there can be no second one.
func (c *connection) closeWrite() error {
	if c.srv.Seams != nil && c.srv.Seams.Reset {
		return reset(c.nc)
	}
	if t, ok := c.nc.(*tls.Conn); ok {
		if err := t.CloseWrite(); err != nil { // the closure alert (RFC 9112, section 9.8)
			return err
		}
		return halfClose(t.NetConn())
	}
	return halfClose(c.nc)
}

func halfClose(nc net.Conn) error {
	if h, ok := nc.(halfCloser); ok {
		return h.CloseWrite()
	}
	return errNoHalfClose
}

// reset is what a fault does instead. Its error ends the connection.
func reset(nc net.Conn) error {
	switch r := nc.(type) {
	case interface{ SetLinger(sec int) error }: // TCP: close erases what was not sent
		return errors.Join(errNoHalfClose, r.SetLinger(0))
	case interface{ Reset() error }:
		return errors.Join(errNoHalfClose, r.Reset())
	}
	return errNoHalfClose
}
