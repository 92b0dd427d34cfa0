package faults

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server"
)

// resetFaults: the end of the connection erases the response that came before it.
var resetFaults = []Fault{
	{
		Name:      "h2o-no-lingering-close",
		Class:     "error-lost-rst",
		Summary:   "A client that still sends when its last response comes loses that response.",
		Mechanism: "Both directions are closed at once: what the client sends then is answered with RST.",
		URL:       "https://github.com/h2o/h2o/issues/69",
		Breaks:    []string{"9112/9.6/staged-close"},
		Opposite:  "zilla-stall-after-400",
		seams:     network(func(s *socket) net.Conn { return newUnread(s, closesWhole) }),
	},
	{
		Name:      "kestrel-400-rst-windows",
		Class:     "error-lost-rst",
		Summary:   "A client that still sends the request that is refused does not get the error.",
		Mechanism: "Behind an error of the parser the socket is closed, with input that nobody has read.",
		URL:       "https://github.com/aspnet/KestrelHttpServer/pull/836",
		Breaks:    []string{"9112/9.6/staged-close"},
		Opposite:  "zilla-stall-after-400",
		seams: closingOn(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{Last: refused}, To: model.Closed, Set: model.Served, Do: model.Release,
		}),
		tune: func(s *server.Server) { s.Limits.Wire.Head = 6 << 10 },
	},
	{
		Name:      "actix-early-response-no-linger",
		Class:     "error-lost-rst",
		Summary:   "A client whose upload is answered before it has come loses that response.",
		Mechanism: "Behind a response to content that is too long to be read the socket is closed; other ends linger.",
		URL:       "https://github.com/actix/actix-web/pull/3972",
		Breaks:    []string{"9112/9.6/staged-close"},
		Opposite:  "hyper-unread-body",
		seams: closingOn(model.Rule{
			In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Body, Last: 1<<model.BodyUnread | askedClose},
			To: model.Closed, Set: model.Served, Do: model.Release,
		}),
	},
	{
		Name:      "nginx-rst-after-keepalive-requests",
		Class:     "error-lost-rst",
		Summary:   "Of the last response that a connection may have the end is missing when more requests wait behind it.",
		Mechanism: "The limit of requests ends the connection at once, without the lingering of other ends.",
		URL:       "https://mailman.nginx.org/pipermail/nginx-devel/2023-January/EI76S44LLJZGYVAXNDDWAIFFKYEAKXTV.html",
		Breaks:    []string{"9112/9.6/staged-close", "9112/9.6/announce-close"},
		Opposite:  "gunicorn-maxreq-stuck",
		seams: func() server.Seams {
			s := network(func(s *socket) net.Conn { return newUnread(s, forgets) })
			s.Conn = rows(model.Rule{
				In: responding, On: on(model.AnswerEnds), When: model.When{All: model.Held, Last: 1 << model.LimitReached},
				To: model.Closed, Set: model.Served, Do: model.Release,
			}).Conn
			return s
		}(),
		tune: func(s *server.Server) { s.MaxRequests = 3 },
	},
	{
		Name:      "trueasync-413-lost",
		Class:     "error-lost-rst",
		Summary:   "A client that sends a lot of content gets no response.",
		Mechanism: "Much input fills a buffer, and the error of that marks the output as failed, too.",
		URL:       "https://github.com/true-async/server/issues/287",
		Breaks:    []string{"9112/9.6/answer-before-close", "9112/9.6/announce-close", "9112/9.6/half-close", "9112/9.5/sustain", "9112/9.6/staged-close"},
		Opposite:  "hyper-unread-body",
		seams:     network(func(s *socket) net.Conn { return &latched{socket: s} }),
	},
}

// closingOn returns seams in which a row releases the connection, with input unread.
func closingOn(first model.Rule) server.Seams {
	s := network(func(s *socket) net.Conn { return newUnread(s, lingers) })
	s.Conn = rows(first).Conn
	return s
}

// manner is how the end of a connection is wrong.
type manner uint8

const (
	lingers     manner = iota // unless it is closed without a half-close
	closesWhole               // a half-close closes both directions
	forgets                   // without a half-close, what was read and not used counts as unread
)

// unread is a socket with a kernel that has not sent what was written last: closing it
// while the client still sends erases that.
type unread struct {
	*socket
	manner manner

	sending chan struct{} // held by who uses queue
	queue   []byte
	ended   bool
	later   alarm
}

func newUnread(s *socket, m manner) *unread {
	return &unread{socket: s, manner: m, sending: make(chan struct{}, 1)}
}

// sendDelay is how long the kernel keeps what was written.
const sendDelay = 20 * time.Millisecond

func (u *unread) Write(p []byte) (int, error) {
	u.sending <- struct{}{}
	defer func() { <-u.sending }()
	if err := u.flush(); err != nil {
		return 0, err
	}
	u.queue = append(u.queue, p...)
	u.later.set(sendDelay, func() {
		u.sending <- struct{}{}
		defer func() { <-u.sending }()
		_ = u.flush() // the next Write tells the error
	})
	return len(p), nil
}

func (u *unread) flush() error {
	if len(u.queue) == 0 {
		return nil
	}
	_, err := u.socket.Write(u.queue)
	u.queue = u.queue[:0]
	return err
}

func (u *unread) CloseWrite() error {
	if u.manner == closesWhole {
		return u.Close()
	}
	u.sending <- struct{}{}
	defer func() { <-u.sending }()
	u.ended = true
	return errors.Join(u.flush(), u.socket.CloseWrite())
}

func (u *unread) Close() error {
	u.later.stop()
	select {
	case u.sending <- struct{}{}:
		defer func() { <-u.sending }()
	default: // somebody waits for the client to take something
		return u.socket.Close()
	}
	if n, _ := u.glance(make([]byte, 1), time.Millisecond); !u.ended && (n > 0 || u.manner == forgets) {
		return u.Reset()
	}
	return errors.Join(u.flush(), u.socket.Close())
}

// latched is a connection whose output fails when much has been read since the last
// time that something was written.
type latched struct {
	*socket
	mu     sync.Mutex
	read   int
	failed bool
}

const inputBuffer = 256 << 10

func (l *latched) Read(p []byte) (int, error) {
	n, err := l.socket.Read(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read += n
	l.failed = l.failed || l.read > inputBuffer
	return n, err
}

func (l *latched) Write(p []byte) (int, error) {
	l.mu.Lock()
	failed := l.failed
	l.read = 0
	l.mu.Unlock()
	if failed {
		return len(p), nil
	}
	return l.socket.Write(p)
}
