package native

import (
	"crypto/tls"
	"errors"
	"net"
	"os"

	"github.com/hangup-http/hangup/server/conn"
	"github.com/hangup-http/hangup/server/wire"
)

// Why an exchange has ended early.
var (
	// ErrGone: the client is lost, or the request has been answered.
	ErrGone = conn.ErrGone
	// ErrStalled: the response did not end in the time of Timeouts.Handler.
	ErrStalled = errors.New("no response was ready in time")
	// errNotBegun: a handler has no content to send before Start.
	errNotBegun = errors.New("content before the head of the response")
)

// collected is how many octets of a response that is not known as a whole wait before
// they are sent.
const collected = 4 << 10

// Handler answers requests.
type Handler interface {
	// Serve answers one request. Unless it calls Detach, the response ends when it
	// returns; without a response the client gets 500.
	Serve(x *Exchange)
}

// HandlerFunc is a function as a Handler.
type HandlerFunc func(x *Exchange)

// Serve calls f.
func (f HandlerFunc) Serve(x *Exchange) { f(x) }

// Exchange is a request and its response. It belongs to the handler until the
// response has ended, and is used again for another one: do not keep it. One goroutine
// may read while another one writes.
type Exchange struct {
	c        *connection
	head     *wire.Head
	begun    bool // the response has begun
	ended    bool // the response has ended, or cannot
	detached bool
	err      error         // why it ended early
	done     chan struct{} // nil until somebody asks
	told     func(error)   // to be called then
	limits   *deadlines    // nil until the handler sets one
}

// begin makes ready for the request that waits for its handler. It needs mu.
func (c *connection) begin() *Exchange {
	if c.srv.Inline {
		c.x = c.reusable()
	} else {
		c.x = new(Exchange) // whoever still has the last one must not get into this one
	}
	*c.x = Exchange{c: c, head: c.core.Request()}
	return c.x
}

// reusable returns what may be used for an exchange: nobody keeps one that was not detached.
func (a *active) reusable() *Exchange {
	if a.own.detached {
		a.own = new(Exchange)
	}
	return a.own
}

// end tells whoever waits for Done. It needs mu.
func (x *Exchange) end(why error) {
	if x.err != nil {
		return
	}
	x.err = why
	if x.done != nil {
		close(x.done)
	}
	if x.told != nil {
		go x.told(why)
	}
	x.limits.remove()
}

// Head returns the head of the request. Its slices hold until the response has ended.
func (x *Exchange) Head() *wire.Head { return x.head }

// HasBody tells whether there is content to read.
func (x *Exchange) HasBody() bool {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.err == nil && x.c.core.HasBody()
}

// ID is the number of the connection on its server, from 1.
func (x *Exchange) ID() uint64 { return x.c.id }

// LocalAddr and RemoteAddr are those of the connection.
func (x *Exchange) LocalAddr() net.Addr {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.c.link.localAddr()
}

// RemoteAddr is the client's address.
func (x *Exchange) RemoteAddr() net.Addr {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.c.link.remoteAddr()
}

// TLS returns the state of the TLS connection, or nil without TLS.
func (x *Exchange) TLS() *tls.ConnectionState {
	t, ok := x.c.link.netConn().(*tls.Conn)
	if !ok {
		return nil
	}
	state := t.ConnectionState()
	return &state
}

// Read reads content of the request and waits for it. The first call sends 100
// (Continue) where the client waits for that. It returns io.EOF at the end, the
// wire.Flaw of content that cannot be decoded, or an error of package conn.
func (x *Exchange) Read(p []byte) (int, error) {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if x.err != nil {
			return 0, x.err
		}
		if x.cannotRead() {
			c.core.StopWaiting()
			return 0, os.ErrDeadlineExceeded
		}
		since := c.events
		n, err := c.core.ReadBody(p)
		c.proceed()
		if !errors.Is(err, conn.ErrWait) {
			return n, err
		}
		if c.events == since { // else content may have come while 100 (Continue) was sent
			c.link.await()
		}
	}
}

// Trailer returns the trailer fields behind content that was read to its end.
func (x *Exchange) Trailer() []wire.Field {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	if x.err != nil {
		return nil
	}
	return x.c.core.Trailer()
}

// Answer sends a whole response. Nothing is kept of its arguments.
func (x *Exchange) Answer(status int, fields []wire.Field, content []byte) error {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := x.mayStart(); err != nil {
		return err
	}
	if err := c.core.Answer(&conn.Answer{Status: status, Fields: fields}, content); err != nil {
		x.end(err)
		return err
	}
	x.begun = true
	return x.finished()
}

// Start begins the response. Content is given to Write, and End ends it.
func (x *Exchange) Start(a *conn.Answer) error {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.start(a)
}

// mayStart tells what is against a response, and otherwise sees to its Date.
func (x *Exchange) mayStart() error {
	if x.begun || x.ended {
		return ErrGone
	}
	if x.cannotWrite() || x.err != nil {
		return x.err
	}
	c := x.c
	if !c.srv.Inline || x.detached {
		c.core.SetDate(c.srv.dates.at(c.srv.timers.Now()))
	}
	return nil
}

func (x *Exchange) start(a *conn.Answer) error {
	if err := x.mayStart(); err != nil {
		return err
	}
	if err := x.c.core.StartAnswer(a); err != nil {
		x.end(err)
		return err
	}
	x.begun = true
	return nil
}

// Interim sends an interim response other than 100 and 101.
func (x *Exchange) Interim(status int, fields []wire.Field) error {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.err != nil {
		return x.err
	}
	if err := c.core.Interim(status, fields); err != nil {
		return err
	}
	c.proceed()
	return nil
}

// Write sends content of the response that Start began, or collects it: Flush sends
// it. While the client does not take what was written before, it waits.
func (x *Exchange) Write(p []byte) (int, error) {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.cannotWrite() || x.err != nil {
		return 0, x.err
	}
	if !x.begun {
		return 0, errNotBegun
	}
	n, err := c.core.WriteContent(p)
	if c.core.Unsent() >= collected {
		x.flush()
	}
	if err == nil {
		err = x.err
	}
	return n, err
}

// Flush sends what was written, as far as the client takes it.
func (x *Exchange) Flush() error {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	if x.cannotWrite() || x.err != nil {
		return x.err
	}
	x.flush()
	return x.err
}

// flush waits while more is on its way than a slow client is allowed to leave. A loop
// cannot wait for itself: there, what the client does not take is kept.
func (x *Exchange) flush() {
	c := x.c
	for c.proceed(); !c.closed && !c.inLoop && x.err == nil && (c.writing || len(c.unsent) > 0); c.proceed() {
		c.sleep(c.events)
	}
}

// End ends the response that Start began; the trailer goes behind content in chunks.
// conn.ErrLength says that content is missing: then the connection is given up.
func (x *Exchange) End(trailer ...wire.Field) error {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	if x.cannotWrite() {
		return x.err
	}
	if !x.begun || x.ended || x.err != nil {
		return ErrGone
	}
	err := x.c.core.EndAnswer(trailer...)
	return errors.Join(err, x.finished())
}

// finished follows the end of the response. Behind Detach nobody else sends it.
func (x *Exchange) finished() error {
	x.ended = true
	err := x.err
	x.end(ErrGone)
	if x.detached && !x.c.running {
		x.c.resume()
	}
	return err
}

// Fail breaks the exchange off: with 500 where nothing was sent yet, else by giving up
// the connection, so that the client can tell.
func (x *Exchange) Fail() {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	x.fail()
}

// Abort breaks the exchange off without a word, so that the client can tell.
func (x *Exchange) Abort() {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	if !x.ended && x.err == nil {
		x.c.core.GiveUp()
		_ = x.finished() // there is no error
	}
}

func (x *Exchange) fail() {
	if x.ended || x.err != nil {
		return
	}
	switch {
	case x.begun:
		x.c.core.GiveUp()
	case x.start(&conn.Answer{Status: 500, Close: true}) == nil:
		x.c.core.EndAnswer() // it has no content that could be missing
	}
	x.finished()
}

// Detach lets the response end after Serve has returned, from another goroutine.
// Responses still go out in the order of their requests: the next one waits.
func (x *Exchange) Detach() {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	x.detached = true
}

// Done is closed when the response has ended, the client is lost or the handler is
// out of time; Err then tells which. The client is watched from the first call on.
func (x *Exchange) Done() <-chan struct{} {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.done == nil {
		x.done = make(chan struct{})
		if x.err != nil {
			close(x.done)
		} else {
			c.link.watch()
		}
	}
	return x.done
}

// Err is nil until Done is closed, then ErrGone or ErrStalled.
func (x *Exchange) Err() error {
	x.c.mu.Lock()
	defer x.c.mu.Unlock()
	return x.err
}

// Hijack takes the connection over, with what the client has sent beyond the head of
// the request and its handler has not read. The server has nothing more to do with it,
// nor waits for its handler. What was written is sent first; it cannot be had once the
// response has ended.
func (x *Exchange) Hijack() (nc net.Conn, received []byte, err error) {
	c := x.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.ended || x.err != nil || x.detached {
		return nil, nil, ErrGone
	}
	x.flush()
	c.link.relieve()
	if c.closed || x.err != nil {
		return nil, nil, ErrGone
	}
	if len(c.unsent) > 0 {
		return nil, nil, errAgain
	}
	received = c.core.Rest()
	c.hijacked, x.ended = true, true
	c.srv.timers.Remove(c)
	x.limits.remove()
	nc, err = c.link.hijack()
	c.srv.forget(c)
	if !c.inLoop {
		c.srv.serving.Done() // its goroutine is the handler's
	}
	return nc, received, err
}
