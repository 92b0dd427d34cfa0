package trace

import (
	"time"

	"github.com/hangup-http/hangup/model"
)

// Kind says what was observed.
type Kind uint8

const (
	Opened             Kind = iota + 1 // the client opened a connection
	Sent                               // octets left the client
	HalfClosed                         // the client sent its FIN and reads on
	Aborted                            // the client reset or fully closed the connection
	ClosedIncompletely                 // over TLS: the client closed without waiting for the closure alert of the server
	Received                           // octets came from the server
	FIN                                // the server's FIN (over TLS: after its closure alert)
	FINNoAlert                         // over TLS: the server's FIN without a closure alert
	RST                                // the server reset the connection
	Waited                             // the client waited For, and nothing came
	ReadStopped                        // the client stopped reading
	ReadResumed                        // the client reads again
)

// Use says that octets sent address a handler with a known capability.
type Use struct {
	Offset  int           // of the request-target, in the Data of its record
	Handler model.Handler // what the target's handler is known to do
	Arg     int           // milliseconds for Slow, octets for Size, else 0
}

// Record is one observation.
type Record struct {
	At      time.Duration // since the case began; never decreases
	Kind    Kind
	Data    []byte        // Sent, Received
	Uses    []Use         // Sent: handlers addressed in Data
	For     time.Duration // Waited
	Omitted int           // octets of Data that Abridge has dropped
}

// Trace is the record of one played case. It is not safe for concurrent use.
type Trace struct {
	Case    string // name of the case
	Records []Record
}
