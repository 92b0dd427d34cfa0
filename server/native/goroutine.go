package native

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

const (
	standardWrite = 60 * time.Second
	wholeBuffer   = 4 << 10 // to read into where a buffer has to be held while waiting
)

// longAgo, as a deadline, wakes who reads.
var longAgo = time.Unix(1, 0)

// threaded is a connection with a goroutine of its own, which reads and runs handlers.
// While a handler runs, nobody reads, unless the handler wants content or to know when
// the client is lost.
type threaded struct {
	connection
	nc       net.Conn
	from     net.Listener
	held     any        // for Exchange.Kept
	sys      *rawSocket // nil where the socket is not one of the system
	woken    bool       // the deadline of reading is longAgo
	watching bool       // a goroutine reads while the handler runs
	dozing   bool       // another goroutine is to wait, with a smaller stack
}

// dozeAfter is how long a connection is idle before a new goroutine waits for it. The
// stack of the one that has run a handler would stay as large as it has grown, or half
// of that; that of a new one is 2 KiB.
const dozeAfter = time.Second

func (s *Server) serve(l net.Listener, nc net.Conn) {
	t := &threaded{nc: nc, from: l, connection: connection{srv: s}}
	if s.Accepted != nil {
		t.held = s.Accepted(l, nc)
	}
	t.link = t
	t.sys = newRawSocket(t)
	if !s.admit(&t.connection) {
		nc.Close() // nothing was read from it
		return
	}
	s.serving.Add(1)
	go t.begin()
}

func (t *threaded) enter() {
	if t.srv.conns == nil {
		t.srv.conns = make(map[*connection]struct{})
	}
	t.srv.conns[&t.connection] = struct{}{}
}

func (t *threaded) begin() {
	t.mu.Lock()
	t.opened()
	t.mu.Unlock()
	if seams := t.srv.Seams; seams != nil && seams.Stop > 0 {
		time.AfterFunc(seams.Stop, t.shutdown)
	}
	t.serve()
}

// serve returns when the connection is closed, or another goroutine goes on.
func (t *threaded) serve() {
	c := &t.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.closed && !c.hijacked {
		if t.dozing {
			t.dozing = false
			go t.serve()
			return
		}
		c.wake()
		switch {
		case c.pump():
			c.handle()
		case c.closed:
		case !c.reading && c.core.WantsInput():
			t.read()
		default:
			c.sleep(c.events)
		}
	}
	c.rest()
	if !c.hijacked {
		c.srv.serving.Done()
	}
}

func (t *threaded) dozes() bool { return t.sys != nil }

func (t *threaded) doze() {
	if t.reading {
		t.dozing = true
		t.rouse()
	}
}

// read waits for octets and takes them. It needs mu, which it gives up while it waits,
// and nobody else may be reading. It returns at once when it was woken before.
func (t *threaded) read() {
	if t.woken {
		t.calm()
		return
	}
	c := &t.connection
	c.reading = true
	n, err := t.readSome()
	c.reading = false
	if c.closed || c.hijacked {
		return
	}
	c.wake()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.happened()
		return
	}
	c.received(n, err)
}

// readSome reads once. The end is no octets and no error.
func (t *threaded) readSome() (n int, err error) {
	if t.sys != nil {
		return t.sys.read()
	}
	c := &t.connection
	c.rest()
	c.mu.Unlock()
	buf := make([]byte, wholeBuffer)
	n, err = t.nc.Read(buf)
	c.mu.Lock()
	if c.closed || c.hijacked {
		return 0, nil
	}
	if n > 0 || err == io.EOF {
		err = nil
	}
	c.wake()
	return copy(c.core.Room(n), buf[:n]), err
}

// rouse makes whoever reads look at what else there is. It needs mu.
func (t *threaded) rouse() {
	if t.reading && !t.woken {
		t.woken = true
		t.nc.SetReadDeadline(longAgo) // fails only on a closed connection, where reading fails as well
	}
}

func (t *threaded) calm() {
	if t.woken {
		t.woken = false
		t.nc.SetReadDeadline(time.Time{})
	}
}

// runnable leaves the handler to the goroutine of the connection.
func (t *threaded) runnable() {
	t.happened()
	t.rouse()
}

func (t *threaded) await() {
	if t.reading {
		t.sleep(t.events)
		return
	}
	t.read()
}

func (t *threaded) watch() {
	if !t.running || t.watching {
		return
	}
	t.watching = true
	t.srv.serving.Go(t.watchClient)
}

// watchClient reads while the handler runs.
func (t *threaded) watchClient() {
	c := &t.connection
	c.mu.Lock()
	defer c.mu.Unlock()
	for t.watching && !c.closed && !c.hijacked {
		if !c.reading && c.core.WantsInput() {
			t.read()
			c.proceed() // what came counts at once, or when its turn comes
			continue
		}
		c.sleep(c.events)
	}
}

// relieve takes reading over from watchClient, or from a goroutine of the handler.
func (t *threaded) relieve() {
	t.watching = false
	t.happened()
	for t.reading && !t.closed {
		t.rouse()
		t.sleep(t.events)
	}
	t.calm()
}

func (t *threaded) write(out []byte, more bool) (int, error) {
	sent := 0
	if t.sys != nil {
		n, err := t.sys.write(out, more)
		if err != nil || n == len(out) {
			return n, err
		}
		sent = n
	}
	limit := orStandard(t.srv.Timeouts.Write, standardWrite)
	if limit > 0 { // one that stays would fail what is written later, when it has passed
		defer t.nc.SetWriteDeadline(time.Time{})
	}
	for sent < len(out) { // in pieces, so that a slow client has time for each
		if limit > 0 {
			if err := t.nc.SetWriteDeadline(time.Now().Add(limit)); err != nil {
				return sent, err
			}
		}
		n, err := t.nc.Write(out[sent:min(len(out), sent+batch)])
		sent += n
		if t.sys != nil && n > 0 && isTimeout(err) {
			continue // the client has taken something: all buffers were full before
		}
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

func (t *threaded) hijack() (net.Conn, error) {
	return t.nc, t.nc.SetDeadline(time.Time{})
}

// close may fail: that tells what the client did, and nobody wants to know.
func (t *threaded) close() { t.nc.Close() }

func (t *threaded) appendRemote(b []byte) []byte { return append(b, t.nc.RemoteAddr().String()...) }

func (t *threaded) listener() net.Listener { return t.from }
func (t *threaded) kept() *any             { return &t.held }

func (t *threaded) replace()             { go t.serve() }
func (t *threaded) blocks() bool         { return true }
func (t *threaded) fill() bool           { return false } // a goroutine waits to read
func (t *threaded) closeWrite() error    { return closeWrite(t.nc) }
func (t *threaded) reset()               { reset(t.nc) }
func (t *threaded) netConn() net.Conn    { return t.nc }
func (t *threaded) localAddr() net.Addr  { return t.nc.LocalAddr() }
func (t *threaded) remoteAddr() net.Addr { return t.nc.RemoteAddr() }
