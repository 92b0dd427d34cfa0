//go:build linux

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// What a request says: 152 octets with four fields.
const (
	requestKeep = "GET /plaintext/of/some/length?q=1 HTTP/1.1\r\nHost: localhost:8080\r\n" +
		"User-Agent: hangup-benchmark/1 (linux)\r\nAccept: text/plain\r\nConnection: keep-alive\r\n\r\n"
	requestClose = "GET /plaintext/of/some/length?q=1 HTTP/1.1\r\nHost: localhost:8080\r\n" +
		"User-Agent: hangup-benchmark/1 (linux, x86)\r\nAccept: text/plain\r\nConnection: close\r\n\r\n"
)

// answerTimeout is how long a server may take to answer, in seconds.
const answerTimeout = 30

// load is a client with many connections, one thread, and blocking sockets. Each
// connection has one batch of requests under way. While it deals with one half of them, the
// server has the other half.
type load struct {
	server    unix.SockaddrInet4
	batch     []byte // what is sent at once
	depth     int    // requests in it
	closes    bool   // the response ends the connection
	sample    []byte // a response
	responses []byte // room for those to a batch, and an octet more
	conns     []int  // descriptors
}

// newLoad makes a client that sends depth requests at once; with depth 0 it is one
// that says close. It asks the server for a response, so as to know what to expect.
func newLoad(server netip.AddrPort, depth int) (*load, error) {
	l := &load{depth: max(depth, 1), closes: depth == 0}
	l.server = unix.SockaddrInet4{Port: int(server.Port()), Addr: server.Addr().As4()}
	request := requestKeep
	if l.closes {
		request = requestClose
	}
	l.batch = []byte(strings.Repeat(request, l.depth))
	if err := l.probe(server, request); err != nil {
		return nil, fmt.Errorf("trying the server: %w", err)
	}
	l.responses = make([]byte, len(l.sample)*l.depth+1)
	return l, nil
}

// probe takes a sample of the responses, and checks that it is what all servers answer.
func (l *load) probe(server netip.AddrPort, request string) error {
	c, err := net.Dial("tcp", server.String())
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(answerTimeout * time.Second)); err != nil {
		return err
	}
	if _, err := io.WriteString(c, request); err != nil {
		return err
	}
	var seen bytes.Buffer
	r, err := http.ReadResponse(bufio.NewReader(io.TeeReader(c, &seen)), nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK || string(body) != content || r.ContentLength != int64(len(content)) ||
		r.Header.Get("Date") == "" || r.Header.Get("Content-Type") != contentType || r.Close != l.closes {
		return fmt.Errorf("another response than wanted: %q", seen.Bytes())
	}
	l.sample = seen.Bytes()
	return nil
}

// open makes n connections with a batch under way on each.
func (l *load) open(n int) error {
	for range n {
		fd, err := l.dial()
		if err != nil {
			return err
		}
		l.conns = append(l.conns, fd)
		if err := l.send(fd); err != nil {
			return err
		}
	}
	return nil
}

// run goes on until the time has come, for one round at least, and returns how many
// requests were answered.
func (l *load) run(until time.Time) (answered int, err error) {
	middle := len(l.conns) / 2
	for first := true; first || time.Now().Before(until); first = false {
		for _, half := range [][]int{l.conns[:middle], l.conns[middle:]} {
			if err := l.again(half); err != nil {
				return answered, err
			}
			answered += len(half) * l.depth
		}
	}
	return answered, nil
}

// again takes the responses on some connections and sends the next requests. It waits
// for the connection that was served last, so that the rest needs no waiting: to wake
// a client costs the server time.
func (l *load) again(conns []int) error {
	if err := l.drain(conns); err != nil {
		return err
	}
	for i := range conns {
		if l.closes {
			unix.Close(conns[i])
			var err error
			if conns[i], err = l.dial(); err != nil {
				return err
			}
		}
		if err := l.send(conns[i]); err != nil {
			return err
		}
	}
	return nil
}

// drain takes the responses that are under way, the last first.
func (l *load) drain(conns []int) error {
	for _, fd := range slices.Backward(conns) {
		if err := l.receive(fd); err != nil {
			return err
		}
	}
	return nil
}

// close closes all connections.
func (l *load) close() {
	for _, fd := range l.conns {
		unix.Close(fd)
	}
	l.conns = nil
}

func (l *load) dial() (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("making a socket: %w", err)
	}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: answerTimeout}),
		unix.Connect(fd, &l.server),
	)
	if err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("connecting: %w", err)
	}
	return fd, nil
}

func (l *load) send(fd int) error {
	for {
		n, err := unix.Write(fd, l.batch)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return fmt.Errorf("sending a request: %w", err)
		case n < len(l.batch):
			return fmt.Errorf("sending a request: only %d of %d octets were taken", n, len(l.batch))
		}
		return nil
	}
}

// receive takes the responses to one batch, and the end of the connection where that is due.
func (l *load) receive(fd int) error {
	want := len(l.responses) - 1
	for n := 0; n < want || l.closes; {
		m, err := unix.Read(fd, l.responses[n:])
		switch {
		case err == unix.EINTR:
			continue
		case err == unix.EAGAIN:
			return fmt.Errorf("no response in %d s; so far %q", answerTimeout, l.responses[:n])
		case err != nil:
			return fmt.Errorf("waiting for a response: %w", err)
		case m == 0 && n == want && l.closes:
			return l.check(l.responses[:n])
		case m == 0:
			return fmt.Errorf("the server hung up after %q", l.responses[:n])
		}
		if n += m; n > want {
			return fmt.Errorf("more than was asked for: %q", l.responses[:n])
		}
	}
	return l.check(l.responses[:want])
}

// check compares responses with the sample: the status line and the content. Their
// length is known to be right.
func (l *load) check(responses []byte) error {
	const status = len("HTTP/1.1 200")
	for len(responses) > 0 {
		one := responses[:len(l.sample)]
		if string(one[:status]) != string(l.sample[:status]) || string(one[len(one)-len(content):]) != content {
			return fmt.Errorf("another response than before: %q", one)
		}
		responses = responses[len(one):]
	}
	return nil
}
