package native

import (
	"errors"
	"io"
	"net"
)

// errAgain: nothing more can be written now; connection.writable comes when it can.
var errAgain = errors.New("the client takes nothing now")

// link is the socket of a connection, in one of the two fronts. All methods are called
// with connection.mu held, unless they say otherwise.
type link interface {
	// enter makes Server.remaining find the connection. It is called with Server.mu held,
	// and without connection.mu.
	enter()
	// blocks tells that write waits. Then it is called without connection.mu.
	blocks() bool
	// write sends. Where it does not block, errAgain comes with what was sent. more says
	// that FIN follows at once, so that both can go in one segment.
	write(out []byte, more bool) (n int, err error)
	// closeWrite sends FIN.
	closeWrite() error
	// reset makes close erase what is not sent, and tell the client.
	reset()
	close()
	// runnable tells that a request waits for a handler, on a goroutine that may not run it.
	runnable()
	// await waits until something has happened to the connection.
	await()
	// watch makes sure that what the client does is seen while a handler runs.
	watch()
	// relieve undoes watch, behind the handler.
	relieve()
	// dozes tells that doze does something.
	dozes() bool
	// doze gives up what a connection does not need that has been idle for a while.
	doze()
	// hijack gives the socket away, for good.
	hijack() (net.Conn, error)
	// rouse makes whoever waits for octets look at what else there is.
	rouse()
	// direct sends from a file. It is called without connection.mu.
	direct(to io.ReaderFrom, from io.Reader) (int64, error)
	// fill reads what was left because it was not wanted, where that does not block. False
	// when there is nothing, or it is not wanted yet.
	fill() bool
	// replace goes on in place of a goroutine that has run a handler and is ending.
	replace()
	// netConn is the socket, or nil in the event loop.
	netConn() net.Conn
	localAddr() net.Addr
	remoteAddr() net.Addr
	appendRemote(b []byte) []byte
	listener() net.Listener
	kept() *any
}
