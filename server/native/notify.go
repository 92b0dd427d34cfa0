package native

import (
	"errors"
	"net"
)

// ErrHalfClosed is told by Notify: the client has sent FIN. It may be waiting for its
// response, or have gone; nobody can tell before something is sent to it.
var ErrHalfClosed = errors.New("the client has half-closed")

// Notify has f called, on a goroutine of its own, when Done would be closed, and before
// that with ErrHalfClosed when the client half-closes; nil takes that back. The client
// is watched from the first call on.
func (x *Exchange) Notify(f func(why error)) {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case f != nil && x.err != nil:
		go f(x.err)
	case f != nil && !x.ended:
		if c.link.watch(); x.err != nil {
			go f(x.err)
			return
		}
		x.told = f
		x.halfClosed()
	default:
		x.told = nil
	}
}

// halfClosed tells of it. It needs mu.
func (x *Exchange) halfClosed() {
	if x.told != nil && x.err == nil && x.c.core.HalfClosed() {
		go x.told(ErrHalfClosed)
	}
}

// Listener is the listener that the connection came from.
func (x *Exchange) Listener() net.Listener { return x.c.link.listener() }

// Kept is a place for something that is kept with the connection. In the event loop,
// where idle connections are to be small, there is none: nil.
func (x *Exchange) Kept() *any { return x.c.link.kept() }

// AppendRemoteAddr appends the client's address, as RemoteAddr().String() tells it.
func (x *Exchange) AppendRemoteAddr(b []byte) []byte {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.c.link.appendRemote(b)
}
