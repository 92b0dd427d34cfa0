package native

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"

	"github.com/hangup-http/hangup/internal/nowait"
	"github.com/hangup-http/hangup/model"
)

// polled is a connection in an event loop. Everything about its descriptor happens
// with mu held and without waiting.
type polled struct {
	connection
	loop     *loop
	from     *acceptor
	fd       int32
	readable bool // there may be octets that were not read
	ended    bool // the end, or an error, is among what there is to read
	armed    bool // the loop tells when something can be written
	joined   bool // the loop waits for it
}

// admit takes in a descriptor that was accepted. It reads at once: the request is
// often there.
func (l *loop) admit(fd int, from *acceptor) *polled {
	p := &polled{connection: connection{srv: l.srv}, loop: l, fd: int32(fd), from: from, readable: true}
	p.link = p
	c := &p.connection
	if !l.srv.admit(c) {
		unix.Close(fd) // nothing was read from it
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened()
	p.turn(true)
	c.rest()
	return p
}

// join makes the loop wait for the connection. Where the response was the last one, the
// client's FIN is often there by now, and nothing has to be waited for.
func (p *polled) join() {
	c := &p.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.hijacked {
		return
	}
	c.wake()
	if c.core.State() == model.Draining {
		p.readable = true
		p.turn(true)
	}
	if !c.closed {
		if err := p.loop.add(p); err != nil {
			c.srv.log().Error("connection given up", "error", err)
			c.core.Abort()
			c.pump()
		}
	}
	c.rest()
}

// event is called by the loop.
func (p *polled) event(events uint32) {
	c := &p.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.hijacked {
		return
	}
	if events&^unix.EPOLLOUT != 0 {
		p.readable = true
		p.ended = p.ended || events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0
	}
	c.wake()
	p.turn(true)
	c.rest()
}

// turn reads, answers and writes as far as nothing has to be waited for. inLoop tells
// that its goroutine is that of the loop.
func (p *polled) turn(inLoop bool) {
	c := &p.connection
	for !c.closed && !c.hijacked {
		p.fill()
		switch {
		case !c.pump():
			if c.closed || !p.readable || !c.core.WantsInput() {
				return
			}
		case c.srv.Inline && !c.core.HasBody():
			c.inLoop = inLoop
			c.handle()
			c.inLoop = false
		default:
			p.runnable()
			return
		}
	}
}

// fill reads what is there, as far as it is wanted. The descriptor of a connection that
// was closed or taken over may be somebody else's by now.
func (p *polled) fill() bool {
	c := &p.connection
	for !c.closed && !c.hijacked && p.readable && c.core.WantsInput() {
		room := c.core.Room(0)
		n, err := nowait.Read(int(p.fd), room)
		switch {
		case err == unix.EINTR:
			continue
		case err == unix.EAGAIN:
			p.readable = false
			return false
		case err != nil || n <= 0:
			p.readable = false
		case n < len(room) && !p.ended: // nothing is left: what comes now is an event of its own
			p.readable = false
		}
		c.received(max(n, 0), err)
		return true
	}
	return false
}

func (p *polled) runnable() {
	p.running = true
	p.srv.loops.workers.run(p)
}

// work runs handlers, until nothing is left that can be done without waiting, or one
// of them has taken the connection over.
func (p *polled) work() (hijacked bool) {
	c := &p.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		c.running = false
		c.rest()
		return false
	}
	for {
		c.handle()
		p.fill()
		if c.closed || c.hijacked || !c.pump() {
			break
		}
	}
	if !c.closed && !c.hijacked {
		p.turn(false)
	}
	c.rest()
	return c.hijacked
}

func (p *polled) replace() {
	if p.inLoop { // other connections wait for it, too
		panic("native: an inline handler has ended the goroutine of an event loop")
	}
	p.resume()
	p.srv.serving.Done() // that of the worker
}

func (p *polled) await() {
	since := p.events
	p.fill()
	p.sleep(since)
}

func (p *polled) dozes() bool { return false }
func (p *polled) doze()       {}
func (p *polled) relieve()    {}

// watch reads what came before the handler ran: there is no other event for that.
func (p *polled) watch() {
	for !p.closed && p.readable && p.core.WantsInput() {
		p.fill()
	}
}

func (p *polled) write(out []byte, more bool) (sent int, err error) {
	for sent < len(out) {
		n, err := nowait.Send(int(p.fd), out[sent:], more)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			p.arm()
			return sent, errAgain
		case err != nil:
			return sent, os.NewSyscallError("write", err)
		default:
			sent += n
		}
	}
	return sent, nil
}

// arm makes the loop tell when something can be written.
func (p *polled) arm() {
	if p.armed {
		return
	}
	p.armed = true
	if !p.joined {
		return // then join does
	}
	event := p.interest()
	if err := unix.EpollCtl(p.loop.fd, unix.EPOLL_CTL_MOD, int(p.fd), &event); err != nil {
		p.srv.log().Error("a connection cannot be waited for", "error", err) // its write timer ends it
	}
}

// interest is what the loop is to tell: everything that becomes true.
func (p *polled) interest() unix.EpollEvent {
	events := uint32(unix.EPOLLIN | unix.EPOLLRDHUP | epollET)
	if p.armed {
		events |= unix.EPOLLOUT
	}
	return unix.EpollEvent{Events: events, Fd: p.fd}
}

func (p *polled) closeWrite() error {
	return os.NewSyscallError("shutdown", nowait.CloseWrite(int(p.fd)))
}

// reset makes close erase what is not sent. Where it fails the client has gone.
func (p *polled) reset() {
	_ = nowait.Linger(int(p.fd))
}

func (p *polled) close() {
	p.loop.drop(p)
	nowait.Close(int(p.fd))
}

// hijack makes a connection of package net of the descriptor.
func (p *polled) hijack() (net.Conn, error) {
	p.loop.drop(p)
	_ = unix.EpollCtl(p.loop.fd, unix.EPOLL_CTL_DEL, int(p.fd), nil)
	file := os.NewFile(uintptr(p.fd), "connection")
	defer file.Close()
	nc, err := net.FileConn(file) // a copy
	if err != nil {
		return nil, fmt.Errorf("taking a connection over: %w", err)
	}
	return nc, nil
}

func (p *polled) blocks() bool      { return false }
func (p *polled) netConn() net.Conn { return nil }

func (p *polled) rouse()     {}
func (p *polled) kept() *any { return nil }

func (p *polled) listener() net.Listener { return p.from.listener }

// direct is not called: there is no netConn.
func (p *polled) direct(io.ReaderFrom, io.Reader) (int64, error) { return 0, errors.ErrUnsupported }

func (p *polled) localAddr() net.Addr {
	local := p.from.listener.Addr()
	if p.closed || p.hijacked { // the descriptor may be somebody else's
		return local
	}
	return address(unix.Getsockname, int(p.fd), local)
}

// remoteAddr asks the system, so that it need not be kept.
func (p *polled) remoteAddr() net.Addr {
	if _, tcp := p.from.listener.Addr().(*net.TCPAddr); !tcp {
		return &net.UnixAddr{Name: "@", Net: "unix"} // as package net calls a client without a name
	}
	if p.closed || p.hijacked {
		return &net.TCPAddr{}
	}
	return address(unix.Getpeername, int(p.fd), &net.TCPAddr{})
}

func (p *polled) appendRemote(b []byte) []byte {
	if !p.closed && !p.hijacked {
		if sa, err := unix.Getpeername(int(p.fd)); err == nil {
			switch a := sa.(type) {
			case *unix.SockaddrInet4:
				return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)).AppendTo(b)
			case *unix.SockaddrInet6:
				return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap().WithZone(zone(a.ZoneId)), uint16(a.Port)).AppendTo(b)
			}
		}
	}
	return append(b, p.remoteAddr().String()...)
}

// address asks for an address; other is taken where the system has none.
func address(ask func(int) (unix.Sockaddr, error), fd int, other net.Addr) net.Addr {
	sa, err := ask(fd)
	if err != nil {
		return other
	}
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return &net.TCPAddr{IP: append(net.IP(nil), a.Addr[:]...), Port: a.Port}
	case *unix.SockaddrInet6:
		return &net.TCPAddr{IP: append(net.IP(nil), a.Addr[:]...), Port: a.Port, Zone: zone(a.ZoneId)}
	}
	return other
}

func zone(id uint32) string {
	if id == 0 {
		return ""
	}
	if i, err := net.InterfaceByIndex(int(id)); err == nil {
		return i.Name
	}
	return fmt.Sprint(id)
}
