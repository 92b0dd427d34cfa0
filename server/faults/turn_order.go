package faults

import (
	"bytes"
	"errors"
	"io"
	"net"
	"time"
)

// orderlyFaults: responses get in each other's way, or requests in that of a response.
var orderlyFaults = []Fault{
	{
		Name:      "helidon-order",
		Class:     "pipeline-order",
		Summary:   "A response stands between the head and the content of the one before it.",
		Mechanism: "Two responses are written at the same time, and nothing keeps them apart.",
		URL:       "https://github.com/helidon-io/helidon/issues/2580",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "grizzly-longpoll-pipelining",
		seams:     network(func(s *socket) net.Conn { return newDisorder(s, 0, true) }),
	},
	{
		Name:      "twisted-cve-2024-41671",
		Class:     "pipeline-order",
		Summary:   "A small response comes before the large one that was asked for earlier, but not at the beginning of a connection.",
		Mechanism: "The order is kept behind the first request, and lost when its response ends: then they leave when they are ready.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2024-41671",
		Breaks:    []string{"9112/9.3.2/response-order"},
		Opposite:  "gunicorn-asgi-pipelined-hang",
		seams:     network(func(s *socket) net.Conn { return newDisorder(s, 1, false) }),
	},
	{
		Name:      "grizzly-longpoll-pipelining",
		Class:     "pipeline-order",
		Summary:   "A request that comes while the one before it is still being answered is lost.",
		Mechanism: "Who reads to notice that the client has gone throws away what comes instead.",
		URL:       "https://github.com/javaee/grizzly/issues/1338",
		Breaks:    []string{"9112/9.2/one-response"},
		Opposite:  "lws-second-pipelined-lost",
		seams: attend(func(a *attended) {
			asked, lost := 0, false
			a.hear = func(p piece) []byte {
				if p.begins {
					lost = asked > 0 && p.plain && !p.behind && isRequest(p.octets)
				}
				if lost {
					return nil
				}
				if p.ends {
					asked++
				}
				return p.octets
			}
			a.say = func(p []byte) []byte {
				if startsResponse(p) {
					asked--
				}
				return p
			}
		}),
	},
	{
		Name:      "actix-pipelined-panic",
		Class:     "pipeline-crash",
		Summary:   "A large response breaks off when another request waits behind it.",
		Mechanism: "With the next request in hand, the timer of idle connections starts while content is sent; that was thought impossible.",
		URL:       "https://github.com/actix/actix-web/issues/2678",
		Breaks:    []string{"9112/9.6/staged-close", "9112/9.5/sustain"},
		Opposite:  "tomcat-cve-2017-5647",
		seams:     network(func(s *socket) net.Conn { return &panicking{attended: attended{socket: s}} }),
	},
	{
		Name:      "node-cve-2013-4450",
		Class:     "pipeline-unbounded",
		Summary:   "A client that asks for much and reads nothing is served until the server has no memory left and dies.",
		Mechanism: "Requests are read and run however much waits to be sent.",
		URL:       "https://nvd.nist.gov/vuln/detail/CVE-2013-4450",
		Breaks:    []string{"9112/9.6/staged-close"},
		seams:     network(func(s *socket) net.Conn { return &hoarding{queueing: queueing{socket: s}} }),
	},
	{
		Name:      "fasthttp-extra-crlf-hang",
		Class:     "crlf-between",
		Summary:   "A response is withheld while an empty line stands behind its request.",
		Mechanism: "What is written is sent when the input is empty, and the empty line is taken for the beginning of a request.",
		URL:       "https://github.com/valyala/fasthttp/issues/1057",
		Breaks:    []string{"9112/9.2/one-response", "9112/9.3/read-body-or-close"},
		Opposite:  "takes-leading-crlf",
		seams: attend(func(a *attended) {
			blocked := false
			var held []byte
			a.hear = func(p piece) []byte {
				blocked = p.behind && len(bytes.Trim(p.octets, "\r\n")) == 0
				return p.octets
			}
			a.say = func(p []byte) []byte {
				held = append(held, p...)
				if blocked {
					return nil
				}
				out := held
				held = nil
				return out
			}
			a.last = func() []byte { return held }
		}),
	},
}

// overtakable is how much is written at once of a response that is overtaken.
const overtakable = 2 << 10

// slowly is from when on a response has taken its time.
const slowly = 5 * time.Millisecond

// disorder is a connection on which a response is overtaken that took its time or, where all of
// it is, one that is large.
type disorder struct {
	*socket
	from    int  // the first response that can be overtaken
	halved  bool // and of that only the content
	sending chan struct{}
	read    time.Time // when something was read last
	sent    int       // responses
	held    []byte
	later   alarm
}

func newDisorder(s *socket, from int, halved bool) *disorder {
	return &disorder{socket: s, from: from, halved: halved, sending: make(chan struct{}, 1)}
}

func (d *disorder) Read(p []byte) (int, error) {
	n, err := d.socket.Read(p)
	if n > 0 {
		d.sending <- struct{}{}
		d.read = time.Now()
		<-d.sending
	}
	return n, err
}

func (d *disorder) Write(p []byte) (int, error) {
	d.sending <- struct{}{}
	defer func() { <-d.sending }()
	out := p
	switch starts := startsResponse(p); {
	case d.held != nil && !starts:
		out, d.held = nil, append(d.held, p...)
	case d.held != nil && len(p) > overtakable:
		out, d.held = d.held, bytes.Clone(p)
	case d.held != nil:
		out, d.held = append(bytes.Clone(p), d.held...), nil
	case starts && d.sent >= d.from:
		out, d.held = d.hold(p)
	}
	if startsResponse(p) {
		d.sent++
	}
	if d.held != nil {
		d.later.set(20*time.Millisecond, d.release)
	}
	if _, err := d.socket.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// hold returns what is sent of the beginning of a response, and what is overtaken.
func (d *disorder) hold(p []byte) (out, held []byte) {
	head := bytes.Index(p, []byte("\r\n\r\n")) + len("\r\n\r\n")
	switch {
	case d.halved && time.Since(d.read) > slowly && head < len(p):
		return p[:head:head], bytes.Clone(p[head:])
	case !d.halved && len(p) > overtakable:
		return nil, bytes.Clone(p)
	}
	return p, nil
}

// release sends what nothing has overtaken. The next write tells where it fails.
func (d *disorder) release() {
	d.sending <- struct{}{}
	defer func() { <-d.sending }()
	_, _ = d.socket.Write(d.held)
	d.held = nil
}

func (d *disorder) CloseWrite() error {
	d.release()
	return d.socket.CloseWrite()
}

// Close ends what waits, too.
func (d *disorder) Close() error {
	d.later.stop()
	return d.socket.Close()
}

// panicking is a connection that breaks when content is sent and more is asked for.
type panicking struct {
	attended
	asked, sent int
}

func (k *panicking) Read(p []byte) (int, error) {
	if k.hear == nil {
		k.hear = func(p piece) []byte {
			if p.ends && (p.nth == 0 || p.plain) {
				k.asked++
			}
			return p.octets
		}
	}
	return k.attended.Read(p)
}

func (k *panicking) Write(p []byte) (int, error) {
	k.mu.Lock()
	if startsResponse(p) {
		k.asked--
		k.sent = 0
	}
	k.sent += len(p)
	breaks := k.asked > 0 && k.sent > largeFile && !startsResponse(p)
	k.mu.Unlock()
	if breaks {
		return 0, errors.Join(io.ErrClosedPipe, k.Reset())
	}
	return k.socket.Write(p)
}

// hoarding is a connection that keeps all that the client does not take, until responses
// to more than one request are more than there is memory.
type hoarding struct {
	queueing
	begun int // responses, since the queue was empty
}

// memory is how much can be kept.
const memory = 2 << 20

func (h *hoarding) Write(p []byte) (int, error) {
	h.mu.Lock()
	if !h.busy {
		h.begun = 0
	}
	if startsResponse(p) {
		h.begun++
	}
	full := len(h.queue) > memory && h.begun > 1
	h.mu.Unlock()
	if full {
		return 0, errors.Join(io.ErrClosedPipe, h.Reset())
	}
	return h.queueing.Write(p)
}

// CloseWrite sends FIN behind all that is kept.
func (h *hoarding) CloseWrite() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = h.busy
	if h.busy {
		return nil
	}
	return h.socket.CloseWrite()
}

// Close leaves what is kept a while to be taken.
func (h *hoarding) Close() error {
	h.mu.Lock()
	busy := h.busy
	h.mu.Unlock()
	if busy {
		h.later.set(10*time.Second, func() { _ = h.socket.Close() }) // nobody is left to tell
		return nil
	}
	return h.socket.Close()
}
