package faults

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"sync/atomic"
	"time"
)

// unhurried is how long innocents take who take their time.
const unhurried = 5 * time.Second

// rest waits, unless the server closes.
func (s *socket) rest(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.gone:
	}
}

// tardy sends FIN late.
type tardy struct{ *socket }

func (t *tardy) CloseWrite() error {
	t.rest(unhurried)
	return t.socket.CloseWrite()
}

// lingering stays for a while after FIN, where more than one request ever came at once.
type lingering struct {
	*socket
	pipelined atomic.Bool
}

func (l *lingering) Read(p []byte) (int, error) {
	n, err := l.socket.Read(p)
	if bytes.Count(p[:n], []byte("\r\n\r\n")) > 1 {
		l.pipelined.Store(true)
	}
	return n, err
}

func (l *lingering) Close() error {
	if l.pipelined.Load() {
		l.rest(unhurried)
	}
	return l.socket.Close()
}

// distracted notices FIN some time later.
type distracted struct{ *socket }

func (d *distracted) Read(p []byte) (int, error) {
	n, err := d.socket.Read(p)
	if errors.Is(err, io.EOF) {
		d.rest(unhurried / 10)
	}
	return n, err
}

var (
	expectation = regexp.MustCompile(`(?i)\r\nExpect:`)
	continues   = regexp.MustCompile(`(?i)^100-continue$`)
)

// withContent hides an expectation from the server where content comes with the head.
type withContent struct{ *socket }

func (c *withContent) Read(p []byte) (int, error) {
	n, err := c.socket.Read(p)
	if head, content, _ := bytes.Cut(p[:n], []byte("\r\n\r\n")); len(content) > 0 {
		if at := expectation.FindIndex(head); at != nil {
			copy(head[at[0]:], "\r\nIgnore:")
		}
	}
	return n, err
}

// dribbled writes octet by octet, for a while after each time that it has read something.
type dribbled struct {
	*socket
	left atomic.Int64
}

// dribble is how many octets that are: more would only take longer.
const dribble = 300

func (d *dribbled) Read(p []byte) (int, error) {
	n, err := d.socket.Read(p)
	if n > 0 {
		d.left.Store(dribble)
	}
	return n, err
}

func (d *dribbled) Write(p []byte) (int, error) {
	slow := int(min(d.left.Load(), int64(len(p))))
	d.left.Add(int64(-slow))
	for i := range slow {
		if _, err := d.socket.Write(p[i : i+1]); err != nil {
			return i, err
		}
		d.rest(time.Millisecond)
	}
	if slow == len(p) {
		return slow, nil
	}
	n, err := d.socket.Write(p[slow:])
	return slow + n, err
}

// torn writes the first head of what it writes, waits, and writes the rest.
type torn struct{ *socket }

func (t *torn) Write(p []byte) (int, error) {
	head := bytes.Index(p, []byte("\r\n\r\n")) + len("\r\n\r\n")
	if head < len("\r\n\r\n") || head == len(p) {
		return t.socket.Write(p)
	}
	n, err := t.socket.Write(p[:head])
	if err != nil {
		return n, err
	}
	t.rest(20 * time.Millisecond)
	m, err := t.socket.Write(p[head:])
	return n + m, err
}

// clocked knows when octets came last.
type clocked struct {
	*socket
	last atomic.Int64 // nanoseconds
}

func (c *clocked) Read(p []byte) (int, error) {
	n, err := c.socket.Read(p)
	if n > 0 {
		c.last.Store(time.Now().UnixNano())
	}
	return n, err
}

// since is how long ago that was.
func (c *clocked) since() time.Duration { return time.Since(time.Unix(0, c.last.Load())) }
