package memnet

import "time"

// Path is how octets travel in one direction. The zero value is a direct way: what
// was written can be read at once, and in as large pieces as the reader likes.
type Path struct {
	// Latency is how long octets, FIN and RST are under way.
	Latency time.Duration
	// Segment is how many octets arrive together at most. Where it is not 0, a write is cut into
	// segments of that size, and a read never returns more than what is left of one.
	Segment int
	// Apart is the time between two segments, at least. Without Segment each write is one.
	Apart time.Duration
}

// direct tells whether what is sent arrives at once.
func (p *Path) direct() bool { return p.Latency == 0 && p.Apart == 0 }

// Option changes the network of a listener or a pipe.
type Option func(*link)

// ToServer is the path of what clients send.
func ToServer(p Path) Option { return func(l *link) { l.toServer = p } }

// ToClient is the path of what servers send.
func ToClient(p Path) Option { return func(l *link) { l.toClient = p } }

// arrival is something that is under way: octets, FIN or RST.
type arrival struct {
	at         time.Time
	data       []byte
	fin, reset bool
}

// transmit sends octets on the path to c, in segments.
func (c *Conn) transmit(data []byte) {
	size := c.path.Segment
	if size == 0 {
		size = len(data)
	}
	for len(data) > 0 {
		n := min(size, len(data))
		c.pass(arrival{data: data[:n]})
		data = data[n:]
	}
}

// pass sends one thing on the path to c. What was sent first arrives first.
func (c *Conn) pass(a arrival) {
	if c.path.direct() && len(c.underway) == 0 {
		c.arrive(a)
		return
	}
	a.at = time.Now().Add(c.path.Latency)
	if !c.lastArrival.IsZero() {
		earliest := c.lastArrival
		if a.data != nil {
			earliest = earliest.Add(c.path.Apart)
		}
		if a.at.Before(earliest) {
			a.at = earliest
		}
	}
	c.lastArrival = a.at
	a.data = append([]byte(nil), a.data...)
	c.flying += len(a.data)
	c.underway = append(c.underway, a)
	time.AfterFunc(time.Until(a.at), func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.land()
	})
}

// land takes in all that is due.
func (c *Conn) land() {
	for len(c.underway) > 0 && !time.Now().Before(c.underway[0].at) {
		a := c.underway[0]
		c.underway = c.underway[1:]
		c.flying -= len(a.data)
		c.arrive(a)
	}
}

// arrive is the end of the path.
func (c *Conn) arrive(a arrival) {
	defer c.changed.Broadcast()
	switch {
	case c.closed && len(a.data) > 0:
		c.peer.pass(arrival{reset: true}) // nobody reads here any more
	case c.closed, c.reset:
	case a.reset:
		c.reset = true
		c.in.Reset()
		c.segments = nil
	case a.fin:
		c.finished = true
	default:
		c.in.Write(a.data)
		if c.path.Segment > 0 {
			c.segments = append(c.segments, len(a.data))
		}
	}
}

// take reads what has arrived, of one segment where there are segments.
func (c *Conn) take(p []byte) (int, error) {
	if len(c.segments) == 0 {
		return c.in.Read(p)
	}
	n, err := c.in.Read(p[:min(len(p), c.segments[0])])
	if c.segments[0] -= n; c.segments[0] == 0 {
		c.segments = c.segments[1:]
	}
	return n, err
}

// room is how many octets more may be under way to c, or wait there.
func (c *Conn) room() int { return c.buffer - c.in.Len() - c.flying }
