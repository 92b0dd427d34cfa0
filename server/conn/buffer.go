package conn

// How much room there is for each read: at least leastRoom octets, in a buffer that
// begins with firstBuffer and doubles when it does not suffice.
const (
	leastRoom   = 1 << 10
	firstBuffer = 4 << 10
	keptBuffer  = 64 << 10 // a larger one is given up once it is empty
)

// Room returns memory to read into, behind what waits: at least so many octets, and
// at least 1 KiB. It holds until the next call of another method of c; Received tells
// how much of it was used.
func (c *Conn) Room(least int) []byte {
	least = max(least, leastRoom)
	if cap(c.in)-len(c.in) < least || len(c.in) == 0 {
		c.makeRoom(least)
	}
	return c.in[len(c.in):cap(c.in)]
}

// Received takes the first n octets of what Room returned.
func (c *Conn) Received(n int) {
	if n == 0 {
		return
	}
	c.in = c.in[:len(c.in)+n]
	c.filled = len(c.in) == cap(c.in)
	c.received++
	c.x.waiting = false
}

// Receive takes octets from the client. They are copied.
func (c *Conn) Receive(octets []byte) {
	if len(octets) > cap(c.in)-len(c.in) || len(c.in) == 0 {
		c.makeRoom(len(octets))
	}
	c.in = append(c.in, octets...)
	c.received++
	c.x.waiting = false
}

// makeRoom makes room for n octets behind what waits. A request that is being answered
// keeps its head where it lies: then what waits moves to other memory, or stays.
func (c *Conn) makeRoom(n int) {
	need := len(c.in) + n
	larger := need > cap(c.store) || c.filled && cap(c.store) < keptBuffer
	switch {
	case c.x.inStore && cap(c.in)-len(c.in) >= n:
		return
	case larger:
		c.store = make([]byte, 0, max(need, 2*cap(c.store), firstBuffer))
		c.x.inStore = false
	case c.x.inStore:
		c.store = make([]byte, 0, max(need, firstBuffer))
		c.x.inStore = false
	}
	c.filled = false
	c.ahead.moved()
	c.in = append(c.store[:0], c.in...) // the two may overlap, which append allows
}
