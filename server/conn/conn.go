package conn

import (
	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/server/wire"
)

// Todo is what the owner of a Conn has to do.
type Todo uint8

const (
	Nothing   Todo = iota // wait for the client, the handler or a timer
	Write                 // send what Output returns
	FinishFIN             // half-close, then call FINSent
	Reset                 // reset the connection, then call Abort: only that shows that the response is incomplete
	Run                   // run a handler for the request that Request returns
	Release               // close the socket; nothing follows
)

// Conn is one connection. Make it with New.
type Conn struct {
	cfg     Config
	seams   Seams
	machine model.Machine
	defect  error

	parser *wire.Parser
	body   *wire.Body
	ahead  ahead
	store  []byte // memory of in
	filled bool   // all room was used
	in     []byte // received and not consumed
	out    []byte // to be sent
	date   []byte // value of the Date field
	follow Follower
	routes *routes

	x       exchange
	content []byte       // decoded
	taken   int          // how much of it the handler has
	trailer []wire.Field // behind it
	read    []byte       // what the handler took, kept for Seams.Reset only
	unread  []byte       // what it left, as read
	carried []byte       // from Seams.Reset
	skip    int64        // from Seams.Reset

	eof, eofTold bool  // the client's FIN came; the machine knows
	run          bool  // a handler is to be run
	fin, finSent bool  // FIN is to be sent; it was
	erase        bool  // the connection is to be reset instead
	released     bool  // the socket is to be closed
	drained      int64 // octets thrown away after the last response
	exchanges    uint64
	received     uint64 // calls of Receive
}

// exchange is what is known about the current request and its response. All of
// it is forgotten between two requests.
type exchange struct {
	v10, isHead bool
	isConnect   bool // its method is CONNECT: behind the response the client may speak another protocol
	inStore     bool // its head lies in Conn.store
	flaw        wire.Flaw

	inBody  bool  // content of the request is still to come
	chunked bool  // in the chunked coding
	length  int64 // the length that was declared
	left    int64 // what is to come of it
	bodyErr error // why the handler can read no more
	waiting bool  // the handler waits for content

	held     bool // the next request waits
	examined bool // it was looked at as far as it is needed

	handling bool  // the handler owes the response
	started  bool  // the response has begun
	encoded  bool  // in the chunked coding
	silent   bool  // without content
	bounded  bool  // with a length
	owed     int64 // what is missing of it
	endless  bool  // its content ends with the connection
	stalled  bool  // its handler has run out of time
}

// New returns a connection that was just opened.
func New(cfg Config) *Conn {
	cfg = cfg.withDefaults()
	c := &Conn{cfg: cfg, parser: wire.NewParser(cfg.Wire), body: wire.NewBody(cfg.Wire), follow: cfg.Followed, routes: newRoutes()}
	if cfg.Seams != nil {
		c.seams = *cfg.Seams
	}
	table := model.Standard
	if c.seams.Table != nil {
		table = c.seams.Table
	}
	c.machine = model.NewMachine(table, c.cfg.Policy)
	return c
}

// SetDate gives the value of the Date field of responses that start from now on. It is
// not copied. Nil leaves the field out.
func (c *Conn) SetDate(value []byte) { c.date = value }

// Follow replaces Config.Followed for this connection.
func (c *Conn) Follow(f Follower) { c.follow = f }

// HalfClose takes the client's FIN.
func (c *Conn) HalfClose() { c.eof = true }

// HalfClosed tells whether the client's FIN came.
func (c *Conn) HalfClosed() bool { return c.eof }

// Abort tells that the connection is broken: the client has reset it, or cannot
// be written to.
func (c *Conn) Abort() {
	c.tell(model.Aborts)
	c.erase = false
}

// Shutdown asks for a graceful end: the exchange that is under way is the last one.
func (c *Conn) Shutdown() { c.tell(model.ShutsDown) }

// FINSent tells that the half-close asked for by Todo was done.
func (c *Conn) FINSent() {
	c.fin, c.finSent = false, true
	c.tell(model.Closes)
}

// Todo processes what was received and returns what to do next. The same answer
// comes again until it is done.
func (c *Conn) Todo() Todo {
	c.advance()
	switch {
	case c.released && c.erase:
		return Reset
	case c.released:
		return Release
	case len(c.out) > 0:
		return Write
	case c.erase:
		return Reset
	case c.fin:
		return FinishFIN
	case c.run:
		return Run
	}
	return Nothing
}

// Output returns what has to be sent and takes spare, which is overwritten, for
// what comes next.
func (c *Conn) Output(spare []byte) []byte {
	out := c.out
	c.out = spare[:0]
	return out
}

// Request returns the request to run, after Todo has said Run. The head holds
// until its response has ended.
func (c *Conn) Request() *wire.Head {
	c.run = false
	return c.parser.Head()
}

// HasBody tells whether content of the current request is still to come.
func (c *Conn) HasBody() bool { return c.x.inBody || c.taken < len(c.content) }

// WantsInput tells whether octets should be read from the client now. While a
// request is answered, only so many are read ahead as Config.ReadAhead allows;
// the rest waits with the client.
func (c *Conn) WantsInput() bool {
	if c.eof {
		return false
	}
	switch c.machine.State() {
	case model.Closed:
		return false
	case model.Draining:
		return c.finSent || c.drained < c.cfg.Linger
	case model.Responding:
		return c.x.waiting || len(c.in) < c.cfg.ReadAhead
	}
	return true
}

// Runnable tells whether a request waits to be run, even while Todo says Write first:
// where handlers do not take long, several responses can be sent at once.
func (c *Conn) Runnable() bool { return c.run && !c.released }

// FINFollows tells whether FIN is sent as soon as what Output returned is.
func (c *Conn) FINFollows() bool { return c.fin && !c.erase }

// Unsent is how many octets Output would return.
func (c *Conn) Unsent() int { return len(c.out) }

// Requests is how many exchanges the connection has had.
func (c *Conn) Requests() uint64 { return c.exchanges }

// Last tells why the current exchange is the last one, or NotLast.
func (c *Conn) Last() model.Reason { return c.machine.Last() }

// Rest returns what was received and not processed, for somebody who takes the
// connection over.
func (c *Conn) Rest() []byte { return c.in }

// State returns where the connection is.
func (c *Conn) State() model.State { return c.machine.State() }

// Err returns the Defect that ended the connection, or nil.
func (c *Conn) Err() error { return c.defect }
